from odoo.tests import tagged

from ..engine.dialect import Change
from .paper_erp import PaperErpCase


def bill(number, quantity="1", total="100.00", **more):
    row = {"product_id": "I1", "product_ref": "", "name": "", "quantity": quantity, "untaxed": total}
    document = {"external_id": number, "number": f"FA-{number}", "type": "invoice", "order_id": "17", "order_key": ""}
    document |= {"date": "2026-11-20", "due": "", "total": total, "state": "open", "lines": [row]}
    return Change("invoice", number, document | more, more.get("state", "open"))


@tagged("post_install", "-at_install")
class TestInvoicesIn(PaperErpCase):
    """Invoices, credit notes and payments that were made in the ERP and are read from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend._link_read("product", cls.product, "I1", "I1")
        cls.backend._link_read("customer", cls.customer, "C1", "C1")

    def _ordered(self, quantity=1, price=100, external_id="17", **values):
        order = self._order(price, confirm=False)
        order.order_line.write({"product_uom_qty": quantity, "price_unit": price})
        order.write(values)
        order.action_confirm()
        self._accept(order, external_id)
        return order

    def _read(self, *changes):
        """Keep and apply what was read; returns the messages."""
        self.backend._reconsider("invoice")
        self.backend._keep(changes)
        self.backend._apply_inbox()
        return self.env["erp.message"].search([("kind", "=", "invoice"), ("direction", "=", "in")], order="id")

    def _invoice(self, change, **values):
        self._read(change)
        return self.env["account.move"].search([("ref", "=", change.document["number"])])

    def test_a_credit_note_that_was_read_before_its_invoice_is_applied_when_that_is_there(self):
        order = self._ordered()
        credit = bill("G1", type="refund", reversed_id="9")
        (early,) = self._read(credit)
        self.assertEqual((early.state, early.error_code), ("cancelled", "NOT_OURS"))
        self._read(bill("9"))
        self._read(credit)
        self.assertEqual(early.state, "accepted")
        note = order.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        self.assertEqual((note.state, note.reversed_entry_id.ref), ("posted", "FA-9"))

    def test_a_credit_note_of_an_invoice_that_odoo_made_is_not_tried_at_every_reading(self):
        self._ordered()
        invoice = self._invoice(bill("9"))
        self.assertTrue(invoice)
        self.backend.invoices_from = "odoo"
        credit = bill("G1", type="refund", reversed_id="9")
        message = self._read(credit)[-1]
        self.assertEqual((message.error_code, message.attempts), ("NOT_OURS", 1))
        self._read(credit)
        self.assertEqual(message.attempts, 1)

    def test_a_fraction_is_billed_and_credited_in_full(self):
        order = self._ordered(quantity=1, price=10)
        self.assertEqual(self._read(bill("1", "0.9", "9.00")).state, "accepted")
        self.assertEqual(self._read(bill("2", "0.1", "1.00"))[-1].state, "accepted")
        self.assertEqual(self._read(bill("3", "0.1", "1.00"))[-1].state, "review")
        credit = bill("G1", "0.9", "9.00", type="refund", reversed_id="1")
        self.assertEqual(self._read(credit)[-1].state, "accepted")
        self.assertEqual(order.order_line.qty_invoiced, 0.1)

    def test_a_full_credit_of_three_tenths(self):
        self._ordered(quantity=0.3, price=10)
        self._read(bill("1", "0.3", "3.00"))
        credit = bill("G1", "0.3", "3.00", type="refund", reversed_id="1")
        self.assertEqual(self._read(credit)[-1].state, "accepted")
