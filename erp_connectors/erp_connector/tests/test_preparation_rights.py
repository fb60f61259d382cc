from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .paper_books import PaperCase

MODELS = ("erp.dry.run", "erp.matching", "erp.backfill")


@tagged("post_install", "-at_install")
class TestPreparationRights(PaperCase):
    def test_who_only_watches_reads_and_writes_nothing(self):
        for name in MODELS:
            record = self.env[name].create({"backend_id": self.backend.id})
            record.with_user(self.watcher).read(["backend_id"])
            with self.assertRaises(AccessError, msg=name):
                record.with_user(self.watcher).write({"backend_id": self.backend.id})
            with self.assertRaises(AccessError, msg=name):
                record.with_user(self.watcher).create({"backend_id": self.backend.id})

    def test_a_salesperson_and_a_portal_user_see_nothing(self):
        sales = new_test_user(self.env, "erp_sales", "sales_team.group_sale_salesman")
        portal = new_test_user(self.env, "erp_portal", "base.group_portal")
        for name in (*MODELS, "erp.match", "erp.dry.run.line", "erp.mapping.preview", "erp.value.proposal"):
            for user in (sales, portal):
                with self.assertRaises(AccessError, msg=f"{name} {user.login}"):
                    self.env[name].with_user(user).search([])

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        groups = "erp_connector.group_erp_manager"
        foreigner = new_test_user(self.env, "erp_foreign", groups, company_id=other.id, company_ids=[(6, 0, other.ids)])
        for name in MODELS:
            record = self.env[name].create({"backend_id": self.backend.id})
            theirs = self.env[name].with_user(foreigner).with_context(allowed_company_ids=other.ids)
            self.assertFalse(theirs.search([("id", "=", record.id)]), name)
            with self.assertRaises(AccessError, msg=name):
                theirs.browse(record.id).read(["backend_id"])
