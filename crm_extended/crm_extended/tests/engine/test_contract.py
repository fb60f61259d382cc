import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_extended.engine import contract

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_the_examples_in_the_docstrings_hold():
    outcome = doctest.testmod(contract)
    assert outcome.attempted and not outcome.failed


def test_a_signature_needs_a_sent_contract_and_nothing_leads_out_of_the_end():
    assert {state for (state, event) in contract.TRANSITIONS if event == "sign"} == {"sent"}
    assert not {state for (state, _event) in contract.TRANSITIONS} & {"expired", "terminated"}
    assert "draft" not in contract.SHOWN and "cancelled" not in contract.SHOWN


@given(days, st.integers(1, 120), st.integers(1, 120))
def test_two_terms_in_a_row_neither_overlap_nor_leave_a_gap(start, first, second):
    end = contract.last_day(start, first)
    following = contract.last_day(end + timedelta(days=1), second)
    assert start <= end < following


@given(st.sets(st.integers(0, 400), max_size=5), days, st.lists(st.integers(1, 40), max_size=60))
def test_each_reminder_is_settled_once_whatever_the_days_the_night_job_ran(wanted, end, gaps):
    wanted = tuple(sorted(wanted, reverse=True))
    given_out, told, today = set(), [], end - timedelta(days=420)
    for gap in [*gaps, 1]:
        today += timedelta(days=gap)
        now, settled = contract.due_reminders(end, wanted, given_out, today)
        assert not given_out & set(settled)
        assert (now is None) == (not settled)
        told += [now] if settled else []
        given_out |= set(settled)
    assert len(told) == len(set(told)) <= len(wanted)
    assert told == sorted(told, reverse=True)


@pytest.mark.parametrize("wrong", ["a", "-3", "30 60", "4000", "²"])
def test_what_is_no_day_is_refused(wrong):
    with pytest.raises(ValueError):
        contract.read_days(wrong)


@given(st.text(max_size=60), st.text(max_size=30))
def test_a_value_can_not_bring_tags_into_a_contract(text, value):
    filled, _unknown = contract.fill_in("<p>{{ it }}</p>", {"it": f"<b>{value}"})
    assert "<b>" not in filled
    assert contract.fill_in(text, {})[0] == text
