from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.erp_connector.engine.outcome import accepted
from odoo.addons.erp_connector.models.erp_backend import ErpBackend
from odoo.addons.erp_connector_facade.engine.facade import FacadeDialect


class PaperFacade(FacadeDialect):
    """An ERP that is a sheet of paper: every text is taken."""

    code, name, flows_out = "paper_facade", "Paper", {}

    def check(self):
        return "the login is not needed"

    def send(self, kind, action, key, values):
        return accepted(key)


@tagged("post_install", "-at_install")
class TestFacadeRights(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        field = cls.env["erp.backend"]._fields["dialect"]
        if not field.selection:
            cls.skipTest(cls, "no dialect is installed")
        cls.code = field.get_values(cls.env)[0]
        classes = lambda model: {cls.code: PaperFacade}  # noqa: E731
        cls.classPatch(type(cls.env["erp.backend"]), "_dialect_classes", classes)
        assert ErpBackend._name == "erp.backend"
        needed = {"erp_company": "001"}
        needed |= {name: "ODOO" for name in ("yonyou_sender", "sage_pool") if name in cls.env["erp.backend"]._fields}
        values = {"name": "Paper", "dialect": cls.code, "url": "http://127.0.0.1:1"} | needed
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
