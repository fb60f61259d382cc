import logging
from datetime import timedelta

import psycopg2
from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..engine import chain

_logger = logging.getLogger(__name__)
AUDIT_LOCK = 0x45525041  # "ERPA"
BATCH = 5000
# An attempt is sealed after its drain, or by the next cron: one much older without a seal came by a back door.
LATE = timedelta(hours=2)
# The columns that a seal covers, in this order, for ever: a new column needs a new chain.
SEALED = (
    "id",
    "message_id",
    "backend_id",
    "number",
    "purpose",
    "state",
    "worker",
    "started_at",
    "ended_at",
    "seconds",
    "http_status",
    "code",
    "text",
    "request",
    "response",
)


def _column(name):
    if name.endswith("_at"):
        return SQL("to_char(%s, 'YYYY-MM-DD HH24:MI:SS.US')", SQL.identifier(name))
    return SQL("%s::text", SQL.identifier(name))


def digest_sql():
    """chain.row_digest in SQL, so that requests and answers need not leave the database to be sealed."""
    parts = [
        SQL(
            "CASE WHEN %(value)s IS NULL THEN '\\x313a00'::bytea"
            " ELSE convert_to(octet_length(%(value)s) || ':' || %(value)s, 'UTF8') END",
            value=_column(name),
        )
        for name in SEALED
    ]
    return SQL("encode(sha256(%s), 'hex')", SQL(" || ").join(parts))


class ErpAudit(models.Model):
    """The chain of seals over the attempts of one backend: where it begins, where it ends, whether it holds."""

    _name = "erp.audit"
    _description = "ERP Audit Chain"
    _rec_name = "backend_id"
    _log_access = False

    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    position = fields.Integer("Sealed Attempts", readonly=True, default=0)
    seal = fields.Char("Last Seal", readonly=True, default=chain.START)
    sealed_at = fields.Datetime("Last Sealed", readonly=True)
    start_position = fields.Integer("Removed by Retention", readonly=True, default=0)
    start_seal = fields.Char("Chain Begins Behind", readonly=True, default=chain.START)
    keep_days = fields.Integer(
        "Keep (days)", default=0, help="Attempts older than this are removed, oldest first. 0 keeps them for ever."
    )
    state = fields.Selection(
        [("unchecked", "Not Checked Yet"), ("whole", "Unbroken"), ("broken", "Broken")],
        default="unchecked",
        required=True,
        readonly=True,
    )
    checked_at = fields.Datetime("Last Check", readonly=True)
    problem = fields.Char(readonly=True)
    broken_attempt = fields.Integer("First Broken Row", readonly=True)

    _backend_once = models.UniqueIndex("(backend_id)", "This backend has a chain already.")
    _keep = models.Constraint("CHECK (keep_days >= 0)", "The number of days to keep cannot be negative.")

    # sealing

    @api.model
    def _seal_soon(self, backends):
        """Seal in a transaction of its own; whoever comes second leaves it to the first, or to the next minute."""
        try:
            with self.env.registry.cursor() as cursor:
                fresh = self.with_env(self.env(cr=cursor, su=True))
                return sum(fresh._seal_backend(backend_id) for backend_id in backends.ids)
        except psycopg2.errors.SerializationFailure:
            return 0

    @api.model
    def _seal_backend(self, backend_id):
        """Seal every ended attempt of a backend that has no seal, in the order of their ids. Returns how many."""
        cr = self.env.cr
        cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (AUDIT_LOCK, backend_id))
        if not cr.fetchone()[0]:
            return 0
        sealed = 0
        while True:
            rows = self.env.execute_query(
                SQL(
                    "SELECT id, %s FROM erp_attempt WHERE backend_id = %s AND seal IS NULL AND state <> 'calling'"
                    " ORDER BY id LIMIT %s",
                    digest_sql(),
                    backend_id,
                    BATCH,
                )
            )
            if rows:
                self._seal_rows(backend_id, rows)
                sealed += len(rows)
            if len(rows) < BATCH:
                return sealed

    def _seal_rows(self, backend_id, rows):
        cr = self.env.cr
        cr.execute(
            "INSERT INTO erp_audit (backend_id, position, seal, start_position, start_seal, keep_days, state)"
            " VALUES (%s, 0, %s, 0, %s, 0, 'unchecked') ON CONFLICT (backend_id) DO NOTHING",
            (backend_id, chain.START, chain.START),
        )
        cr.execute("SELECT position, seal FROM erp_audit WHERE backend_id = %s FOR UPDATE", (backend_id,))
        position, seal = cr.fetchone()
        values = []
        for row_id, digest in rows:
            position, seal = position + 1, chain.link(seal, digest)
            values.append((row_id, position, digest, seal))
        execute_values(
            cr._obj,
            "UPDATE erp_attempt a SET position = v.position, digest = v.digest, seal = v.seal"
            " FROM (VALUES %s) AS v(id, position, digest, seal) WHERE a.id = v.id",
            values,
            page_size=BATCH,
        )
        cr.execute(
            "UPDATE erp_audit SET position = %s, seal = %s, sealed_at = now() AT TIME ZONE 'UTC' WHERE backend_id = %s",
            (position, seal, backend_id),
        )
        self.env["erp.attempt"].invalidate_model()
        self.invalidate_model()

    # checking

    def action_verify(self):
        """Button: read the whole chain and name the first row that is not as it was sealed."""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("erp_connector.group_erp_user"):
            raise AccessError(self.env._("Only the ERP team can check the audit."))
        # sudo: the finding belongs to the check, not to the person who pressed the button.
        for audit in self.sudo():
            finding = audit._examine()
            audit.write(
                {
                    "state": "broken" if finding else "whole",
                    "checked_at": fields.Datetime.now(),
                    "problem": audit._words(*finding) if finding else False,
                    "broken_attempt": finding[1] if finding else 0,
                }
            )
        return True

    def _examine(self):
        self.ensure_one()
        return self._slipped_in() or chain.examine(
            self._rows(), self.start_seal, self.start_position, self.position, self.seal
        )

    def _rows(self):
        """(id, position, digest as it is now, stored seal) by position, in batches."""
        last = -1
        while True:
            rows = self.env.execute_query(
                SQL(
                    "SELECT id, position, %s, seal FROM erp_attempt WHERE backend_id = %s AND position > %s"
                    " ORDER BY position LIMIT %s",
                    digest_sql(),
                    self.backend_id.id,
                    last,
                    BATCH,
                )
            )
            yield from rows
            if len(rows) < BATCH:
                return
            last = rows[-1][1]

    def _slipped_in(self):
        """A row without a seal that ended long before the last sealing: it was not there then."""
        if not self.sealed_at:
            return None
        rows = self.env.execute_query(
            SQL(
                "SELECT min(id) FROM erp_attempt WHERE backend_id = %s AND state <> 'calling'"
                " AND (seal IS NULL) AND ended_at < %s",
                self.backend_id.id,
                self.sealed_at - LATE,
            )
        )
        return ("inserted", rows[0][0]) if rows[0][0] else None

    def _words(self, what, row_id):
        return {
            "changed": self.env._("Attempt %s is not what it was when it was sealed.", row_id),
            "gap": self.env._("Before attempt %s a row has been removed.", row_id),
            "inserted": self.env._("Attempt %s was put in afterwards.", row_id),
            "cut": self.env._("After attempt %s the newest rows have been removed.", row_id),
        }[what]

    # keeping

    @api.model
    def _cron_keep(self):
        """Daily: seal what is left, then remove what is older than the backend keeps. Safe to run twice."""
        for backend in self.env["erp.backend"].with_context(active_test=False).search([]):
            self._seal_backend(backend.id)
        for audit in self.search([("keep_days", ">", 0)]):
            audit._remove_old()

    def _remove_old(self):
        """Remove the oldest sealed rows; the chain then begins behind the last removed one. Returns how many.

        A broken chain is left as it is: it is evidence.
        """
        self.ensure_one()
        if self.keep_days <= 0 or self._examine():
            return 0
        oldest_kept = self.env.execute_query(
            SQL(
                "SELECT COALESCE(min(position), %s) FROM erp_attempt WHERE backend_id = %s AND position IS NOT NULL"
                " AND ended_at >= %s",
                self.position + 1,
                self.backend_id.id,
                fields.Datetime.now() - timedelta(days=self.keep_days),
            )
        )[0][0]
        rows = self.env.execute_query(
            SQL(
                "SELECT position, seal FROM erp_attempt WHERE backend_id = %s AND position = %s",
                self.backend_id.id,
                oldest_kept - 1,
            )
        )
        if not rows:
            return 0
        removed = self._delete_until(rows[0][0])
        self.write({"start_position": rows[0][0], "start_seal": rows[0][1]})
        return removed

    def _delete_until(self, position):
        # The guard of the table lets deletions pass only while they are announced, and only in this transaction.
        self.env.cr.execute("SET LOCAL erp_connector.retention = 'on'")
        try:
            self.env.cr.execute(
                SQL("DELETE FROM erp_attempt WHERE backend_id = %s AND position <= %s", self.backend_id.id, position)
            )
            return self.env.cr.rowcount
        finally:
            self.env.cr.execute("SET LOCAL erp_connector.retention = 'off'")
            self.env["erp.attempt"].invalidate_model()

    def action_open_broken(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("erp_connector.erp_attempt_action")
        return action | {"domain": [("backend_id", "=", self.backend_id.id)], "context": {}}
