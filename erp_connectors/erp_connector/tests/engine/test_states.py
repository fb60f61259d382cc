"""The life of a message: no state is a trap, nothing that may be in the ERP is sent again without asking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine import states
from odoo.addons.erp_connector.engine.outcome import Outcome, accepted


@pytest.mark.parametrize("state", [s for s in states.LABELS if s not in states.CLOSED])
def test_every_open_state_leads_to_an_end(state):
    reached, todo = set(), [state]
    while todo:
        here = todo.pop()
        if here not in reached:
            reached.add(here)
            todo += states.TRANSITIONS[here]
    assert set(states.CLOSED) & reached


def test_a_closed_message_never_moves_again():
    assert all(not states.TRANSITIONS[state] for state in states.CLOSED)


@given(st.sampled_from(["accepted", "refused", "unknown", "unavailable", "doubled", "sent"]), st.integers(1, 20))
def test_after_a_call_only_an_unreached_erp_lets_the_message_wait_unasked(kind, attempts):
    state = states.after_outcome(kind, attempts, max_attempts=8)
    assert states.may(states.CALLING, state)
    assert (state == states.WAITING) == (kind == "unavailable")


def test_unknown_for_too_long_goes_to_a_person():
    assert states.after_outcome("unknown", 7, 8) == states.UNKNOWN
    assert states.after_outcome("unknown", 8, 8) == states.REVIEW


def test_a_worker_that_died_while_calling_leaves_an_unknown_message():
    assert states.after_worker_death(states.CALLING, asked_before=False) == states.UNKNOWN
    assert states.after_worker_death(states.CLAIMED, asked_before=False) == states.WAITING
    assert states.after_worker_death(states.CLAIMED, asked_before=True) == states.UNKNOWN


def test_accepted_needs_the_key_in_the_erp():
    with pytest.raises(ValueError):
        Outcome("accepted")
    assert accepted(47).external_ref == "47"
