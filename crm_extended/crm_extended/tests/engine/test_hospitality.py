import doctest
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_extended.engine import hospitality
from odoo.addons.crm_extended.engine.hospitality import Guest, Limits, objections, split

weights = st.lists(st.integers(0, 50), min_size=1, max_size=40)


def test_the_examples_in_the_docstrings_hold():
    outcome = doctest.testmod(hospitality)
    assert outcome.attempted and not outcome.failed


@given(st.integers(0, 10**9), weights)
def test_the_parts_add_up_to_the_cent_and_are_fair_to_the_cent(units, shares):
    parts = split(units, shares)
    if not sum(shares):
        assert not any(parts)
        return
    assert sum(parts) == units
    assert all(abs(part - Fraction(units * share, sum(shares))) < 1 for part, share in zip(parts, shares, strict=True))


@given(st.integers(0, 10**6), weights)
def test_who_has_no_share_pays_nothing_and_a_larger_share_never_pays_less(units, shares):
    parts = split(units, shares)
    by_share = sorted(zip(shares, parts, strict=True))
    assert all(not part for share, part in by_share if not share)
    for (small, less), (large, more) in pairwise(by_share):
        assert small == large or less <= more


@given(st.lists(st.builds(Guest, st.integers(1, 3), st.floats(0, 500), st.floats(0, 100), st.booleans()), max_size=6))
def test_without_limits_only_officials_are_asked_about(guests):
    assert set(objections(guests, Limits())) <= {"official"}


def test_nothing_takes_place_without_being_approved():
    assert {state for (state, event) in hospitality.TRANSITIONS if event == "hold"} == {"approved"}
    assert not [state for (state, _event) in hospitality.TRANSITIONS if state == "done"]
