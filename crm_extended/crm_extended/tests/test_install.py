from odoo.tests import TransactionCase, tagged
from odoo.tools.convert import convert_file


@tagged("post_install", "-at_install")
class TestInstall(TransactionCase):
    def test_the_customer_file_is_installed(self):
        module = self.env["ir.module.module"].search([("name", "=", "crm_extended")])
        self.assertEqual(module.state, "installed")

    def test_the_demo_data_shows_a_customer_with_a_history_and_a_double(self):
        convert_file(self.env, "crm_extended", "demo/crm_extended_demo.xml", {}, mode="init", noupdate=True)
        customer = self.env.ref("crm_extended.demo_jinggong")
        self.assertEqual(len(customer.get_timeline_page()["rows"]), 3)
        self.env["crm.duplicate.candidate"]._cron_find()
        self.assertEqual(customer.duplicate_count, 1)
