from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..engine.facade import FacadeDialect


class PaperFacade(FacadeDialect):
    """An ERP with services of its site, on paper."""

    code, name = "paper_facade", "Paper with Services"


@tagged("post_install", "-at_install")
class TestFacadeRights(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        backends = cls.env.registry["erp.backend"]
        cls.startClassPatcher(patch.dict(backends._fields["dialect"]._selection, {"paper_facade": "Paper"}))
        classes = backends._dialect_classes
        known = patch.object(backends, "_dialect_classes", lambda self: classes(self) | {"paper_facade": PaperFacade})
        cls.startClassPatcher(known)
        values = {"name": "Paper", "dialect": "paper_facade", "url": "http://127.0.0.1:1"}
        cls.backend = cls.env["erp.backend"].create(values)
        cls.facade = cls.env["erp.facade"].create({"backend_id": cls.backend.id, "kind": "order", "service": "WS"})

    def _user(self, group, **values):
        return new_test_user(self.env, f"facade_{group}", groups=f"base.group_user,erp_connector.{group}", **values)

    def test_a_watcher_reads_the_services_and_changes_none(self):
        user = self._user("group_erp_user")
        self.assertEqual(self.facade.with_user(user).service, "WS")
        with self.assertRaises(AccessError):
            self.facade.with_user(user).service = "X"
        with self.assertRaises(AccessError):
            self.env["erp.site.value"].with_user(user).create({"backend_id": self.backend.id, "name": "x"})

    def test_a_manager_of_another_company_sees_neither_services_nor_values(self):
        company = self.env["res.company"].create({"name": "Other"})
        user = self._user("group_erp_manager", company_id=company.id, company_ids=[(6, 0, company.ids)])
        self.env["erp.site.value"].create({"backend_id": self.backend.id, "name": "org"})
        self.assertFalse(self.env["erp.facade"].with_user(user).search([("id", "=", self.facade.id)]))
        self.assertFalse(self.env["erp.site.value"].with_user(user).search([("backend_id", "=", self.backend.id)]))
        with self.assertRaises(AccessError):
            self.facade.with_user(user).read(["service"])

    def test_a_text_without_the_document_in_it_is_refused(self):
        with self.assertRaises(ValidationError):
            self.facade.send = '{"kind": {{kind}}}'
        self.facade.send = "-"

    def test_services_and_values_reach_the_dialect(self):
        self.env["erp.site.value"].create({"backend_id": self.backend.id, "name": "org", "value": " 100 "})
        options = self.backend._prepare_settings().options
        self.assertEqual(options["constants"]["org"], "100")
        self.assertEqual(options["facades"]["order"]["service"], "WS")
        self.assertTrue(self.backend.uses_facades)

    def test_only_what_a_service_of_the_site_lists_can_be_reconciled(self):
        self.assertEqual(self.backend._ledgers(), ("order",))
        self.facade.ledger_question = "-"
        self.assertEqual(self.backend._ledgers(), ())
        question = {"backend_id": self.backend.id, "kind": "order"}
        with self.assertRaises(ValidationError):
            self.env["erp.reconciliation"].create(question | {"date_from": "2026-11-01", "date_to": "2026-11-30"})
