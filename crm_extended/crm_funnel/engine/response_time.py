"""When must a lead have been answered, counted in working hours?

Works on spans of working time: sorted pairs of naive UTC datetimes that do not overlap. No span list means that the
clock never stops.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Promise:
    """Answer within `target`; warn, escalate and reassign at these percentages of it. 0 means never."""

    target: timedelta
    warn: int = 75
    escalate: int = 100
    reassign: int = 0

    def moments(self, start: datetime, spans: Sequence[Span] | None) -> dict[str, datetime | None]:
        """The moments of due, warn, escalate, reassign; None for never, or for beyond the spans.

        >>> nine = datetime(2026, 3, 2, 9)
        >>> found = Promise(timedelta(hours=4), reassign=150).moments(nine, None)
        >>> [moment.hour for moment in (found["warn"], found["due"], found["reassign"])]
        [12, 13, 15]
        """
        steps = {"due": 100, "warn": self.warn, "escalate": self.escalate, "reassign": self.reassign}
        return {
            name: after(start, self.target * percent / 100, spans) if percent else None
            for name, percent in steps.items()
        }


def after(start: datetime, amount: timedelta, spans: Sequence[Span] | None) -> datetime | None:
    """The moment at which `amount` has been worked since `start`; None when the spans end before.

    >>> day = datetime(2026, 3, 2)
    >>> office = [(day.replace(hour=9), day.replace(hour=12)), (day.replace(hour=13), day.replace(hour=18))]
    >>> after(day.replace(hour=11), timedelta(hours=2), office).hour
    14
    """
    if spans is None:
        return start + amount
    for opening, closing in spans:
        opening = max(opening, start)
        if closing <= opening:
            continue
        if closing - opening >= amount:
            return opening + amount
        amount -= closing - opening
    return None


def worked(start: datetime, end: datetime, spans: Sequence[Span] | None) -> timedelta:
    """Working time between two moments; zero when `end` is not after `start`.

    >>> day = datetime(2026, 3, 2)
    >>> worked(day, day.replace(hour=10), [(day.replace(hour=9), day.replace(hour=12))])
    datetime.timedelta(seconds=3600)
    """
    if spans is None:
        return max(end - start, timedelta())
    return sum(
        (min(closing, end) - max(opening, start) for opening, closing in spans if closing > start and opening < end),
        timedelta(),
    )
