import logging
import traceback

from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, tagged

from ..outbox.lane import Lane
from ..outbox.store import Store
from .paper_erp import PaperErp, PaperErpCase

SECRETS = ("s3cret&<word>", "s3cret&amp;&lt;word&gt;", "t0ken-of-paper")


class Listener(logging.Handler):
    """Everything that is logged while it listens, tracebacks included."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(logging.Formatter("%(message)s").format(record))


class CursorConnection:
    """A psycopg2 connection for a lane on the cursor of a test: commits are left to the test's end."""

    def __init__(self, cursor):
        self.inner = cursor._obj

    def cursor(self):
        return self.inner

    def commit(self):
        pass

    rollback = commit


@tagged("post_install", "-at_install")
class TestSecrets(HttpCase, PaperErpCase):
    def _assert_no_secret(self, text, where):
        for secret in SECRETS:
            self.assertNotIn(secret, text or "", where)

    def _drain(self):
        self.env.flush_all()
        store = Store(CursorConnection(self.env.cr), self.backend.id)
        store.enlist()
        sent = Lane(store, self.backend._prepare_profile()).run()
        self.env.invalidate_all()
        return sent

    def test_no_table_of_the_database_has_a_secret_after_a_document_was_sent(self):
        order = self._order()
        self.assertTrue(self._drain())
        attempts = self._message_of(order).attempt_ids
        self.assertEqual(set(attempts.mapped("state")), {"accepted"})
        self.assertIn("•••", attempts[0].request, "the request showed the password, and it has been masked")
        self.env.flush_all()
        tables = ["erp_backend", "erp_message", "erp_attempt", "erp_link", "erp_audit", "mail_message"]
        tables += ["mail_tracking_value", "queue_job"]
        for table in tables:
            self.env.cr.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in self.env.cr.fetchall():
                self._assert_no_secret(row, table)

    def test_nobody_reads_a_secret_over_rpc(self):
        fields = ["password", "token"]
        for user in (self.integrator, self.env.ref("base.user_admin")):
            (row,) = self.backend.with_user(user).read(fields)
            self._assert_no_secret(str(row), user.login)
            self.assertEqual(set(row["password"]), {"•"})
            copied = self.backend.with_user(user).copy()
            self.assertFalse(copied.password, "a copy starts without secrets")
            exported = self.backend.with_user(user).export_data(fields)
            self._assert_no_secret(str(exported), "export")
        self.authenticate("integrator", "integrator")
        for names in (["password_sealed"], ["token_sealed"]):
            answer = self._rpc("erp.backend", "read", [self.backend.ids, names])
            self.assertIn("error", answer)
            self._assert_no_secret(str(answer), names)
        answer = self._rpc("erp.backend", "web_read", [self.backend.ids], {"specification": {"password": {}}})
        self._assert_no_secret(str(answer), "web_read")
        answer = self._rpc("erp.backend", "_prepare_settings", [self.backend.ids])
        self.assertIn("error", answer, "methods with an underscore have no door")

    def _rpc(self, model, method, args, kwargs=None):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs or {}}
        return self.url_open(f"/web/dataset/call_kw/{model}/{method}", json={"jsonrpc": "2.0", "params": params}).json()

    def test_saving_the_form_unchanged_keeps_the_secret(self):
        self.backend.with_user(self.integrator).write({"password": "••••••••", "name": "Paper Pudong"})
        self.assertEqual(self.backend._prepare_settings().password, "s3cret&<word>")

    def _secrets(self):
        settings = self.backend._prepare_settings()
        return settings.password, settings.token

    def test_a_secret_does_not_follow_to_another_server(self):
        backend = self.backend.with_user(self.integrator)
        backend.url = "https://erp.example.com/other/path"
        self.assertEqual(self._secrets(), ("s3cret&<word>", "t0ken-of-paper"))
        backend.write({"url": "https://mine.example.com", "password": "••••••••", "token": "entered anew"})
        self.assertEqual(self._secrets(), ("", "entered anew"))
        backend.write({"url": "http://mine.example.com"})
        self.assertEqual(self._secrets(), ("", ""))
        backend.write({"url": "https://erp.example.com", "password": "new", "token": "newer"})
        self.assertEqual(self._secrets(), ("new", "newer"))

    def test_the_form_shows_that_a_secret_does_not_follow(self):
        self.backend.state = "paused"
        with Form(self.backend.with_user(self.integrator)) as form:
            form.url = "https://mine.example.com"
            self.assertFalse(form.password or form.token)
            form.url = "https://erp.example.com/ws"
            self.assertTrue(form.password and form.token)
        self.assertEqual(self.backend._prepare_settings().password, "s3cret&<word>")
        with Form(self.backend.with_user(self.integrator)) as form:
            form.password = "typed before the address"
            form.url = "https://mine.example.com"
        self.assertEqual(self._secrets(), ("typed before the address", ""))

    def test_no_variable_of_the_server_becomes_a_secret(self):
        for name in ("password", "token", "inbound_password"):
            with self.assertRaisesRegex(UserError, "ERP_SECRET_"):
                self.backend.with_user(self.integrator).write({name: "env:PGPASSWORD"})

    def test_an_exception_with_the_secret_in_it_reaches_neither_user_nor_log(self):
        listener = Listener()
        logging.getLogger().addHandler(listener)
        self.addCleanup(logging.getLogger().removeHandler, listener)

        def stumble(dialect):
            raise ValueError(f"cannot parse {dialect.settings.password}")

        self.patch(PaperErp, "check", stumble)
        with self.assertRaises(UserError) as caught:
            self.backend.with_user(self.integrator).action_check_connection()
        self._assert_no_secret(str(caught.exception), "message to the user")
        text = "".join(traceback.format_exception(caught.exception, chain=not caught.exception.__suppress_context__))
        self._assert_no_secret(text, "traceback")
        self._assert_no_secret("\n".join(listener.lines), "log")

    def test_an_answer_that_repeats_the_password_is_masked_in_message_and_chatter(self):
        self.patch(PaperErp, "refusal", ("NO", "login with s3cret&<word> failed", "", "check t0ken-of-paper"))
        order = self._order()
        self._drain()
        for message in self.env["erp.message"].search([("backend_id", "=", self.backend.id)]):
            for name in ("error_text", "advice", "payload"):
                self._assert_no_secret(message[name], name)
        self._assert_no_secret(order.erp_problem, "sales order")

    def test_a_reconciliation_that_fails_does_not_tell_the_password(self):
        self.patch(PaperErp, "problem", ValueError("no such login: s3cret&<word>"))
        row = self.env["erp.reconciliation"].create({"backend_id": self.backend.id, "kind": "order"})
        with self.enter_registry_test_mode():
            row._job_run()
        row.invalidate_recordset()
        self.assertEqual(row.state, "failed")
        self._assert_no_secret(row.problem, "problem")

    def test_the_secret_is_encrypted_where_it_lies(self):
        sealed = self.backend.sudo().password_sealed
        self.assertTrue(sealed.startswith("fernet:"))
        self._assert_no_secret(sealed, "at rest")
