import base64
import csv
import io
import json

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..engine import chain
from ..models.erp_audit import SEALED, digest_sql
from .paper_erp import PaperErpCase


@tagged("post_install", "-at_install")
class TestAudit(PaperErpCase):
    def setUp(self):
        super().setUp()
        self.message = self._message_of(self._order())
        self.attempts = [self._attempt(self.message, text=f"try {number}") for number in range(6)]
        self.env["erp.audit"]._seal_backend(self.backend.id)
        self.audit = self.env["erp.audit"].search([("backend_id", "=", self.backend.id)])

    def _check(self):
        """What the chain says to a finance person who presses the button."""
        self.audit.with_user(self.finance).action_verify()
        return self.audit.state, self.audit.broken_attempt

    def _as_superuser(self, statement, *parameters):
        """A database administrator who knows what they are doing: the guard is switched off."""
        self.env.cr.execute("ALTER TABLE erp_attempt DISABLE TRIGGER USER")
        self.env.cr.execute(statement, parameters)
        self.env.cr.execute("ALTER TABLE erp_attempt ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def test_an_untouched_chain_is_whole(self):
        self.assertEqual(self._check(), ("whole", 0))
        self.assertEqual([attempt.position for attempt in self.attempts], [1, 2, 3, 4, 5, 6])
        self.assertEqual(self.audit.seal, self.attempts[-1].seal)

    def test_the_database_computes_the_digest_that_the_engine_defines(self):
        columns = SQL(", ").join(
            SQL("to_char(%s, 'YYYY-MM-DD HH24:MI:SS.US')", SQL.identifier(name))
            if name.endswith("_at")
            else SQL("%s::text", SQL.identifier(name))
            for name in SEALED
        )
        odd = self._attempt(self.message, text="", request="a:1:百", response=None)
        for digest, *values in self.env.execute_query(
            SQL("SELECT %s, %s FROM erp_attempt WHERE id IN %s", digest_sql(), columns, (odd.id, self.attempts[0].id))
        ):
            self.assertEqual(digest, chain.row_digest(values))

    def test_a_changed_row_is_named(self):
        self._as_superuser("UPDATE erp_attempt SET text = 'never happened' WHERE id = %s", self.attempts[2].id)
        self.assertEqual(self._check(), ("broken", self.attempts[2].id))
        self.assertIn(str(self.attempts[2].id), self.audit.problem)

    def test_each_sealed_column_matters(self):
        for change in ("number = 9", "state = 'refused'", "ended_at = ended_at + interval '1 second'", "code = ''"):
            with self.subTest(change), self.env.cr.savepoint() as savepoint:
                self._as_superuser(f"UPDATE erp_attempt SET {change} WHERE id = %s", self.attempts[3].id)
                self.assertEqual(self._check(), ("broken", self.attempts[3].id))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_removed_row_is_noticed(self):
        self._as_superuser("DELETE FROM erp_attempt WHERE id = %s", self.attempts[2].id)
        self.assertEqual(self._check(), ("broken", self.attempts[3].id))

    def test_a_cut_tail_is_noticed(self):
        self._as_superuser("DELETE FROM erp_attempt WHERE id IN %s", tuple(a.id for a in self.attempts[4:]))
        self.assertEqual(self._check(), ("broken", self.attempts[3].id))

    def test_a_removed_beginning_is_noticed(self):
        self._as_superuser("DELETE FROM erp_attempt WHERE id = %s", self.attempts[0].id)
        self.assertEqual(self._check(), ("broken", self.attempts[1].id))

    def test_a_row_put_in_afterwards_is_noticed(self):
        old = "(now() AT TIME ZONE 'UTC') - interval '3 days'"
        forged = self._attempt(self.message, ended=old, text="I was always here")
        self.assertEqual(self._check(), ("broken", forged.id))

    def test_a_row_put_in_with_a_seal_of_its_own_is_noticed(self):
        forged = self._attempt(self.message)
        self._as_superuser(
            "UPDATE erp_attempt SET position = 7, digest = 'x', seal = %s WHERE id = %s", "f" * 64, forged.id
        )
        self.assertEqual(self._check(), ("broken", forged.id))

    def test_neither_orm_nor_sql_can_touch_an_ended_attempt(self):
        attempt = self.attempts[1]
        for statement in (
            "UPDATE erp_attempt SET text = 'x' WHERE id = %s",
            "UPDATE erp_attempt SET seal = 'x' WHERE id = %s",
            "DELETE FROM erp_attempt WHERE id = %s",
            "TRUNCATE erp_attempt",
        ):
            with self.subTest(statement), mute_logger("odoo.sql_db"):
                with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
                    self.env.cr.execute(statement, (attempt.id,) if "%s" in statement else None)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
            attempt.write({"text": "x"})
            attempt.flush_recordset()
        self.env.invalidate_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
            attempt.unlink()

    def test_the_seal_is_added_with_nothing_else(self):
        fresh = self._attempt(self.message)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE erp_attempt SET seal = 'x', text = 'y' WHERE id = %s", (fresh.id,))

    def test_a_call_under_way_is_sealed_when_it_has_ended(self):
        calling = self._attempt(self.message, state="calling", ended="NULL::timestamp")
        later = self._attempt(self.message)
        self.env["erp.audit"]._seal_backend(self.backend.id)
        self.assertFalse(calling.seal)
        self.assertEqual(later.position, 7)
        self.env.cr.execute(
            "UPDATE erp_attempt SET state = 'unknown', ended_at = now() AT TIME ZONE 'UTC' WHERE id = %s", (calling.id,)
        )
        self.env["erp.audit"]._seal_backend(self.backend.id)
        self.env.invalidate_all()
        self.assertEqual(calling.position, 8)
        self.assertEqual(self._check(), ("whole", 0))

    def test_sealing_twice_does_nothing_and_costs_the_same_for_many(self):
        self.assertEqual(self.env["erp.audit"]._seal_backend(self.backend.id), 0)
        for _ in range(50):
            self._attempt(self.message)
        with self.assertQueryCount(6):
            self.assertEqual(self.env["erp.audit"]._seal_backend(self.backend.id), 50)

    def test_retention_removes_the_oldest_and_the_chain_still_holds(self):
        self.audit.keep_days = 30
        # Rewritten as if it had been long ago, before it was sealed: the chain is made anew.
        self._as_superuser("UPDATE erp_attempt SET position = NULL, digest = NULL, seal = NULL")
        self._as_superuser(
            "UPDATE erp_attempt SET ended_at = ended_at - interval '90 days' WHERE id IN %s",
            tuple(attempt.id for attempt in self.attempts[:4]),
        )
        self.audit.write({"position": 0, "seal": chain.START, "sealed_at": False})
        self.audit.flush_recordset()
        self.env["erp.audit"]._cron_keep()
        self.env.invalidate_all()
        self.assertEqual(self.audit.start_position, 4)
        self.assertEqual(self.env["erp.attempt"].search_count([("backend_id", "=", self.backend.id)]), 2)
        self.assertEqual(self._check(), ("whole", 0))
        self.env.cr.execute("SELECT current_setting('erp_connector.retention', true)")
        self.assertEqual(self.env.cr.fetchone()[0], "off", "the guard stands again")

    def test_retention_leaves_a_broken_chain_as_evidence(self):
        self._as_superuser("UPDATE erp_attempt SET text = 'x', ended_at = now() - interval '90 days'")
        self.audit.keep_days = 30
        self.assertEqual(self.audit._remove_old(), 0)

    def test_an_auditor_gets_the_attempts_without_any_secret(self):
        leaked = self._attempt(self.message, text="=cmd", request="<p>s3cret&amp;&lt;word&gt; t0ken-of-paper</p>")
        wizard = self.env["erp.audit.export"].with_user(self.integrator).create({"audit_id": self.audit.id})
        wizard.date_from = fields.Date.today()
        wizard.action_export()
        text = base64.b64decode(wizard.data).decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(len(rows), 7)
        self.assertNotIn("t0ken-of-paper", text)
        self.assertNotIn("s3cret", text)
        self.assertIn("'=cmd", text, "a spreadsheet must not run what a foreign server said")
        wizard.form = "jsonl"
        wizard.action_export()
        lines = [json.loads(line) for line in base64.b64decode(wizard.data).decode().splitlines()]
        self.assertEqual({line["id"] for line in lines}, {leaked.id, *(attempt.id for attempt in self.attempts)})
        self.assertNotIn("t0ken-of-paper", json.dumps(lines))

    def test_the_export_is_for_those_who_set_up(self):
        with self.assertRaises(AccessError):
            self.env["erp.audit.export"].with_user(self.finance).create({"audit_id": self.audit.id})
