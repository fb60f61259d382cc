"""Satisfaction figures from ratings on a scale of one to five."""

from collections.abc import Mapping


def csat(counts: Mapping[int, int]) -> float | None:
    """Share of satisfied customers (4 and 5) in percent; None without an answer.

    >>> csat({5: 3, 2: 1}), csat({})
    (75.0, None)
    """
    total = sum(counts.values())
    return 100.0 * sum(counts.get(rate, 0) for rate in (4, 5)) / total if total else None


def nps(counts: Mapping[int, int]) -> float | None:
    """Promoters (5) less detractors (1 to 3) in percent, from -100 to 100; None without an answer.

    >>> nps({5: 3, 4: 4, 1: 1})
    25.0
    """
    total = sum(counts.values())
    if not total:
        return None
    return 100.0 * (counts.get(5, 0) - sum(counts.get(rate, 0) for rate in (1, 2, 3))) / total


def is_low(rate: float) -> bool:
    """True when somebody should call the customer back.

    >>> is_low(2), is_low(3), is_low(0)
    (True, False, False)
    """
    return 0 < rate < 3
