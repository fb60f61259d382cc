"""Has a customer fallen silent? Measured by the customer's own cadence, not by one number for all.

A weekly buyer is lost after a month; one who buys a machine every two years is not.
"""

from dataclasses import dataclass
from datetime import date
from statistics import median


@dataclass(frozen=True, slots=True)
class Silence:
    """`factor` times the usual gap between two orders is too long; nobody is silent before `at_least` days.

    The usual gap is the median, so one long holiday does not change it; it needs `orders` orders to be known.
    """

    factor: float = 2.0
    orders: int = 3
    at_least: int = 30

    def __post_init__(self):
        if self.factor < 1 or self.orders < 2 or self.at_least < 1:
            raise ValueError("silence needs a factor >= 1, at least 2 orders and at least 1 day")

    def usual_gap(self, days: list[date]) -> float | None:
        """Median days between two days with orders, or None when too few are known.

        >>> Silence().usual_gap([date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 31)])
        15.0
        """
        known = sorted(set(days))
        if len(known) < self.orders:
            return None
        return float(median((after - before).days for before, after in zip(known, known[1:], strict=False)))

    def holds(self, days: list[date], today: date) -> bool:
        """Is the customer silent today?"""
        gap = self.usual_gap(days)
        if gap is None:
            return False
        return (today - max(days)).days > max(gap * self.factor, self.at_least)
