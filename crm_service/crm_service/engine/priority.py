"""Priority from impact and urgency, so that two agents give the same request the same rank."""

IMPACTS = ("one", "team", "all")
URGENCIES = ("low", "normal", "high")

MATRIX = {
    ("one", "low"): 0,
    ("one", "normal"): 0,
    ("one", "high"): 1,
    ("team", "low"): 0,
    ("team", "normal"): 1,
    ("team", "high"): 2,
    ("all", "low"): 1,
    ("all", "normal"): 2,
    ("all", "high"): 3,
}


def priority(impact: str, urgency: str) -> int:
    """Rank from 0 (low) to 3 (critical); never falls when impact or urgency grows.

    >>> priority("one", "normal"), priority("all", "high")
    (0, 3)
    """
    return MATRIX[impact, urgency]
