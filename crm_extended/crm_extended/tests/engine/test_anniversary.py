import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_extended.engine import anniversary
from odoo.addons.crm_extended.engine.anniversary import next_day

dates = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def test_the_docstrings_are_true():
    assert doctest.testmod(anniversary).failed == 0


@given(dates, dates)
def test_every_day_comes_round_within_a_year(born, today):
    due = next_day(born.day, born.month, today)
    assert today <= due <= today + timedelta(days=366)


def test_a_day_that_does_not_exist_never_comes():
    assert next_day(31, 2, date(2026, 1, 1)) is None
