"""An ERP that confirms later: whatever order things happen in, there is one document, and Odoo learns of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine import confirming, sending, states

# What may happen next, in any order. "deliver n" hands over the nth confirmation that the ERP has written, as often as
# one likes; "retry" is the button of a person.
EVENTS = st.one_of(
    st.sampled_from(["claim", "begin", "call", "call_lost", "call_not_reached", "crash", "expire", "process", "retry"]),
    st.tuples(st.just("deliver"), st.integers(0, 5)),
    st.tuples(st.just("refuse_next"), st.booleans()),
)


class AsynchronousErp:
    """Takes delivery under a mark, drops a mark it knows, processes later and writes one confirmation per delivery."""

    def __init__(self):
        self.marks, self.queue, self.documents, self.confirmations, self.refuses = set(), [], [], [], False

    def deliver(self, mark):
        if mark not in self.marks:
            self.marks.add(mark)
            self.queue.append(mark)

    def process(self):
        for mark in self.queue:
            if self.refuses:
                self.confirmations.append((mark, "refused", ""))
            else:
                self.documents.append(mark)
                self.confirmations.append((mark, "accepted", f"SO-{len(self.documents)}"))
        self.queue = []


class OneMessage:
    """One message as lane, store and confirmation move it; the ERP cannot be asked, as S/4HANA."""

    def __init__(self, erp):
        self.erp, self.state, self.round, self.answered = erp, states.WAITING, 0, False
        self.link, self.problems = None, []

    def go(self, new):
        assert states.may(self.state, new), (self.state, new)
        self.state = new

    def claim(self):
        if self.state in states.CLAIMABLE:
            self.ask_first = self.state == states.UNKNOWN
            self.go(states.CLAIMED)

    def begin(self):
        if self.state == states.CLAIMED:
            self.go(states.CALLING)

    def call(self, kind="sent", reaches=True):
        if self.state == states.CALLING:
            if reaches:
                self.erp.deliver(sending.mark("K/create/0", self.round))
            self.go(states.after_outcome(kind, 1, 8))

    def call_lost(self):
        self.call("unknown")

    def call_not_reached(self):
        self.call("unavailable", reaches=False)

    def crash(self):
        """The request is out, and the process dies before it can write what came of it."""
        if self.state == states.CALLING:
            self.erp.deliver(sending.mark("K/create/0", self.round))
        if self.state in states.HELD:
            self.go(states.after_worker_death(self.state, self.ask_first))

    def expire(self):
        if self.state == states.SENT:
            self.go(confirming.overdue("create", False, 1, 8))

    def retry(self):
        if self.state == states.DEAD:
            self.round += 1
            self.go(states.WAITING)
        elif self.state == states.REVIEW:
            self.go(states.UNKNOWN)

    def deliver(self, mark, result, number):
        meaning = confirming.decide(self.state, result, sending.read(mark)[1] < self.round)
        if meaning == confirming.WAIT:
            return
        if meaning in (confirming.ACCEPT, confirming.LINKED):
            if self.link not in (None, number):
                self.problems.append(number)
                return
            self.link = number
        if meaning == confirming.ACCEPT:
            self.go(states.ACCEPTED)
        elif meaning == confirming.REFUSE:
            if self.state != states.DEAD:
                self.go(states.DEAD)
        elif meaning == confirming.TAKEN_BACK:
            self.problems.append(result)


@given(st.lists(EVENTS, max_size=60))
def test_one_document_and_one_link_whatever_happens_in_whatever_order(events):
    erp = AsynchronousErp()
    message = OneMessage(erp)
    for event in [*events, "claim", "begin", "call", ("refuse_next", False), "process"]:
        name, value = event if isinstance(event, tuple) else (event, None)
        if name == "process":
            erp.process()
        elif name == "refuse_next":
            erp.refuses = value
        elif name != "deliver":
            getattr(message, name)()
        elif erp.confirmations:
            message.deliver(*erp.confirmations[value % len(erp.confirmations)])
        assert len(erp.documents) <= 1 and not message.problems
    # All is told in the end, in the order of its writing: everybody agrees.
    for _twice in range(2):
        for confirmation in erp.confirmations:
            message.crash()
            message.deliver(*confirmation)
    if erp.documents:
        assert (message.state, message.link) == (states.ACCEPTED, "SO-1")
    elif message.round == 0 or message.state == states.DEAD:
        assert message.state != states.ACCEPTED and message.link is None


@given(st.sampled_from(sorted(sending.LETTERS)), st.integers(0, 9999), st.integers(0, 9))
def test_a_mark_says_which_message_and_which_round_and_is_short(action, revision, round_number):
    mark = sending.mark(f"O1a2b3c4d-OR-42/{action}/{revision}", round_number)
    assert sending.read(mark) == (f"{action}/{revision}", round_number)
    assert len(mark) <= 7


@given(st.text(alphabet="cux0123456789./", max_size=8))
def test_what_is_read_as_a_mark_is_one(text):
    found = sending.read(text)
    assert found is None or sending.mark(f"K/{found[0]}", found[1]) == text


@pytest.mark.parametrize("result", ["accepted", "refused"])
@pytest.mark.parametrize("earlier_round", [True, False])
def test_every_state_has_an_answer_and_a_held_message_waits(result, earlier_round):
    for state in states.LABELS:
        meaning = confirming.decide(state, result, earlier_round)
        assert (meaning == confirming.WAIT) == (state in states.HELD)
        if meaning == confirming.ACCEPT:
            assert states.may(state, states.ACCEPTED)
        if meaning == confirming.REFUSE and state != states.DEAD:
            assert states.may(state, states.DEAD)


def test_later_messages_of_the_document_wait_for_one_that_is_not_confirmed():
    assert states.SENT in states.OPEN and states.SENT not in states.CLOSED + states.CLAIMABLE + states.HELD


def test_a_missing_word_is_asked_for_where_that_helps_and_goes_to_a_person_elsewhere():
    assert confirming.overdue("create", True, 7, 8) == states.UNKNOWN
    assert confirming.overdue("create", True, 8, 8) == states.REVIEW
    for action in ("create", "update", "cancel"):
        assert confirming.overdue(action, False, 1, 8) == states.REVIEW
        assert states.may(states.SENT, confirming.overdue(action, True, 1, 8))


def test_what_was_refused_and_put_right_gets_through_although_the_erp_drops_what_it_knows():
    erp = AsynchronousErp()
    message = OneMessage(erp)
    for refuses, state in ((True, states.DEAD), (False, states.ACCEPTED)):
        erp.refuses = refuses
        for step in ("claim", "begin", "call"):
            getattr(message, step)()
        erp.process()
        message.deliver(*erp.confirmations[-1])
        assert message.state == state
        message.retry()
    message.deliver(*erp.confirmations[0])
    assert (message.state, len(erp.documents)) == (states.ACCEPTED, 1)
