"""What does an entitlement cover, and what will the customer pay? Asked before the work starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Hours and visits that are still free; None means without limit. Both dates are included."""

    start: date | None = None
    end: date | None = None
    hours: float | None = 0.0
    visits: int | None = 0
    parts: bool = False

    def valid(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Need:
    """What a request is expected to take, or took."""

    hours: float = 0.0
    visits: int = 0
    parts: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """`state` is covered, partly or billable; the figures are what the customer pays for."""

    state: str
    hours: float
    visits: int
    parts: bool


def cover(entitlement: Entitlement | None, need: Need, on: date) -> Coverage:
    """Split a need into what is covered and what is billable on that day.

    >>> cover(Entitlement(hours=2, visits=None), Need(hours=3, visits=1), date(2026, 3, 1))
    Coverage(state='partly', hours=1.0, visits=0, parts=False)
    >>> cover(None, Need(hours=3), date(2026, 3, 1)).state
    'billable'
    """
    if min(need.hours, need.visits) < 0:
        raise ValueError(f"a need is never negative, got {need}")
    if entitlement is None or not entitlement.valid(on):
        return Coverage("billable", need.hours, need.visits, need.parts)
    hours = 0.0 if entitlement.hours is None else max(0.0, float(need.hours - max(0.0, entitlement.hours)))
    visits = 0 if entitlement.visits is None else max(0, need.visits - max(0, entitlement.visits))
    parts = need.parts and not entitlement.parts
    if not (hours or visits or parts):
        return Coverage("covered", 0.0, 0, False)
    nothing = hours >= need.hours and visits >= need.visits and parts == need.parts
    return Coverage("billable" if nothing else "partly", hours, visits, parts)


def best(entitlements: Iterable[tuple[int, Entitlement]], need: Need, on: date) -> int | None:
    """Key of the entitlement that leaves least to pay; of equal ones the first to end, so nothing is wasted.

    >>> best([(7, Entitlement(hours=1)), (8, Entitlement(hours=9, parts=True))], Need(hours=2), date(2026, 3, 1))
    8
    """
    ranked = []
    for key, entitlement in entitlements:
        if entitlement.valid(on):
            left = cover(entitlement, need, on)
            ranked.append((left.hours, left.visits, left.parts, entitlement.end or date.max, key))
    return min(ranked)[-1] if ranked else None
