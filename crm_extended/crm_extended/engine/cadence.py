"""When is the next visit due, and is the promise broken?

A cadence is kept by visits that really took place; planned ones do not count.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Cadence:
    """A promise to visit. `every` and `grace` are in calendar days."""

    every: int
    grace: int = 0

    def __post_init__(self):
        if self.every < 1 or self.grace < 0:
            raise ValueError(f"a cadence needs every >= 1 and grace >= 0, got {self.every} and {self.grace}")

    def due(self, last_visit, since):
        """Day the next visit is due; without any visit yet, counted from `since`.

        >>> Cadence(every=30).due(date(2026, 1, 31), since=date(2026, 1, 1))
        datetime.date(2026, 3, 2)
        """
        return (last_visit or since) + timedelta(days=self.every)

    def broken(self, last_visit, since, today: date) -> bool:
        """True from the first day after due + grace.

        >>> Cadence(30, 7).broken(date(2026, 3, 10), date(2026, 1, 1), today=date(2026, 4, 16))
        False
        >>> Cadence(30, 7).broken(date(2026, 3, 10), date(2026, 1, 1), today=date(2026, 4, 17))
        True
        """
        return today > self.due(last_visit, since) + timedelta(days=self.grace)
