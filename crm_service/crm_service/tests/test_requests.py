from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestRequests(TransactionCase):
    def test_x(self):
        self.env["crm.service.request"].create({"name": "x"})
