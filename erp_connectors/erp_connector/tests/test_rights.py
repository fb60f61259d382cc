from odoo.tests import Form, HttpCase, tagged

from .paper_erp import PaperErpCase

MODELS = (
    "erp.backend",
    "erp.message",
    "erp.attempt",
    "erp.link",
    "erp.mapping",
    "erp.mapping.line",
    "erp.value.map",
    "erp.stream",
    "erp.reconciliation",
    "erp.reconciliation.line",
    "erp.audit",
    "erp.audit.export",
    "erp.replay",
    "erp.replay.line",
)
# What a person who watches and retries may do beyond reading.
USER_MAY = {("erp.reconciliation", "write"), ("erp.reconciliation", "create")}
WIZARDS = {"erp.audit.export", "erp.replay", "erp.replay.line"}
BUTTONS = {
    "erp.backend": ("action_go_live", "action_pause", "action_check_connection", "action_load_mapping", "action_poll"),
    "erp.message": ("action_retry", "action_cancel", "action_apply_again"),
    "erp.reconciliation": ("action_run", "action_repair_all"),
    "erp.reconciliation.line": ("action_repair",),
    "erp.audit": ("action_verify",),
}


@tagged("post_install", "-at_install")
class TestRights(HttpCase, PaperErpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign_company = cls.env["res.company"].create({"name": "Hangzhou Tea"})
        cls.stranger = cls._person("stranger", "erp_connector.group_erp_manager", company=cls.foreign_company)

    def test_whoever_may_open_customers_and_products_still_may(self):
        clerk = self._person("clerk", "base.group_user")
        stock = {"warehouse": "A", "quantity": 3, "taken_at": "2026-01-01 10:00:00", "company_id": self.company.id}
        self.env["erp.stock"].create({"backend_id": self.backend.id, "product_id": self.product.id, **stock})
        for record in (self.customer, self.product, self.product.product_tmpl_id):
            self.env.invalidate_all()
            self.assertEqual(Form(record.with_user(clerk)).name, record.name)
        self.assertEqual(len(Form(self.product.with_user(self.salesperson)).erp_stock_ids), 1)

    def test_accounting_opens_sales_orders_with_what_the_erp_delivered(self):
        order = self._order()
        for number, group in enumerate(("account.group_account_invoice", "account.group_account_readonly")):
            reader = order.with_user(self._person(f"books{number}", group))
            self.env.invalidate_all()
            shown = reader.web_read({"erp_delivery_ids": {"fields": {"name": {}, "line_ids": {}}}, "erp_status": {}})
            self.assertEqual(shown[0]["erp_delivery_ids"], [])

    def setUp(self):
        super().setUp()
        order = self._order()
        message = self._message_of(order)
        self._accept(order, "7")
        self._attempt(message)
        self.env["erp.audit"]._seal_backend(self.backend.id)
        stuck = self._message_of(self._order())
        self.env.cr.execute("UPDATE erp_message SET state = 'dead' WHERE id = %s", (stuck.id,))
        self.env["erp.value.map"].create(
            {"backend_id": self.backend.id, "name": "tax", "odoo_value": "*", "erp_value": "0"}
        )
        self.env["erp.stream"].create({"backend_id": self.backend.id, "kind": "invoice"})
        row = self.env["erp.reconciliation"].create({"backend_id": self.backend.id, "kind": "order"})
        row._settle([])
        self.env["erp.replay"].create({"backend_id": self.backend.id})
        self.env["erp.audit.export"].create({"audit_id": self.env["erp.audit"].search([], limit=1).id})
        self.env.flush_all()
        self.env.invalidate_all()

    def _rpc(self, model, method, *args, **kwargs):
        """(result, name of the error) of a call as the web client makes it."""
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}", json={"jsonrpc": "2.0", "params": params}
        ).json()
        return answer.get("result"), answer.get("error", {}).get("data", {}).get("name", "")

    def _some(self, model):
        found = self.env[model].search(
            [("backend_id", "=", self.backend.id)] if "backend_id" in self.env[model] else []
        )
        self.assertTrue(found, f"the test needs a {model}")
        return found[:1]

    def _assert_all_closed(self, login):
        self.authenticate(login, login)
        for model in MODELS:
            record = self._some(model)
            for method, args in (
                ("read", [record.ids]),
                ("search_read", [[("id", "in", record.ids)], ["id"]]),
                ("write", [record.ids, {}]),
                ("unlink", [record.ids]),
                ("create", [{}]),
            ):
                with self.subTest(login=login, model=model, method=method):
                    result, error = self._rpc(model, method, *args)
                    self.assertIn("AccessError", error, result)
        for model, buttons in BUTTONS.items():
            for button in buttons:
                with self.subTest(login=login, model=model, button=button):
                    result, error = self._rpc(model, button, self._some(model).ids)
                    self.assertIn("AccessError", error, result)
        with self.subTest(login=login, door="monitor"):
            self.assertIn("AccessError", self._rpc("erp.backend", "monitor")[1])

    def test_a_salesperson_sees_and_moves_nothing(self):
        self._assert_all_closed("salesperson")

    def test_a_portal_visitor_sees_and_moves_nothing(self):
        self._assert_all_closed("visitor")

    def test_who_watches_cannot_change_what_happened(self):
        self.authenticate("finance", "finance")
        for model in set(MODELS) - WIZARDS:
            record = self._some(model)
            _rows, error = self._rpc(model, "read", record.ids, ["id"])
            self.assertFalse(error, f"finance reads {model}")
            for method, args in (
                ("write", [record.ids, {}]),
                ("unlink", [record.ids]),
                ("create", [{}]),
            ):
                if (model, method) not in USER_MAY:
                    with self.subTest(model=model, method=method):
                        self.assertIn("AccessError", self._rpc(model, method, *args)[1])

    def test_who_watches_has_no_secrets_and_does_not_go_live(self):
        self.authenticate("finance", "finance")
        backend = self.backend
        for name in ("password", "token", "login", "password_sealed", "token_sealed"):
            with self.subTest(field=name):
                self.assertIn("AccessError", self._rpc("erp.backend", "read", backend.ids, [name])[1])
        for button in ("action_go_live", "action_pause", "action_load_mapping", "action_check_connection"):
            with self.subTest(button=button):
                self.assertIn("AccessError", self._rpc("erp.backend", button, backend.ids)[1])
        self.assertEqual(backend.state, "live")
        rows, _error = self._rpc("erp.backend", "read", backend.ids, ["name", "state", "stuck_count"])
        self.assertEqual(rows[0]["name"], "Paper Shanghai")

    def test_who_watches_can_retry_reconcile_and_check_the_audit(self):
        self.authenticate("finance", "finance")
        stuck = self.env["erp.message"].search([("backend_id", "=", self.backend.id), ("state", "=", "dead")])
        for model, button, record in (
            ("erp.message", "action_retry", stuck),
            ("erp.reconciliation", "action_run", self._some("erp.reconciliation")),
            ("erp.audit", "action_verify", self._some("erp.audit")),
        ):
            with self.subTest(button=button):
                self.assertFalse(self._rpc(model, button, record.ids)[1])

    def test_another_companys_integrator_sees_nothing_of_ours(self):
        self.authenticate("stranger", "stranger")
        for model in set(MODELS) - WIZARDS:
            record = self._some(model)
            with self.subTest(model=model):
                self.assertEqual(self._rpc(model, "search", [("id", "in", record.ids)])[0], [])
                for method, args in (("read", [record.ids, ["id", "display_name"]]), ("unlink", [record.ids])):
                    self.assertIn("AccessError", self._rpc(model, method, *args)[1])
        for model, buttons in BUTTONS.items():
            for button in buttons:
                with self.subTest(model=model, button=button):
                    self.assertIn("AccessError", self._rpc(model, button, self._some(model).ids)[1])
        page, error = self._rpc("erp.backend", "monitor")
        self.assertEqual((page["backends"], error), ([], ""))

    def test_another_person_cannot_use_somebodys_wizard_to_move_messages(self):
        replay = self._some("erp.replay")
        replay.line_ids.chosen = True
        self.assertEqual(replay.count, 1, "there is something to move")
        self.env.flush_all()
        self.authenticate("stranger", "stranger")
        self.assertTrue(self._rpc("erp.replay", "action_replay", replay.ids)[1])
        self.env.invalidate_all()
        self.assertEqual(replay._messages().state, "dead")
