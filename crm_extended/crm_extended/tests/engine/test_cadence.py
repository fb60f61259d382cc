import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_extended.engine import cadence
from odoo.addons.crm_extended.engine.cadence import Cadence

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
cadences = st.builds(Cadence, st.integers(1, 400), st.integers(0, 60))


def test_the_docstrings_are_true():
    assert doctest.testmod(cadence).failed == 0


@pytest.mark.parametrize(("every", "grace"), [(0, 0), (-1, 0), (1, -1)])
def test_a_promise_needs_a_day(every, grace):
    with pytest.raises(ValueError, match="needs every"):
        Cadence(every, grace)


@given(cadences, days, days)
def test_a_visit_today_is_never_broken_today(promise, since, today):
    assert not promise.broken(today, since, today)


@given(cadences, days, days, st.integers(0, 500))
def test_a_later_visit_never_breaks_a_promise(promise, visit, today, days_later):
    if promise.broken(visit + timedelta(days=days_later), visit, today):
        assert promise.broken(visit, visit, today)
