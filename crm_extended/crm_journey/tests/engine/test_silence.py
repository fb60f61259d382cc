from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_journey.engine.silence import Silence

START = date(2025, 1, 1)


def days(*gaps):
    found = [START]
    for gap in gaps:
        found.append(found[-1] + timedelta(days=gap))
    return found


def test_each_customer_is_measured_by_the_own_cadence():
    weekly, yearly = days(7, 7, 7), days(360, 370)
    after = timedelta(days=60)
    assert Silence().holds(weekly, weekly[-1] + after)
    assert not Silence().holds(yearly, yearly[-1] + after)


def test_two_orders_are_no_cadence():
    assert Silence(orders=3).usual_gap(days(10)) is None
    assert not Silence(orders=3).holds(days(10), START + timedelta(days=900))


def test_two_orders_of_one_day_are_one():
    assert Silence(orders=2).usual_gap([START, START]) is None


@pytest.mark.parametrize("wrong", [{"factor": 0.5}, {"orders": 1}, {"at_least": 0}])
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(ValueError):
        Silence(**wrong)


@given(st.lists(st.integers(1, 400), min_size=2, max_size=20))
def test_nobody_is_silent_on_the_day_of_an_order_and_everybody_in_the_end(gaps):
    ordered = days(*gaps)
    assert not Silence().holds(ordered, ordered[-1])
    assert Silence().holds(ordered, ordered[-1] + timedelta(days=10_000))
