"""How good is a customer's record: is everything there that should be, and can it be right?

Completeness asks whether a value is there; correctness only asks about values that are there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a record should have. `weight` says how much it matters against the others."""

    field: str
    weight: int = 1

    def __post_init__(self):
        if self.weight < 1:
            raise ValueError(f"a rule needs a weight of at least 1, got {self.weight}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Percentages from 0 to 100, and the fields behind what is missing from 100."""

    completeness: int
    correctness: int
    missing: tuple
    wrong: tuple


def judge(filled, wrong, rules):
    """Judge one record. `filled` are the fields with a value, `wrong` those whose value can not be right.

    >>> judge({"name", "phone"}, {"phone"}, [Rule("name", 2), Rule("phone"), Rule("email")])
    Verdict(completeness=75, correctness=67, missing=('email',), wrong=('phone',))
    >>> judge(set(), set(), [])
    Verdict(completeness=100, correctness=100, missing=(), wrong=())
    """
    there = [rule for rule in rules if rule.field in filled]
    bad = [rule for rule in there if rule.field in wrong]
    return Verdict(
        completeness=_percent(there, rules),
        correctness=_percent([rule for rule in there if rule not in bad], there),
        missing=tuple(rule.field for rule in rules if rule.field not in filled),
        wrong=tuple(rule.field for rule in bad),
    )


def _percent(part, whole):
    total = sum(rule.weight for rule in whole)
    return round(100 * sum(rule.weight for rule in part) / total) if total else 100
