from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_funnel.engine.attribution import MODELS, split, weights

WON = datetime(2026, 6, 1)
touches = st.lists(st.integers(0, 2000).map(lambda days: WON - timedelta(days=days)), min_size=1, max_size=40)


@given(st.integers(-(10**12), 10**12), touches, st.sampled_from(MODELS), st.sampled_from([1, 7, 30]))
def test_the_parts_add_up_exactly_to_the_won_revenue(cents, moments, model, half_life):
    parts = split(cents, weights(model, moments, WON, half_life))
    assert sum(parts) == cents
    assert len(parts) == len(moments)
    assert all(part * cents >= 0 for part in parts)


@given(st.integers(0, 10**15), st.lists(st.floats(0, 1e6), min_size=1, max_size=30).filter(lambda w: sum(w) > 0))
def test_no_part_is_further_than_a_few_cents_from_its_due(cents, parts):
    shares = split(cents, parts)
    assert sum(shares) == cents
    for share, part in zip(shares, parts, strict=True):
        assert abs(share - cents * part / sum(parts)) <= 1 + cents * 1e-12


@given(touches)
def test_first_and_last_give_everything_to_one_touch(moments):
    first, last = weights("first", moments, WON), weights("last", moments, WON)
    assert sum(first) == sum(last) == 1
    assert moments[first.index(1)] == min(moments)
    assert moments[last.index(1)] == max(moments)


@given(touches)
def test_time_decay_gives_a_later_touch_at_least_as_much(moments):
    found = weights("time_decay", moments, WON)
    by_time = [weight for _moment, weight in sorted(zip(moments, found, strict=True))]
    assert by_time == sorted(by_time) and by_time[-1] == 1


def test_wrong_questions_are_refused():
    with pytest.raises(ValueError):
        weights("middle", [WON], WON)
    with pytest.raises(ValueError):
        split(10, [0, 0])
    assert split(10, []) == [] and weights("linear", [], WON) == []
