"""Back-off and circuit breaker."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine.backoff import Backoff, retry_after_seconds
from odoo.addons.erp_connector.engine.breaker import CLOSED, OPEN, Breaker

NOON = datetime(2026, 11, 22, 12)


@given(st.integers(1, 10_000), st.floats(0, 10_000))
def test_a_wait_is_never_longer_than_the_cap_nor_shorter_than_the_server_asked(attempts, asked):
    backoff = Backoff(2, 60)
    wait = backoff.wait(attempts, asked)
    assert wait <= max(60, asked)
    assert wait >= min(asked, 240)


def test_jitter_uses_the_whole_range():
    waits = [Backoff(2, 60).wait(5) for _number in range(300)]
    assert min(waits) < 8 and max(waits) > 24 and max(waits) <= 32


@pytest.mark.parametrize("base, cap", [(0, 10), (-1, 10), (10, 5)])
def test_nonsense_limits_are_refused(base, cap):
    with pytest.raises(ValueError):
        Backoff(base, cap)


def test_retry_after_as_a_date():
    now = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
    assert retry_after_seconds("Sun, 22 Nov 2026 12:00:30 GMT", now) == 30
    assert retry_after_seconds("Sun, 22 Nov 2026 11:00:00 GMT", now) == 0


def test_the_breaker_opens_after_five_failures_and_lets_one_probe_through():
    breaker = Breaker()
    for _failure in range(4):
        breaker = breaker.after(False, NOON)
        assert breaker.allows(NOON) is None
    breaker = breaker.after(False, NOON)
    assert (breaker.state, breaker.allows(NOON)) == (OPEN, 0)
    assert breaker.allows(NOON + timedelta(seconds=6)) == 1


def test_each_failed_probe_doubles_the_pause_up_to_the_longest():
    breaker = Breaker(state=OPEN, failures=5, retry_at=NOON)
    pauses = []
    for _probe in range(8):
        breaker = breaker.after(False, NOON)
        pauses.append((breaker.retry_at - NOON).total_seconds())
    assert pauses == [10, 20, 40, 60, 60, 60, 60, 60]


@given(st.lists(st.booleans(), max_size=60))
def test_one_answer_closes_the_breaker_whatever_was_before(history):
    breaker = Breaker()
    for reached in history:
        breaker = breaker.after(reached, NOON)
    breaker = breaker.after(True, NOON)
    assert (breaker.state, breaker.failures, breaker.allows(NOON)) == (CLOSED, 0, None)
