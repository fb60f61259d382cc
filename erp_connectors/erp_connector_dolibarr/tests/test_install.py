from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestInstall(TransactionCase):
    def test_x(self):
        b = self.env["erp.backend"].create({"name": "D", "dialect": "dolibarr", "url": "http://127.0.0.1:1", "password": "x", "login": "L"})
        self.assertTrue(b.mapping_ids)
