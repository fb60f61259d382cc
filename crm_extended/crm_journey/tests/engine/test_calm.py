from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.crm_journey.engine.calm import Cap, Quiet, next_contact

ZONES = ["UTC", "Asia/Shanghai", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda day: day.replace(microsecond=0))
quiets = st.builds(
    Quiet,
    start=st.integers(0, 1439),
    end=st.integers(0, 1439),
    days=st.sets(st.integers(0, 6), max_size=5).map(frozenset),
)


@given(quiets, moments, st.sampled_from(ZONES))
@settings(deadline=None)
def test_the_next_open_moment_is_open_and_nothing_open_lies_before_it(quiet, moment, zone):
    opened = quiet.next_open(moment, zone)
    assert opened >= moment and not quiet.holds(opened, zone)
    if opened > moment:
        assert quiet.holds(moment, zone) and quiet.holds(opened - timedelta(seconds=1), zone)
        minutes = int((opened - moment).total_seconds() // 60)
        for minute in range(0, minutes, max(1, minutes // 50)):
            assert quiet.holds(moment + timedelta(minutes=minute), zone)


@pytest.mark.parametrize(
    ("now", "opened"),
    [
        # 29 March 2026: the clock of Amsterdam jumps from 2 to 3. Quiet until half past two means until three.
        (datetime(2026, 3, 29, 0, 30), datetime(2026, 3, 29, 1, 0)),
        # 25 October 2026: it shows 2:30 twice. Between the two it is quiet again from 2:00 to 2:30.
        (datetime(2026, 10, 25, 0, 10), datetime(2026, 10, 25, 0, 30)),
        (datetime(2026, 10, 25, 1, 10), datetime(2026, 10, 25, 1, 30)),
    ],
)
def test_the_night_of_a_clock_change(now, opened):
    assert Quiet(22 * 60, 2 * 60 + 30).next_open(now, "Europe/Amsterdam") == opened


def test_no_quiet_hours_at_all():
    assert Quiet().next_open(datetime(2026, 3, 2, 3), "UTC") == datetime(2026, 3, 2, 3)


@pytest.mark.parametrize("wrong", [{"start": 1440}, {"end": -1}, {"days": frozenset(range(7))}, {"days": {9}}])
def test_impossible_quiet_hours_are_refused(wrong):
    with pytest.raises(ValueError):
        Quiet(**wrong)


@pytest.mark.parametrize("wrong", [{"limit": -1}, {"days": 0}])
def test_an_impossible_cap_is_refused(wrong):
    with pytest.raises(ValueError):
        Cap(**wrong)


@given(st.integers(1, 4), st.integers(1, 10), st.lists(st.integers(0, 300), max_size=40))
def test_who_always_waits_until_free_never_breaks_the_cap(limit, days, hours):
    """Send as often as asked, each time at the first permitted moment: no window holds more than the limit."""
    cap, sent, now = Cap(limit, days), [], datetime(2026, 1, 1)
    for pause in hours:
        now = cap.free_at(sent, now + timedelta(hours=pause))
        sent.append(now)
    for first in sent:
        assert len([one for one in sent if first <= one < first + timedelta(days=days)]) <= limit


@given(quiets, st.integers(0, 3), st.lists(moments, max_size=6), moments, st.sampled_from(ZONES))
@settings(deadline=None)
def test_a_contact_keeps_both_the_cap_and_the_quiet_hours(quiet, limit, sent, now, zone):
    sent = [moment for moment in sent if moment <= now]
    when, reason = next_contact(quiet, Cap(limit, 7), sent, now, zone)
    assert not quiet.holds(when, zone) and Cap(limit, 7).free_at(sent, when) == when
    assert bool(reason) == (when > now)
