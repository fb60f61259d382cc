"""Working hours as sets of moments: how much of a span was worked, and when will an amount have been worked?

All moments are naive datetimes in UTC; shifts are minutes of the wall clock in `zone`. A moment is open when the
wall clock in the zone stands inside a shift and no closure covers the moment. That definition decides what happens
when clocks change: an hour that happens twice counts twice, an hour that does not happen does not count.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

HORIZON = timedelta(days=3 * 366)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Shift:
    """One stretch of work on a weekday (0 is Monday), in minutes after midnight; `week` is 0 or 1 in a fortnight."""

    weekday: int
    start: int
    end: int
    week: int | None = None

    def __post_init__(self):
        if not (0 <= self.weekday <= 6 and 0 <= self.start <= self.end <= 24 * 60):
            raise ValueError(f"a shift lies inside one day, got {self}")

    def falls_on(self, day: date) -> bool:
        """True when the shift is worked on that day; weeks are counted from Monday, 1 January of the year 1."""
        return day.weekday() == self.weekday and self.week in (None, (day.toordinal() - 1) // 7 % 2)


@dataclass(frozen=True)
class WorkingTime:
    """A week of shifts in a zone, less closures (holidays). `shifts=None` means around the clock.

    >>> office = WorkingTime("Asia/Shanghai", tuple(
    ...     Shift(day, *hours) for day in range(5) for hours in ((9 * 60, 12 * 60), (13 * 60, 18 * 60))))
    >>> office.worked(datetime(2026, 3, 6, 9), datetime(2026, 3, 9, 2))  # Friday 17:00 to Monday 10:00, local
    datetime.timedelta(seconds=7200)
    >>> office.after(datetime(2026, 3, 6, 3), timedelta(hours=2))  # Friday 11:00, lunch from 12:00 to 13:00
    datetime.datetime(2026, 3, 6, 6, 0)
    """

    zone: str = "UTC"
    shifts: tuple[Shift, ...] | None = None
    closures: tuple[Span, ...] = ()
    _days: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "closures", tuple(united(self.closures)))
        object.__setattr__(self, "_info", ZoneInfo(self.zone))

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """The open spans between start and end, in order, cut to those bounds."""
        for opening, closing in self._uncut(start, end):
            if opening < end and closing > start:
                yield max(opening, start), min(closing, end)

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Open time between start and end; zero when end is not after start."""
        return sum((closing - opening for opening, closing in self.spans(start, end)), timedelta())

    def after(self, start: datetime, amount: timedelta) -> datetime | None:
        """The earliest moment at which `amount` has been worked since `start`; None if that is years away."""
        if amount <= timedelta():
            return start
        for opening, closing in self.spans(start, start + HORIZON):
            if closing - opening >= amount:
                return opening + amount
            amount -= closing - opening
        return None

    def _uncut(self, start, end):
        if end <= start:
            return
        if self.shifts is None:
            yield from without([(start, end)], self._closures_between(start, end))
            return
        # A local day may begin up to 14 hours before or 12 hours after the day of the same name in UTC.
        day, last = (start - DAY).date(), (end + DAY).date()
        while day <= last:
            yield from self._day(day)
            day += DAY

    def _day(self, day):
        """Open spans of one local day, kept because neighbouring requests ask for the same days."""
        if day not in self._days:
            shifts = sorted((shift.start, shift.end) for shift in self.shifts if shift.falls_on(day))
            spans = united(span for start, end in shifts for span in self._in_utc(day, start, end))
            if spans:
                spans = without(spans, self._closures_between(spans[0][0], spans[-1][1]))
            self._days[day] = tuple(spans)
        return self._days[day]

    def _in_utc(self, day, start, end):
        """UTC spans in which the wall clock of `day` runs from minute `start` to minute `end`."""
        midnight = datetime(day.year, day.month, day.day)
        opening, closing = midnight + start * MINUTE, midnight + end * MINUTE
        before, after = self._offset(midnight - DAY), self._offset(midnight + 2 * DAY)
        if before == after:
            return [(opening - before, closing - before)]
        change = self._change(midnight - DAY, midnight + 2 * DAY, before)
        spans = [(opening - before, min(closing - before, change)), (max(opening - after, change), closing - after)]
        return [span for span in spans if span[0] < span[1]]

    def _offset(self, moment):
        return moment.replace(tzinfo=timezone.utc).astimezone(self._info).utcoffset()

    def _change(self, low, high, before):
        """The first moment in (low, high] with another offset than `before`, to the second."""
        while high - low > timedelta(seconds=1):
            middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
            low, high = (middle, high) if self._offset(middle) == before else (low, middle)
        return high

    def _closures_between(self, start, end):
        first = max(0, bisect_right(self.closures, (start, start)) - 1)
        for closure in self.closures[first:]:
            if closure[0] >= end:
                break
            yield closure


def united(spans) -> list[Span]:
    """Sorted spans in which touching and overlapping ones are joined.

    >>> united([(5, 7), (1, 3), (3, 4), (6, 6)])
    [(1, 4), (5, 7)]
    """
    result = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def without(spans, holes) -> list[Span]:
    """Spans less holes; both sorted and without overlaps.

    >>> without([(1, 5), (8, 9)], [(0, 2), (3, 4), (8, 10)])
    [(2, 3), (4, 5)]
    """
    holes = list(holes)
    result = []
    for start, end in spans:
        for hole_start, hole_end in holes:
            if hole_start < end and hole_end > start:
                if start < hole_start:
                    result.append((start, hole_start))
                start = max(start, hole_end)
        if start < end:
            result.append((start, end))
    return result


AROUND_THE_CLOCK = WorkingTime()
