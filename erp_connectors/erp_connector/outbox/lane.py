"""One lane: claims messages of a backend and sends them one after the other, each committed on its own.

The order of steps is what makes it exactly once, see docs/exactly-once.md:
claim (commit) -> begin (commit) -> call -> finish (committed with the next step).
A crash at any point leaves a state from which the next worker knows whether the ERP may have the document.
"""

import dataclasses
import json
import math
import time
from datetime import datetime, timezone

from ..engine import sending as sendings
from ..engine import states
from ..engine.breaker import Breaker, reached
from ..engine.mapping import MappingError
from ..engine.outcome import (
    ACCEPTED,
    CANNOT_ASK,
    DOUBLED,
    MISSING,
    UNAVAILABLE,
    UNKNOWN,
    Outcome,
    accepted,
    refused,
    unknown,
)
from ..engine.secret_box import mask
from ..soap.faults import outcome_of

# Named points at which a test may stop the process; see tests/faults. Nothing else listens.
CRASH_POINTS = (
    "before_claim",
    "after_claim",
    "before_begin",
    "after_begin",
    "during_send",
    "after_send",
    "before_finish",
    "after_finish",
    "before_link_commit",
    "after_commit",
    "before_ask",
    "after_ask",
)


def nothing(_point):
    """The hook of a lane that is not being tested."""


class Gate:
    """The circuit breaker of a backend, shared by all lanes and nodes through its row in the database."""

    READ = "SELECT breaker_state, breaker_failures, breaker_retry_at, state FROM erp_backend WHERE id = %s"
    WRITE = (
        "UPDATE erp_backend SET breaker_state = %s, breaker_failures = %s, breaker_retry_at = %s WHERE id = %s"
        " AND (breaker_state, breaker_failures) IS DISTINCT FROM (%s, %s)"
    )

    def __init__(self, store):
        self.store = store

    def read(self):
        """(Breaker, True when the backend is live)."""
        self.store.cursor.execute(self.READ, (self.store.backend_id,))
        row = self.store.cursor.fetchone()
        self.store.commit()
        if row is None:
            return Breaker(), False
        return Breaker(row[0] or "closed", row[1] or 0, row[2]), row[3] == "live"

    def report(self, breaker, reached):
        """Note whether a call reached the ERP; written only when something changed. Not committed here."""
        new = breaker.after(reached, _now())
        if new != breaker:
            values = (new.state, new.failures, new.retry_at, self.store.backend_id, new.state, new.failures)
            self.store.cursor.execute(self.WRITE, values)
        return new


def _now():
    return datetime.now(timezone.utc).replace(tzinfo=None)


def _kept(text, secrets):
    """Text of a foreign server as it may be stored; PostgreSQL takes no NUL."""
    return mask(text, secrets).replace("\0", "") or None


class Lane:
    """Sends messages of one backend. `hook(point)` is called at each of CRASH_POINTS."""

    clock = staticmethod(time.monotonic)

    def __init__(self, store, profile, hook=nothing):
        self.store = store
        self.profile = profile
        self.dialect = profile.dialect_class(profile.settings)
        self.hook = hook
        self.gate = Gate(store)
        self.breaker = Breaker()
        self.deadline = math.inf
        self.sent = 0

    def run(self, seconds=20.0):
        """Send until nothing is ready or the time is up. Returns how many messages were dealt with.

        Seconds limit the beginning of further messages, never one that is under way.
        """
        self.deadline = self.clock() + seconds
        self.store.recover(self.profile.settled)
        self.store.expire(self.dialect.can_ask, self.profile.max_attempts)
        while self.clock() < self.deadline:
            self.breaker, live = self.gate.read()
            allowed = self.breaker.allows(_now()) if live else 0
            if allowed == 0:
                break
            self.hook("before_claim")
            messages = self.store.claim(allowed or self.profile.batch)
            self.hook("after_claim")
            if not messages:
                break
            self._send_batch(messages)
        return self.sent

    def _send_batch(self, messages):
        documents = {message.id: json.loads(message.payload) for message in messages}
        own = {(message.res_model, message.res_id) for message in messages}
        keys = self.store.keys_for(list(documents.values()), own)
        for number, message in enumerate(messages):
            late = number and self.clock() > self.deadline
            if late or self.breaker.allows(_now()) == 0:
                self._give_back(messages[number:])
                break
            self._process(message, documents[message.id], keys)
            self.sent += 1
        self.hook("before_link_commit")
        self.store.commit()
        self.hook("after_commit")

    def _give_back(self, messages):
        """The breaker opened during the batch, or its time is up: what was claimed and not called waits as if it had not
        been claimed."""
        for message in messages:
            state = states.after_worker_death(states.CLAIMED, message.ask_first)
            self._finish(message, state, Outcome(UNAVAILABLE), wait=0.0, count=False)

    def _process(self, message, document, keys):
        document["external_id"] = keys.get(f"{message.res_model},{message.res_id}", "")
        if message.action == "create" and document["external_id"]:
            # Somebody has matched the record with one of the ERP's after this message was written.
            self._finish(message, states.ACCEPTED, Outcome(ACCEPTED, document["external_id"], recovered=True))
            return
        try:
            values = self.profile.values(message.kind, message.action, document, keys)
        except MappingError as error:
            outcome = refused("MAPPING", str(error), error.field, error.advice)
            self._finish(message, states.refused_here(message.action, message.ask_first), outcome, count=False)
            return
        # Only a create is asked for: that the ERP has the document says nothing about whether it has the change, and
        # sending a change twice does no harm.
        if message.action == "create" and (message.ask_first or self.profile.ask_first):
            if not self._ask(message, values):
                return
        self._send(message, values)

    def _ask(self, message, values):
        """Ask the ERP by key. Returns True when the document surely is not there and has to be sent."""
        since = message.seconds_since_call
        if message.ask_first and since is not None and since < self.profile.settle:
            # The ERP may still be at it: an answer "not there" now would prove nothing.
            self._finish(message, states.UNKNOWN, Outcome(UNKNOWN), wait=self.profile.settle - since, count=False)
            return False
        self.hook("before_ask")
        self._let_go()
        self._fresh_exchange()
        try:
            answer = self.dialect.ask(message.kind, message.key, values)
        except Exception as error:  # whatever a foreign server made zeep stumble over: still unknown
            outcome = outcome_of(error, self.dialect.exchange)
            self.store.note_ask(message, outcome.kind, self._facts(outcome))
            message.unanswered += self._report(outcome)
            self._not_answered(message, outcome)
            # On its own, as a send is: a worker that is stopped after a few such minutes must not take the count back.
            self.store.commit()
            return False
        self.hook("after_ask")
        self._report(None)
        if answer is MISSING:
            self.store.note_ask(message, "missing", self._facts(Outcome(UNKNOWN, code="NOT_THERE")))
            message.ask_first = False
            return True
        if answer is CANNOT_ASK:
            if not message.ask_first or self.dialect.repeatable(message.kind):
                return True
            text = "nobody knows whether the ERP has this document, and it cannot be asked: look there, then decide"
            self._finish(message, states.REVIEW, Outcome(UNKNOWN, code="CANNOT_ASK", text=text))
            return False
        self._found(message, answer)
        return False

    def _found(self, message, answer):
        outcome = accepted(answer.external_id, answer.external_ref, recovered=True)
        self.store.note_ask(message, "found", self._facts(outcome))
        if answer.doubles:
            text = f"the ERP has it more than once: {answer.external_id}, {', '.join(answer.doubles)}"
            self._finish(message, states.REVIEW, Outcome(DOUBLED, code="DOUBLED", text=text))
        else:
            self._finish(message, states.ACCEPTED, outcome)

    def _not_answered(self, message, outcome):
        """A question without an answer: the message stays unknown (or waiting, if it was never sent)."""
        asked_before = message.ask_first
        wait = self._patience(message, message.attempts + 1, outcome)
        if outcome.kind == "refused":
            self._finish(message, states.REVIEW, outcome)
        else:
            self._finish(message, states.after_worker_death(states.CLAIMED, asked_before), outcome, wait)

    def _patience(self, message, tries, outcome):
        """Seconds until the next try. An ERP that is there and of no use burns no try; each time it is asked later, so that
        one document that it has no answer for is not asked about every second for ever."""
        return self.profile.backoff.wait(max(tries, message.unanswered), outcome.retry_after)

    def _send(self, message, values):
        self.hook("before_begin")
        if not self.store.begin(message):
            return
        message.attempts += 1
        self.hook("after_begin")
        self._fresh_exchange()
        self.dialect.hook = self.hook
        self.dialect.sending = sendings.mark(message.message_key, message.round)
        try:
            outcome = self.dialect.send(message.kind, message.action, message.key, values)
        except Exception as error:  # see above: anything may come out of a foreign server's answer
            outcome = outcome_of(error, self.dialect.exchange)
        self.hook("after_send")
        through = self._report(outcome)
        message.unanswered = message.unanswered + through if outcome.kind == UNAVAILABLE else 0
        if outcome.kind == ACCEPTED and self.profile.read_back and message.action == "create":
            outcome = self._read_back(message, values, outcome)
        state = states.after_outcome(outcome.kind, message.attempts, self.profile.max_attempts)
        if state == states.DEAD and not self.dialect.exchange.request:
            state = states.refused_here(message.action, message.ask_first)
        wait = 0.0
        if state in (states.WAITING, states.UNKNOWN):
            wait = self._patience(message, message.attempts, outcome)
        if state in (states.UNKNOWN, states.REVIEW):
            wait = max(wait, self.profile.settle)
        if state == states.SENT:
            wait = self.profile.confirm_within
        self.hook("before_finish")
        self._finish(message, state, outcome, wait, count=outcome.kind != UNAVAILABLE)
        self.hook("after_finish")

    def _read_back(self, message, values, outcome):
        """Look for the document that the ERP says it has stored. Some say so and have not; some have it twice."""
        sent = dataclasses.replace(self.dialect.exchange)
        self._let_go()
        try:
            answer = self.dialect.ask(message.kind, message.key, values)
        except Exception as error:  # see above; the document is asked for again later
            problem = outcome_of(error, self.dialect.exchange)
            return unknown("NOT_READ_BACK", f"accepted, and then not found at once: {problem.text}")
        finally:
            self._restore(sent)
        if answer is CANNOT_ASK:
            return outcome
        if answer is MISSING:
            return unknown("NOT_STORED", "the ERP said yes and has not stored the document")
        if answer.doubles:
            others = ", ".join(answer.doubles)
            return Outcome(
                DOUBLED, code="DOUBLED", text=f"the ERP has it more than once: {answer.external_id}, {others}"
            )
        return accepted(answer.external_id, answer.external_ref or outcome.external_ref)

    def _let_go(self):
        """Before the network: nobody may wait for a row of the database because an ERP does not answer."""
        self.store.commit()

    def _restore(self, exchange):
        """The audit row of a send shows the send, not the reading back."""
        for name in ("request", "response", "status", "seconds"):
            setattr(self.dialect.exchange, name, getattr(exchange, name))

    def _finish(self, message, state, outcome, wait=0.0, count=True):
        facts = self._facts(outcome) | {"state": outcome.kind} if message.attempt else None
        secrets = self.profile.settings.secrets
        values = {
            "wait": wait,
            "ask_first": states.may_be_there(state, message.ask_first),
            "unanswered": message.unanswered,
            "refund": 0 if count or not message.attempt else 1,
            "external_id": outcome.external_id,
            "external_ref": outcome.external_ref,
            "code": outcome.code or None,
            "text": _kept(outcome.text, secrets),
            "field": outcome.field or None,
            "advice": _kept(outcome.advice, secrets),
        }
        self.store.finish(message, state, values, facts)

    def _fresh_exchange(self):
        exchange = self.dialect.exchange
        exchange.request = exchange.response = ""
        exchange.status, exchange.seconds = 0, 0.0

    def _report(self, outcome):
        """Tell the breaker what a call came to (None: a question was answered). Returns True when the ERP was reached."""
        through = outcome is None or reached(outcome)
        self.breaker = self.gate.report(self.breaker, through)
        return through

    def _facts(self, outcome):
        exchange, secrets = self.dialect.exchange, self.profile.settings.secrets
        return {
            "seconds": exchange.seconds,
            "status": exchange.status or None,
            "code": outcome.code or None,
            "text": _kept(outcome.text, secrets),
            "request": _kept(exchange.request, secrets),
            "response": _kept(exchange.response, secrets),
        }
