"""Dates in the life of an asset: warranty, maintenance, and the moments worth a call."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month.

    >>> months_after(date(2026, 1, 31), 1), months_after(date(2024, 2, 29), 12)
    (datetime.date(2026, 2, 28), datetime.date(2025, 2, 28))
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def warranty_end(start: date, months: int) -> date | None:
    """Last day of a warranty of so many months; None without warranty.

    >>> warranty_end(date(2026, 3, 1), 12)
    datetime.date(2027, 2, 28)
    """
    return months_after(start, months) - timedelta(days=1) if months > 0 else None


@dataclass(frozen=True, slots=True)
class Interval:
    """A maintenance rhythm: every so many days, weeks, months or years, counted from an anchor.

    Counting from the anchor and not from the last date keeps the 31st from wandering to the 28th.
    """

    every: int
    unit: str

    def __post_init__(self):
        if self.every < 1 or self.unit not in ("day", "week", "month", "year"):
            raise ValueError(f"a rhythm is a positive number of days, weeks, months or years, got {self}")

    def nth(self, anchor: date, number: int) -> date:
        if self.unit in ("day", "week"):
            return anchor + timedelta(days=number * self.every * (7 if self.unit == "week" else 1))
        return months_after(anchor, number * self.every * (12 if self.unit == "year" else 1))

    def following(self, anchor: date, day: date) -> date:
        """The first date of the rhythm after `day`.

        >>> Interval(1, "month").following(date(2026, 1, 31), date(2026, 2, 28))
        datetime.date(2026, 3, 31)
        """
        days = {"day": 1, "week": 7, "month": 31, "year": 366}[self.unit] * self.every
        number = max(0, (day - anchor).days // days)
        while self.nth(anchor, number) <= day:
            number += 1
        return self.nth(anchor, number)


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something to offer `days` before (negative) or after a date of the asset's life plus `months`."""

    anchor: str  # "installed", "warranty_end" or "serviced"
    months: int = 0
    days: int = 0

    def due(self, dates: dict[str, date | None]) -> date | None:
        """Day to act, or None when the asset has no such date.

        >>> Milestone("warranty_end", days=-30).due({"warranty_end": date(2026, 12, 31)})
        datetime.date(2026, 12, 1)
        """
        day = dates.get(self.anchor)
        return day and months_after(day, self.months) + timedelta(days=self.days)


def due_prompts(milestones: Iterable[tuple[int, Milestone]], dates: dict, today: date, patience: int = 60):
    """(key, due day) of each milestone whose day has come; one older than `patience` days has lost its occasion."""
    for key, milestone in milestones:
        day = milestone.due(dates)
        if day and day <= today <= day + timedelta(days=patience):
            yield key, day
