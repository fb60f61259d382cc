"""When to try again: exponential back-off with full jitter.

Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015; Retry-After from RFC 9110, 10.2.3.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Backoff:
    """`base` and `cap` are in seconds."""

    base: float = 2.0
    cap: float = 900.0

    def __post_init__(self):
        if self.base <= 0 or self.cap < self.base:
            raise ValueError(f"back-off needs 0 < base <= cap, got {self.base} and {self.cap}")

    def ceiling(self, attempts):
        """Longest wait after this many attempts.

        >>> [Backoff(2, 60).ceiling(n) for n in (1, 2, 3, 10)]
        [2.0, 4.0, 8.0, 60.0]
        """
        return float(min(self.cap, self.base * 2 ** min(max(attempts, 1) - 1, 40)))

    def wait(self, attempts, retry_after=None, pick=random.uniform):
        """Seconds to wait. What the server asked for is a floor, so that a polite client never knocks early."""
        return max(pick(0.0, self.ceiling(attempts)), min(retry_after or 0.0, self.cap * 4))


def retry_after_seconds(header, now=None):
    """Seconds from a Retry-After header: a number or an HTTP date; None when there is none or it is nonsense.

    >>> retry_after_seconds("120"), retry_after_seconds(None), retry_after_seconds("soon")
    (120.0, None, None)
    """
    if not header:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    now = now or datetime.now(timezone.utc)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - now).total_seconds())
