"""The SLA clock against a replay so slow and simple that it can be believed: minute by minute, by the wall clock."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.crm_service.engine.sla import Change, Clock, Promise, State, Target, Timeline
from odoo.addons.crm_service.engine.working_time import Shift, WorkingTime

MINUTE = timedelta(minutes=1)
# Shortly before a change of the clocks somewhere, and an ordinary week.
EVES = [
    datetime(2026, 3, 28, 12),  # Berlin springs forward on the 29th
    datetime(2026, 10, 24, 12),  # Berlin falls back on the 25th
    datetime(2026, 3, 7, 20),  # New York springs forward on the 8th
    datetime(2026, 10, 31, 20),  # New York falls back on 1 November
    datetime(2026, 4, 4, 6),  # Lord Howe falls back, by half an hour
    datetime(2026, 6, 9, 7),
]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Asia/Kathmandu", "Australia/Lord_Howe"]

minutes = st.integers(0, 24 * 60)


def is_open(hours, moment):
    """The definition: the wall clock stands inside a shift, and no closure covers the moment."""
    if any(start <= moment < end for start, end in hours.closures):
        return False
    if hours.shifts is None:
        return True
    local = moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(hours.zone))
    minute = local.hour * 60 + local.minute
    week = ((local.date() - datetime(1, 1, 1).date()).days // 7) % 2
    return any(
        shift.weekday == local.weekday() and shift.start <= minute < shift.end and shift.week in (None, week)
        for shift in hours.shifts
    )


def replay(history, until):
    """(consumed minutes, {amount: moment at which so many minutes were reached}), one minute after the other."""
    consumed, reached = 0, {0: history[0].at}
    first = next((change.promise for change in history if change.promise), None)
    moment, index, promise = history[0].at, 0, history[0].promise or first
    while moment < until:
        while index + 1 < len(history) and history[index + 1].at <= moment:
            index += 1
            promise = history[index].promise or promise
        hours = promise.hours if promise else WorkingTime()
        if history[index].clock is Clock.RUN and is_open(hours, moment):
            consumed += 1
            reached[consumed] = moment + MINUTE
        moment += MINUTE
    return consumed, reached


@st.composite
def working_times(draw, start):
    zone = draw(st.sampled_from(ZONES))
    shifts = None
    if draw(st.integers(0, 4)):
        shifts = []
        for _ in range(draw(st.integers(1, 6))):
            low, high = sorted((draw(minutes), draw(minutes)))
            # A shift on every day or on one, every week or each second: short spans must still meet some.
            days = range(7) if draw(st.booleans()) else [draw(st.integers(0, 6))]
            week = draw(st.sampled_from([None, None, 0, 1]))
            shifts += [Shift(day, low, high, week) for day in days]
        shifts = tuple(shifts)
    closures = []
    for _ in range(draw(st.integers(0, 2))):
        opening = start + draw(st.integers(-600, 3000)) * MINUTE
        closures.append((opening, opening + draw(st.integers(1, 1500)) * MINUTE))
    return WorkingTime(zone, shifts, tuple(closures))


@st.composite
def stories(draw):
    start = draw(st.sampled_from(EVES)) + draw(st.integers(0, 1200)) * MINUTE
    promises = [None]
    for _ in range(draw(st.integers(1, 3))):
        allowed = draw(st.integers(1, 1500)) * MINUTE
        promises.append(Promise(respond=allowed / 2, resolve=allowed, hours=draw(working_times(start))))
    history, moment = [], start
    for _ in range(draw(st.integers(1, 6))):
        clock = draw(st.sampled_from([Clock.RUN, Clock.RUN, Clock.RUN, Clock.PAUSE, Clock.STOP]))
        history.append(Change(moment, clock, draw(st.sampled_from(promises))))
        moment += draw(st.integers(0, 700)) * MINUTE
    return history, moment + draw(st.integers(0, 1500)) * MINUTE


@settings(max_examples=2500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stories())
def test_the_clock_agrees_with_a_replay_minute_by_minute(story):
    history, now = story
    timeline = Timeline(history)
    consumed, reached = replay(history, now)
    assert timeline.consumed(now) == consumed * MINUTE
    for amount in {1, consumed // 2, consumed, consumed + 1} & set(reached):
        assert timeline.reaches(amount * MINUTE) == reached[amount]
    beyond = timeline.reaches((consumed + 1) * MINUTE)
    assert beyond is None or beyond > now


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stories(), st.sampled_from(list(Clock)))
def test_a_change_never_takes_consumed_time_back(story, clock):
    history, now = story
    last = history[-1].at
    before = Timeline(history).consumed(max(now, last))
    other = Promise(resolve=timedelta(hours=1), hours=WorkingTime("Asia/Tokyo", (Shift(2, 0, 60),)))
    if any(change.promise for change in history):
        changed = Timeline([*history, Change(max(now, last), clock, other)])
        assert changed.consumed(max(now, last)) == before
        assert changed.consumed(max(now, last) + timedelta(days=9)) >= before


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stories())
def test_what_is_read_is_judged_like_the_replay(story):
    history, now = story
    gauge = Timeline(history).gauge(Target.RESOLVE, now)
    if gauge.state is State.NONE:
        return
    stopped = Timeline(history).done_at(Target.RESOLVE)
    consumed, reached = replay(history, now if stopped is None else stopped)
    allowed = int(gauge.allowed / MINUTE)
    broken = allowed in reached and reached[allowed] < (now if stopped is None else stopped)
    assert (gauge.state is State.MISSED) == broken
    assert gauge.left == (allowed - consumed) * MINUTE


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29), 23),
        ("Europe/Berlin", datetime(2026, 10, 25), 25),
        ("UTC", datetime(2026, 3, 29), 24),
    ],
)
def test_a_day_has_the_hours_the_wall_clock_shows(zone, day, expected):
    sunday = WorkingTime(zone, (Shift(6, 0, 24 * 60),))
    around = day - timedelta(days=2), day + timedelta(days=3)
    assert sunday.worked(*around) == timedelta(hours=expected)


def test_the_same_shift_may_be_worked_every_week_and_once_more_in_a_fortnight():
    monday = datetime(2026, 3, 2)
    hours = WorkingTime("UTC", (Shift(0, 60, 120), Shift(0, 60, 120, week=0), Shift(0, 180, 240, week=1)))
    worked = [hours.worked(monday + timedelta(weeks=week), monday + timedelta(weeks=week, days=1)) for week in range(2)]
    assert sorted(worked) == [timedelta(hours=1), timedelta(hours=2)]
