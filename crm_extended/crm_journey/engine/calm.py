"""When may a customer be written to? Quiet hours in the customer's own zone, and a cap over all journeys.

Moments are naive UTC. Quiet hours are read from the clock on the customer's wall: on the night of a clock change they
begin and end when that clock says so.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours and days without messages.

    `start` and `end` are minutes after midnight, `end` not included; a start after the end spans midnight, equal ones
    mean no quiet hours. `days` are weekdays without any message, 0 is Monday.
    """

    start: int = 0
    end: int = 0
    days: frozenset = field(default_factory=frozenset)

    def __post_init__(self):
        if not (0 <= self.start < DAY and 0 <= self.end < DAY):
            raise ValueError(f"quiet hours lie within a day, got {self.start} and {self.end} minutes")
        if not self.days <= set(range(7)) or len(self.days) == 7:
            raise ValueError("at least one day of the week is open")

    def holds(self, moment: datetime, zone: str) -> bool:
        """Is this moment quiet on the customer's wall clock?

        >>> Quiet(21 * 60, 8 * 60).holds(datetime(2026, 3, 2, 14, 0), "Asia/Shanghai")
        True
        """
        wall = _wall(moment, zone)
        minute = wall.hour * 60 + wall.minute
        if self.start <= self.end:
            within = self.start <= minute < self.end
        else:
            within = minute >= self.start or minute < self.end
        return within or wall.weekday() in self.days

    def next_open(self, moment: datetime, zone: str) -> datetime:
        """The first moment from `moment` on that is not quiet.

        >>> Quiet(21 * 60, 8 * 60).next_open(datetime(2026, 3, 2, 14, 0), "Asia/Shanghai")
        datetime.datetime(2026, 3, 3, 0, 0)
        """
        while self.holds(moment, zone):
            moment = self._next_edge(moment, zone)
        return moment

    def _next_edge(self, moment, zone):
        """The next moment after a quiet one at which it could end: the end of the hours, or midnight, or a jump."""
        wall = _wall(moment, zone)
        minutes = {0, self.end}
        edges = []
        for day in (wall.date(), wall.date() + timedelta(days=1)):
            for minute in minutes:
                edges += _utc(datetime.combine(day, time(minute // 60, minute % 60)), zone)
        # Where the clock jumps, the hour that is skipped may hold the edge: then the jump itself is one.
        offset = wall.utcoffset()
        jumps = [edge for edge in _hours(moment, 26) if _wall(edge, zone).utcoffset() != offset]
        return min(edge for edge in [*edges, *jumps[:1]] if edge > moment)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `limit` messages in any `days` days, over all journeys. A limit of 0 means no cap."""

    limit: int = 0
    days: int = 7

    def __post_init__(self):
        if self.limit < 0 or self.days < 1:
            raise ValueError(f"a cap needs limit >= 0 and days >= 1, got {self.limit} and {self.days}")

    def free_at(self, sent, moment: datetime) -> datetime:
        """The first moment from `moment` on at which one more message keeps the cap; `sent` are those already sent.

        >>> Cap(1, 7).free_at([datetime(2026, 3, 1)], datetime(2026, 3, 2))
        datetime.datetime(2026, 3, 8, 0, 0)
        """
        if not self.limit:
            return moment
        newest = sorted(sent, reverse=True)
        if len(newest) < self.limit:
            return moment
        return max(moment, newest[self.limit - 1] + timedelta(days=self.days))


def next_contact(quiet: Quiet, cap: Cap, sent, moment: datetime, zone: str):
    """Return (moment, reason): when the next message may go, and why not now ("quiet", "cap" or "")."""
    free = cap.free_at(sent, moment)
    allowed = quiet.next_open(free, zone)
    return allowed, "cap" if free > moment else "quiet" if allowed > moment else ""


def _wall(moment, zone):
    return moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone))


def _utc(wall, zone):
    """Both moments at which the wall clock shows this: they differ only where the clock is set back or forward."""
    return [
        wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(timezone.utc).replace(tzinfo=None) for fold in (0, 1)
    ]


def _hours(moment, count):
    """Half hours after a moment: every zone changes its clock at one of them."""
    start = moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
    return [start + timedelta(minutes=30 * n) for n in range(1, count * 2)]
