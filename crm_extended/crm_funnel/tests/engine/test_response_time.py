from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_funnel.engine.response_time import Promise, after, worked

MONDAY = datetime(2026, 3, 2)
HOUR = timedelta(hours=1)
WEEK = [
    (MONDAY + timedelta(days=day, hours=opening), MONDAY + timedelta(days=day, hours=closing))
    for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)
    for opening, closing in ((9, 12), (13, 18))
]


@given(st.integers(0, 5 * 24 * 60), st.integers(1, 30 * 60))
def test_what_is_planned_is_what_will_have_been_worked(minute, amount):
    start, amount = MONDAY + timedelta(minutes=minute), timedelta(minutes=amount)
    end = after(start, amount, WEEK)
    assert worked(start, end, WEEK) == amount
    assert any(opening < end <= closing for opening, closing in WEEK)


@given(st.integers(0, 5 * 24 * 60), st.integers(0, 5 * 24 * 60), st.integers(0, 5 * 24 * 60))
def test_working_time_adds_up(first, second, third):
    one, two, three = sorted(MONDAY + timedelta(minutes=minute) for minute in (first, second, third))
    assert worked(one, two, WEEK) + worked(two, three, WEEK) == worked(one, three, WEEK)


def test_friday_evening_waits_for_monday():
    friday = MONDAY + timedelta(days=4, hours=17)
    assert after(friday, 2 * HOUR, WEEK) == MONDAY + timedelta(days=7, hours=10)
    assert worked(friday, MONDAY + timedelta(days=7, hours=10), WEEK) == 2 * HOUR


def test_steps_come_in_order_and_never_means_never():
    moments = Promise(4 * HOUR, warn=50, escalate=100, reassign=0).moments(MONDAY + 9 * HOUR, WEEK)
    assert moments["warn"] == MONDAY + 11 * HOUR
    assert moments["due"] == moments["escalate"] == MONDAY + 14 * HOUR
    assert moments["reassign"] is None


def test_beyond_the_known_hours_there_is_no_answer():
    assert after(MONDAY, 1000 * HOUR, WEEK) is None
    assert after(MONDAY, 1000 * HOUR, None) == MONDAY + 1000 * HOUR
    assert worked(MONDAY + HOUR, MONDAY, None) == timedelta()
