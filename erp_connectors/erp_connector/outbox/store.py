"""The outbox in SQL. One statement per step, one commit per message, no ORM: this is the hot path.

A lane is a database session. It holds a session advisory lock on its worker number for as long as it lives, so that
"is that worker still alive?" is answered by the database at once: the lock of a killed process is free within
milliseconds, and the lock of a merely slow one is not. That is why a message is never taken from a living worker.

A swift lane does not wait for the disk at begin and finish, only at the claim. Every other process still sees each
commit at once, so a killed sender loses nothing; a database that loses its power loses the last fraction of a second,
and then shows messages as claimed that have been sent. It knows that it did: the row of the worker in erp_worker, which
is UNLOGGED, is gone after a crash of the server (and on a standby that takes over), and what such a worker had claimed
is asked for by key.

Every wait for the database costs a message more than the work it waits for. What one call came to is therefore written
together with the begin of the next call, in one statement that is a transaction of its own.
"""

from dataclasses import dataclass

from psycopg2 import IntegrityError
from psycopg2.errorcodes import UNIQUE_VIOLATION
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from ..engine import canonical
from . import statements

# First half of the advisory lock keys: "ERPW" for workers, "ERPL" for lanes.
WORKER_LOCK, LANE_LOCK = 0x45525057, 0x4552504C

NO_FACTS = dict.fromkeys(("state", "seconds", "status", "code", "text", "request", "response"))


def _of_attempt(facts, message):
    """The attempt's values, prefixed: message and attempt both have a state, a code and a text."""
    return {f"attempt_{name}": value for name, value in facts.items()} | {"attempt": message.attempt}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the ERP has accepted and the database has not been told yet: `values` for ACCEPT, `message`, `facts`."""

    message: object
    values: dict
    facts: dict


class Message:
    """A claimed message: what the lane needs to send it."""

    __slots__ = (
        "id",
        "kind",
        "action",
        "key",
        "res_model",
        "res_id",
        "payload",
        "ask_first",
        "attempts",
        "seconds_since_call",
        "message_key",
        "round",
        "unanswered",
        "attempt",
    )

    def __init__(self, row):
        (self.id, self.kind, self.action, self.key, self.res_model, self.res_id) = row[:6]
        (self.payload, self.ask_first, self.attempts, seconds, self.message_key, self.round, self.unanswered) = row[6:]
        self.seconds_since_call = None if seconds is None else float(seconds)
        self.attempt = None


class Store:
    """The steps of one lane on its own connection (READ COMMITTED; `commit` ends a step).

    `connection` is a psycopg2 connection, or in unit tests anything with cursor() and commit(). `swift`: see above; only
    for an ERP that can be asked by key.
    """

    def __init__(self, connection, backend_id, swift=False):
        self.connection = connection
        self.cursor = connection.cursor()
        self.backend_id = backend_id
        self.swift = swift
        self.worker = None
        self._prepared = None  # names of the statements this session has planned
        self._accepted = None  # an Accepted that goes with the next statement

    def enlist(self):
        """Take a worker number and its lock, for as long as this session lives."""
        self.cursor.execute("INSERT INTO erp_worker DEFAULT VALUES RETURNING number")
        self.worker = self.cursor.fetchone()[0]
        self.cursor.execute("SELECT pg_advisory_lock(%s, %s)", (WORKER_LOCK, self.worker))
        self.cursor.execute(statements.FORGET_OLD_WORKERS)
        if self.swift:
            self.cursor.execute("SET synchronous_commit = off")
        # Every row is found by its key: a plan that knows the values is no better, and is made anew each time.
        self.cursor.execute("SET plan_cache_mode = force_generic_plan")
        self.connection.commit()
        return self.worker

    def _prepare(self, statement):
        """Have the session plan a Prepared statement at its first use; that outlives a rollback."""
        if self._prepared is None:
            idle = self._idle()
            self.cursor.execute("SELECT name FROM pg_prepared_statements")
            self._prepared = {name for (name,) in self.cursor.fetchall()}
            if idle:
                self.connection.commit()
        if statement.name not in self._prepared:
            idle = self._idle()
            self.cursor.execute(statement.prepare)
            self._prepared.add(statement.name)
            if idle:
                self.connection.commit()

    def take_lane(self, number):
        """True when lane `number` of the backend is ours: at most one session in the whole cluster has it."""
        self.cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", (LANE_LOCK, self.backend_id * 100 + number))
        taken = self.cursor.fetchone()[0]
        self.connection.commit()
        return taken

    def recover(self, settled):
        """Give back what dead workers held; returns how many messages. Living workers keep theirs.

        `settled`: seconds after its begin from which on a call has surely ended and been dealt with, Profile.settled.
        """
        self.cursor.execute(
            "SELECT DISTINCT worker FROM erp_message WHERE backend_id = %s AND state IN ('claimed', 'calling')"
            " AND worker IS NOT NULL AND worker <> %s",
            (self.backend_id, self.worker),
        )
        recovered = 0
        for (worker,) in self.cursor.fetchall():
            self.cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", (WORKER_LOCK, worker))
            if not self.cursor.fetchone()[0]:
                continue
            self.cursor.execute("DELETE FROM erp_worker WHERE number = %s", (worker,))
            values = {"backend": self.backend_id, "worker": worker, "settled": settled}
            values["forgotten"] = self.swift and not self.cursor.rowcount
            self.cursor.execute(statements.LOST_ATTEMPTS, values)
            self.cursor.execute(statements.RECOVER, values)
            recovered += self.cursor.rowcount
            self.connection.commit()
            self.cursor.execute("SELECT pg_advisory_unlock(%s, %s)", (WORKER_LOCK, worker))
        self.connection.commit()
        return recovered

    def expire(self, can_ask, max_attempts):
        """Sent messages whose confirmation is overdue are asked for by key, or go to a person. Returns how many."""
        self.cursor.execute(statements.EXPIRE, {"backend": self.backend_id, "can_ask": can_ask, "most": max_attempts})
        expired = self.cursor.rowcount
        self.connection.commit()
        return expired

    def claim(self, limit):
        """Claim up to `limit` messages that may be sent now; on disk before any of them is sent."""
        self.settle()
        self.cursor.execute("SET LOCAL synchronous_commit = on")
        self.cursor.execute(statements.CLAIM, {"backend": self.backend_id, "limit": limit, "worker": self.worker})
        rows = [Message(row) for row in self.cursor.fetchall()]
        self.connection.commit()
        return sorted(rows, key=lambda message: message.id)

    def keys_for(self, documents, own=()):
        """ERP keys of every record that these documents refer to, and of `own` {(model, id)}, in one statement.

        >>> store.keys_for([{"customer": {"$ref": "res.partner,12"}}])  # doctest: +SKIP
        {"res.partner,12": "47"}
        """
        wanted = set(own).union(*(canonical.references(document) for document in documents))
        if not wanted:
            return {}
        models, ids = zip(*wanted, strict=True)
        self.cursor.execute(
            "SELECT l.res_model, l.res_id, l.external_id FROM erp_link l"
            " JOIN unnest(%s::varchar[], %s::int[]) AS w(model, id) ON l.res_model = w.model AND l.res_id = w.id"
            " WHERE l.backend_id = %s",
            (list(models), list(ids), self.backend_id),
        )
        return {f"{model},{record_id}": key for model, record_id, key in self.cursor.fetchall()}

    def begin(self, message):
        """Note that the call is about to happen and COMMIT: after a crash the next worker knows that it must ask.

        Returns False when the message is no longer ours.
        """
        values = {"begun": message.id, "worker": self.worker, "backend": self.backend_id}
        accepted, self._accepted = self._accepted, None
        if accepted is None:
            message.attempt = self._one_step(statements.BEGIN_ONCE, values)[0]
        else:
            try:
                done, message.attempt = self._one_step(statements.ACCEPT_AND_BEGIN_ONCE, accepted.values | values)
            except IntegrityError as error:
                self._not_linked(accepted, error)
                return self.begin(message)
            if not done:
                self._not_linked(accepted)
        return message.attempt is not None

    def note_ask(self, message, state, facts):
        """Audit row of a question by key."""
        self.settle()
        values = {"id": message.id, "backend": self.backend_id, "number": message.attempts, "worker": self.worker}
        self.cursor.execute(statements.ASKED, values | facts | {"state": state})

    def finish(self, message, state, values, facts=None):
        """Record what the call came to. Not committed: the next begin, claim or `commit` does it.

        A message whose ERP document is linked to another record, or whose record to another document, does not become
        accepted: a person reviews it.
        """
        self.settle()
        values = values | {"id": message.id, "worker": self.worker, "state": state}
        if state == "accepted":
            values |= {"backend": self.backend_id, "res_model": message.res_model, "res_id": message.res_id}
            values |= {"kind": message.kind, "key": message.key} | _of_attempt(facts or NO_FACTS, message)
            self._accepted = Accepted(message, values, facts)
            return
        if facts is not None and message.attempt:
            self.cursor.execute(statements.END_ATTEMPT, _of_attempt(facts, message))
        self.cursor.execute(statements.FINISH, values)

    def settle(self):
        """Tell the database what is accepted and has not been written with a begin; committed at once."""
        accepted, self._accepted = self._accepted, None
        if accepted is None:
            return
        try:
            done = self._one_step(statements.ACCEPT_ONCE, accepted.values)[0]
        except IntegrityError as error:
            self._not_linked(accepted, error)
        else:
            if not done:
                self._not_linked(accepted)

    def _one_step(self, statement, values):
        """The row that a Prepared statement gives, committed; (None, None) when it gives none.

        Nothing else being open, it is sent as a transaction of its own: BEGIN and COMMIT would be two more waits.
        """
        self._prepare(statement)
        alone = self._idle()
        if alone:
            self.connection.autocommit = True
        try:
            self.cursor.execute(statement.execute, values)
            row = self.cursor.fetchone() or (None, None)
        except Exception:
            if not alone:
                self.connection.rollback()
            raise
        finally:
            if alone:
                self.connection.autocommit = False
        if not alone:
            self.connection.commit()
        return row

    def _idle(self):
        """True when no transaction is open on this session."""
        status = getattr(self.connection, "get_transaction_status", None)
        return status is not None and status() == TRANSACTION_STATUS_IDLE

    def _not_linked(self, accepted, error=None):
        """The ERP has the document and the link is taken: to a person. Other errors of the database are not ours."""
        if error is not None and error.pgcode != UNIQUE_VIOLATION:
            raise error
        message = accepted.message
        taken = f"{message.res_model} {message.res_id} or the ERP document {accepted.values['external_id']}"
        review = {"code": "LINK_CONFLICT", "text": f"{taken} is linked already", "ask_first": True}
        self.finish(message, "review", accepted.values | review, accepted.facts)
        self.connection.commit()

    def commit(self):
        self.settle()
        if not self._idle():
            self.connection.commit()

    def rollback(self):
        self.connection.rollback()

    def pending(self):
        """Seconds until the next open message may be tried, None when nothing is open that a lane could take."""
        self.cursor.execute(
            "SELECT EXTRACT(EPOCH FROM min(next_try_at) - (now() AT TIME ZONE 'UTC')) FROM erp_message"
            " WHERE backend_id = %s AND direction = 'out' AND state IN ('waiting', 'unknown', 'claimed', 'calling')",
            (self.backend_id,),
        )
        seconds = self.cursor.fetchone()[0]
        self.connection.commit()
        return None if seconds is None else float(seconds)
