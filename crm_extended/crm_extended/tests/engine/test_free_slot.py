import doctest
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_extended.engine import free_slot
from odoo.addons.crm_extended.engine.free_slot import next_free, overlaps

DAY = datetime(2026, 1, 5)
STEP = timedelta(minutes=15)
spans = st.tuples(st.integers(0, 1440), st.integers(1, 300)).map(
    lambda pair: (DAY + timedelta(minutes=pair[0]), DAY + timedelta(minutes=sum(pair)))
)
lengths = st.integers(1, 16).map(lambda n: n * STEP)


def test_the_docstrings_are_true():
    assert doctest.testmod(free_slot).failed == 0


@given(st.lists(spans), st.lists(spans, max_size=8), lengths)
def test_a_proposed_time_is_free_and_within_working_time(working, busy, length):
    start = next_free(DAY, length, working, busy)
    if start:
        assert not overlaps(start, start + length, busy)
        assert any(begins <= start and start + length <= ends for begins, ends in working)
        assert (start - DAY) % STEP == timedelta()


@given(st.lists(spans), st.lists(spans, max_size=8), lengths)
def test_no_earlier_quarter_of_an_hour_would_have_done(working, busy, length):
    found = next_free(DAY, length, working, busy)
    for quarter in range(0, 1800, 15):
        start = DAY + timedelta(minutes=quarter)
        fits = any(begins <= start and start + length <= ends for begins, ends in working)
        if fits and not overlaps(start, start + length, busy):
            assert found == start
            return
    assert found is None
