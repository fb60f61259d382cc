"""What a lead's score is, from the ledger of what happened, at one moment.

Nothing here is ever written back: the ledger holds what an event was worth when it happened, the score is what of it
is left now. Points fade with a rule's half-life, one source (a mailing, a seminar, a page) can bring at most the
rule's source cap, and all sources together at most its cap. Times are naive UTC; half-lives are in days.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor, fsum

# After ten half-lives less than a thousandth is left: such an event counts nothing, here and in the statement.
FORGOTTEN_AFTER = 10
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """How events of one kind count. A half-life or cap of 0 means none."""

    key: int
    half_life: float = 0
    source_cap: float = 0
    cap: float = 0

    def __post_init__(self):
        if min(self.half_life, self.source_cap, self.cap) < 0:
            raise ValueError(f"half-life and caps are not negative, got {self}")


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the ledger: `points` of the rule `rule` for something that `source` did at `happened_at`."""

    rule: int
    source: str
    points: float
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule brings: `points` now, out of `awarded`, from `count` events of which the last was `last_at`."""

    rule: int
    points: float
    awarded: float
    count: int
    last_at: datetime
    capped: bool


def remaining(points: float, age: timedelta, half_life: float) -> float:
    """What is left of points after some time.

    >>> remaining(20, timedelta(days=30), 30)
    10.0
    >>> remaining(20, timedelta(days=301), 30), remaining(20, timedelta(days=301), 0)
    (0.0, 20)
    """
    if not half_life:
        return points
    lives = max(age / DAY, 0) / half_life
    return points * 0.5**lives if lives <= FORGOTTEN_AFTER else 0.0


def limited(points: float, cap: float) -> float:
    """Points held between -cap and cap.

    >>> limited(12, 10), limited(-12, 10), limited(12, 0)
    (10, -10, 12)
    """
    return max(-cap, min(cap, points)) if cap else points


def explain(rules: Iterable[Rule], events: Iterable[Event], now: datetime) -> list[Line]:
    """One line per rule that has events, in the order of the rules. Events of unknown rules do not count.

    >>> rule = Rule(1, half_life=10, source_cap=15, cap=25)
    >>> monday = datetime(2026, 3, 2)
    >>> events = [Event(1, "mail", 10, monday), Event(1, "mail", 10, monday), Event(1, "fair", 20, monday)]
    >>> explain([rule], events, monday)[0].points, explain([rule], events, monday + 10 * DAY)[0].points
    (25, 20.0)
    """
    by_rule = defaultdict(list)
    for event in events:
        by_rule[event.rule].append(event)
    return [_line(rule, by_rule[rule.key], now) for rule in rules if by_rule[rule.key]]


def _line(rule, events, now):
    # fsum, because an ordinary sum of floats depends on the order of its terms and a score must not.
    sources = defaultdict(list)
    for event in events:
        sources[event.source].append(remaining(event.points, now - event.happened_at, rule.half_life))
    left = [fsum(parts) for parts in sources.values()]
    held = fsum(limited(points, rule.source_cap) for points in left)
    points = limited(held, rule.cap)
    return Line(
        rule=rule.key,
        points=points,
        awarded=fsum(event.points for event in events),
        count=len(events),
        last_at=max(event.happened_at for event in events),
        capped=abs(points) < abs(fsum(left)),
    )


def total(points: Iterable[float]) -> int:
    """The score as shown: whole points, never below zero.

    >>> total([10.2, 5.3]), total([3, -8])
    (16, 0)
    """
    return max(0, floor(fsum(points) + 0.5))
