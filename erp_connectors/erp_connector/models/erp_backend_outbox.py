import logging
from contextlib import contextmanager

import psycopg2
from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.sql_db import connection_info_for
from odoo.tools import SQL

from ..engine import canonical, states
from ..outbox.lanes import run_lanes
from ..outbox.store import Store

_logger = logging.getLogger(__name__)
MASTER_DATA = ("customer", "product")
PULSE = 10  # seconds after which another node looks whether a drain died


class ErpBackend(models.Model):
    """From a business transaction into the outbox, and the job that empties it."""

    _inherit = "erp.backend"

    message_count = fields.Integer(compute="_compute_counts")
    stuck_count = fields.Integer("To Look At", compute="_compute_counts")
    open_count = fields.Integer("On the Way", compute="_compute_counts")
    link_count = fields.Integer(compute="_compute_counts")
    oldest_open = fields.Datetime("Oldest on the Way", compute="_compute_counts")

    def _compute_counts(self):
        rows = self.env["erp.message"]._read_group(
            [("backend_id", "in", self.ids)], ["backend_id", "state"], ["__count", "create_date:min"]
        )
        links = dict(self.env["erp.link"]._read_group([("backend_id", "in", self.ids)], ["backend_id"], ["__count"]))
        by_backend = {}
        for backend, state, count, oldest in rows:
            by_backend.setdefault(backend, {})[state] = (count, oldest)
        for backend in self:
            found = by_backend.get(backend, {})
            on_the_way = [found[name] for name in states.ON_THE_WAY if name in found]
            backend.message_count = sum(count for count, _oldest in found.values())
            backend.stuck_count = sum(found[name][0] for name in states.STUCK if name in found)
            backend.open_count = sum(count for count, _oldest in on_the_way)
            backend.oldest_open = min((oldest for _count, oldest in on_the_way), default=False)
            backend.link_count = links.get(backend, 0)

    @api.model
    def _live_for(self, company, kind):
        """Live or paused backends of a company whose dialect takes this kind of document."""
        # sudo: the salesperson who confirms an order sees no backend, and needs none of its fields.
        backends = self.sudo().search([("company_id", "=", company.id), ("state", "in", ("live", "paused"))])
        return backends.filtered(lambda backend: kind in backend._dialect_class().flows_out)

    def _document_key(self, kind, record):
        """The key under which the ERP knows a record: the same for every try, for ever."""
        return f"{self.key_prefix}-{kind[:2].upper()}-{record.id}"

    def _enqueue(self, kind, action, records):
        """Write one message per record into the outbox, in the caller's transaction; no network here.

        Records that a document refers to and that the ERP does not know yet get a message of their own, which goes
        first. Returns the ids of the messages written (none for what was written before).
        """
        written = []
        if not records:
            return written
        for backend in self:
            if action not in backend._dialect_class().flows_out.get(kind, ()):
                continue
            documents = {record: backend._in_company(record)._erp_document() for record in records}
            required = backend._enqueue_unknown(documents)
            if action == "create":
                linked = backend._linked_ids(records._name, records.ids)
                documents = {record: doc for record, doc in documents.items() if record.id not in linked}
            written += backend._write_messages(kind, action, documents, required)
            backend._wake()
        return written

    def _enqueue_unknown(self, documents):
        """Messages for referred records without a link; returns {"res.partner,12": message id} of the open ones.

        Kinds that the dialect does not take get none: their reference stays empty, or the mapping says what it needs.
        """
        self.ensure_one()
        wanted = (
            set().union(*(canonical.references(document) for document in documents.values())) if documents else set()
        )
        by_model = {}
        for model, record_id in wanted:
            by_model.setdefault(model, set()).add(record_id)
        required = {}
        for model, ids in sorted(by_model.items()):
            linked = self._linked_ids(model, ids)
            # sudo: the person who confirms an order may not read every field of the customer's or product's record.
            missing = self.env[model].sudo().browse(sorted(ids - linked)).exists()
            for kind, records in missing._erp_by_kind().items():
                if not self._sends(kind):
                    continue
                given_up = self._given_up(kind, records)
                fresh = records - records.browse().union(*given_up.values())
                documents = {record: self._in_company(record)._erp_document() for record in fresh}
                self._renew(given_up)
                # What they refer to goes before them: an invoice's order, that order's products.
                self._write_messages(kind, "create", documents, self._enqueue_unknown(documents))
                required |= self._open_messages(model, records.ids)
        return required

    def _given_up(self, kind, records):
        """{message: record} of customers and products that were given up, and are needed by a document after all."""
        if kind not in MASTER_DATA:
            return {}
        return {
            message: records.browse(record_id)
            for record_id, message in self._first_messages(records).items()
            if message.state == "cancelled"
        }

    def _linked_ids(self, model, ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id FROM erp_link WHERE backend_id = %s AND res_model = %s AND res_id IN %s",
                self.id,
                model,
                tuple(ids),
            )
        )
        return {row[0] for row in rows}

    def _open_messages(self, model, ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id, id FROM erp_message WHERE backend_id = %s AND res_model = %s AND res_id IN %s"
                " AND direction = 'out' AND action = 'create' AND state NOT IN ('accepted', 'cancelled')",
                self.id,
                model,
                tuple(ids),
            )
        )
        return {f"{model},{res_id}": message_id for res_id, message_id in rows}

    def _write_messages(self, kind, action, documents, required):
        """Insert messages, skipping keys that are there. A concurrent insert of the same key makes PostgreSQL raise a
        serialization failure, on which Odoo runs the whole request again."""
        if not documents:
            return []
        revisions = self._next_revisions(action, documents)
        rows, refs = [], {}
        for record, document in documents.items():
            payload = canonical.dumps(document)
            key = self._document_key(kind, record)
            message_key = f"{key}/{action}/{revisions[record.id]}"
            refs[message_key] = [required[name] for name in canonical.names(document) if name in required]
            rows.append(
                (self.id, self.company_id.id, "out", kind, action, key, message_key, key, record._name, record.id)
                + (
                    record.display_name,
                    payload,
                    canonical.digest(payload),
                    "waiting",
                    self._priority(kind),
                    self.env.uid,
                )
            )
        self.env.cr.flush()
        written = execute_values(
            self.env.cr._obj,
            "INSERT INTO erp_message (backend_id, company_id, direction, kind, action, document_key, message_key,"
            " partition_key, res_model, res_id, name, payload, payload_hash, state, priority, create_uid, attempts,"
            " ask_first, next_try_at, create_date, write_date) VALUES %s"
            " ON CONFLICT (backend_id, message_key) DO NOTHING RETURNING id, message_key",
            rows,
            template="(" + "%s, " * 16 + "0, false, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC',"
            " now() AT TIME ZONE 'UTC')",
            page_size=1000,
            fetch=True,
        )
        pairs = [(message_id, other) for message_id, message_key in written for other in refs[message_key]]
        if pairs:
            execute_values(
                self.env.cr._obj,
                "INSERT INTO erp_message_requires (message_id, required_id) VALUES %s ON CONFLICT DO NOTHING",
                pairs,
            )
        self.env["erp.message"].invalidate_model()
        return [message_id for message_id, _key in written]

    def _next_revisions(self, action, documents):
        """{record id: revision}. A create has revision 0 for ever; every change gets the next number."""
        if action == "create":
            return {record.id: 0 for record in documents}
        model = next(iter(documents))._name
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id, count(*) FROM erp_message WHERE backend_id = %s AND res_model = %s AND res_id IN %s"
                " AND direction = 'out' AND action = %s GROUP BY res_id",
                self.id,
                model,
                tuple(record.id for record in documents),
                action,
            )
        )
        return {record.id: 1 for record in documents} | {res_id: count + 1 for res_id, count in rows}

    @staticmethod
    def _priority(kind):
        """Master data first, then documents, so that a batch rarely waits for its own second half."""
        return 10 if kind in MASTER_DATA else 20

    # the job

    def _wake(self):
        """Have the outbox emptied after this transaction; once per transaction and backend."""
        woken = self.env.cr.precommit.data.setdefault("erp.woken", set())
        for backend in self.filtered(lambda backend: backend.state == "live" and backend.id not in woken):
            woken.add(backend.id)
            # sudo: whoever causes a message may not be allowed to see the job queue.
            backend.sudo().with_delay(
                identity_key=f"erp-drain-{backend.id}", description=f"{backend.name}: outbox"
            )._job_drain()

    def _job_drain(self):
        """Job: empty the outbox of this backend. Runs on any node; lanes make sure that it is never too many at once.

        A second job, due in a few seconds, is written and committed first: should this process be killed, that one
        finds the messages of the dead one and goes on.
        """
        self.ensure_one()
        if self.state != "live":
            return "the backend is not live"
        self._leave_pulse()
        sent = self._drain()
        # This job's own transaction began before the lanes committed and cannot see what they did.
        with self.env.registry.cursor() as cursor:
            self.with_env(self.env(cr=cursor))._after_drain()
        with self._lane_store() as store:
            seconds = store.pending()
        if seconds is not None:
            self._delay_drain("next", max(1, min(seconds, 60)))
        return f"{sent} messages"

    def _delay_drain(self, name, seconds):
        self.with_delay(
            eta=int(seconds + 0.999), identity_key=f"erp-{name}-{self.id}", description=f"{self.name}: outbox"
        )._job_drain()

    def _leave_pulse(self):
        with self.env.registry.cursor() as cursor:
            backend = self.with_env(self.env(cr=cursor, su=True))
            backend.with_delay(
                eta=PULSE, identity_key=f"erp-pulse-{backend.id}", description=f"{backend.name}: outbox, second look"
            )._job_pulse()

    def _job_pulse(self):
        """Job: find what a killed process held, and have it sent. Ends when nothing is open any more."""
        self.ensure_one()
        with self._lane_store() as store:
            store.enlist()
            recovered = store.recover(self.timeout + self.settle)
            seconds = store.pending()
        if self.state == "live" and seconds is not None:
            self._delay_drain("next", max(0, min(seconds, PULSE)))
        return f"{recovered} messages taken over"

    def _drain(self, seconds=20.0, hook=None):
        """Send what is ready, on as many lanes as the ERP stands. Returns how many messages were dealt with."""
        profile = self._prepare_profile()
        return run_lanes(profile, self._connect, seconds, hook)

    def _connect(self):
        """A database session of its own for a lane: READ COMMITTED, so that it sees what others have just done."""
        _name, info = connection_info_for(self.env.cr.dbname)
        connection = psycopg2.connect(**info)
        # In SQL: with set_session, psycopg2 sets it anew each time the lane goes in and out of autocommit.
        with connection, connection.cursor() as cursor:
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED")
        return connection

    @contextmanager
    def _lane_store(self):
        connection = self._connect()
        try:
            yield Store(connection, self.id, swift=self._dialect_class().can_ask)
        finally:
            connection.close()

    @api.model
    def _cron_wake(self):
        """Every minute: whatever was left lying is sent. Safe to run twice."""
        for backend in self.search([("state", "=", "live")]):
            backend._wake()
            backend._after_drain()
