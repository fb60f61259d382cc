from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestInstall(TransactionCase):
    def test_the_customer_file_is_installed(self):
        module = self.env["ir.module.module"].search([("name", "=", "crm_extended")])
        self.assertEqual(module.state, "installed")
