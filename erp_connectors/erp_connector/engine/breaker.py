"""The circuit breaker of one backend: an ERP that is down is knocked at politely, and no message pays for it.

closed     calls go through
open       no call before `retry_at`
half_open  one call goes through as a probe; it decides
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .outcome import UNAVAILABLE

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"
# Nobody answers, or something that stands before the ERP does.
SILENT = frozenset(("TIMEOUT", "CONNECTION_LOST", "UNREACHABLE", "TLS", "HTTP_502", "HTTP_503", "HTTP_504"))
# "Not now", said of one document or one service: the next document may well go through.
OF_ONE = frozenset(
    ("BUSY", "CHANGED_MEANWHILE", "HTTP_403", "HTTP_404", "HTTP_429", "LIST_FULL", "LOCKED", "NO_COLUMN", "NO_FUNCTION")
    + ("NO_SERVICE", "NOT_A_NUMBER", "NOT_PUBLISHED", "NOT_READ", "SITE_VALUE")
)


def reached(outcome):
    """Did a call get through to the ERP? An ERP that lets nobody in is knocked at as politely as one that is down: each
    failed login may be the one that locks the account.

    >>> from .outcome import unavailable, unknown
    >>> reached(unknown("HTTP_500")), reached(unknown("TIMEOUT")), reached(unavailable("HTTP_401"))
    (True, False, False)
    >>> reached(unavailable("LOCKED"))
    True
    """
    if outcome.code in SILENT:
        return False
    return outcome.kind != UNAVAILABLE or outcome.code in OF_ONE


@dataclass(frozen=True, slots=True)
class Breaker:
    """State of a breaker; times are naive UTC. `threshold` failures in a row open it for `pause` seconds, doubling
    with each failed probe up to `longest`."""

    state: str = CLOSED
    failures: int = 0
    retry_at: datetime | None = None
    threshold: int = 5
    pause: float = 5.0
    longest: float = 60.0

    def allows(self, now):
        """How many calls may start: None = any number, 1 = a probe, 0 = none.

        >>> Breaker().allows(datetime(2026, 1, 1)) is None
        True
        """
        if self.state == CLOSED:
            return None
        return 1 if self.retry_at is None or now >= self.retry_at else 0

    def after(self, reached, now):
        """The breaker after a call that reached the ERP (whatever it answered) or did not."""
        if reached:
            return replace(self, state=CLOSED, failures=0, retry_at=None)
        failures = self.failures + 1
        if self.state == CLOSED and failures < self.threshold:
            return replace(self, failures=failures)
        rounds = max(0, failures - self.threshold)
        pause = min(self.longest, self.pause * 2 ** min(rounds, 20))
        return replace(self, state=OPEN, failures=failures, retry_at=now + timedelta(seconds=pause))
