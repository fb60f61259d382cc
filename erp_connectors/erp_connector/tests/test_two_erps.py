import json
from unittest.mock import patch

from odoo.tests import tagged

from .paper_erp import PaperErp, PaperErpCase

OFFERED = {"customer": {"create", "update"}, "product": {"create"}, "order": {"create"}, "invoice": {"create"}}


@tagged("post_install", "-at_install")
class TestTwoErps(PaperErpCase):
    """Two ERPs of one company: what one says is news to the other, and none to itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(PaperErp, "flows_out", OFFERED))
        cls.other = cls._make_backend("Paper Beijing", cls.company)
        for backend in (cls.backend, cls.other):
            backend.action_load_mapping()
            backend._link_read("customer", cls.customer, "C1", "C1")

    def _told(self, backend, record):
        """Payloads of what goes to a backend about a record."""
        self.env.cr.flush()
        messages = self.env["erp.message"].search(
            [
                ("backend_id", "=", backend.id),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("direction", "=", "out"),
            ]
        )
        return [json.loads(message.payload) for message in messages]

    def test_a_customer_changed_in_one_is_changed_in_the_other(self):
        self.backend._take_over(self.customer, {"city": "苏州"})
        self.assertEqual([document["city"] for document in self._told(self.other, self.customer)], ["苏州"])
        self.assertEqual(self._told(self.backend, self.customer), [])

    def test_a_change_made_here_in_the_same_breath_is_told_to_both(self):
        self.backend._take_over(self.customer, {"city": "苏州"})
        self.customer.zip = "215000"
        for backend in (self.backend, self.other):
            self.assertEqual([document["zip"] for document in self._told(backend, self.customer)], ["215000"])

    def test_an_invoice_made_in_one_goes_to_the_other_where_odoos_invoices_go(self):
        self.other.invoices_from = "odoo"
        order = self._order()
        self._accept(order, "17")
        self.product.default_code = False
        row = {"product_ref": f"P{self.product.id}", "name": "", "quantity": "1"}
        document = {"external_id": "9", "number": "FA-9", "order_id": "17", "order_key": "", "type": "invoice"}
        document |= {"date": "2026-11-22", "due": "", "total": "100", "state": "open", "lines": [row]}
        order.order_line.qty_delivered = 1
        invoice = self.backend._apply_invoice(document)
        self.assertEqual([told["total"] for told in self._told(self.other, invoice)], ["100.00"])
        self.assertEqual(self._told(self.backend, invoice), [])
