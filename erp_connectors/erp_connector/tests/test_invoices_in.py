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

    def test_a_paid_invoice_is_paid_in_full_whatever_its_term_proposes(self):
        thirds = [
            (0, 0, {"value": "percent", "value_amount": part, "nb_days": days}) for part, days in ((30, 0), (70, 30))
        ]
        whole = [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 30})]
        terms = self.env["account.payment.term"].create(
            [
                {"name": "30 now, 70 later", "line_ids": thirds},
                {
                    "name": "2 percent in 10 days",
                    "line_ids": whole,
                    "early_discount": True,
                    "discount_percentage": 2,
                    "discount_days": 10,
                },
            ]
        )
        for number, term in enumerate(terms):
            order = self._ordered(external_id=f"T{number}", payment_term_id=term.id)
            change = bill(f"P{number}", order_id=f"T{number}", state="paid", paid_on="2026-11-20")
            self.assertEqual(self._read(change)[-1].state, "accepted")
            payment = order.invoice_ids._get_reconciled_payments()
            self.assertEqual((order.invoice_ids.amount_residual, payment.amount), (0, 100), term.name)

    def test_a_payment_is_booked_in_the_currency_of_its_invoice(self):
        names = ("EUR", "USD") if self.company.currency_id.name != "EUR" else ("USD", "GBP")
        bank, foreign = (self.env.ref(f"base.{name}") for name in names)
        (bank | foreign).active = True
        for currency, rate in ((bank, 0.5), (foreign, 4)):
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "company_id": self.company.id, "name": "2026-01-01", "rate": rate}
            )
        self.backend.payment_journal_id = self.env["account.journal"].create(
            {"name": "Other bank", "code": "OBNK", "type": "bank", "currency_id": bank.id}
        )
        pricelist = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": foreign.id})
        self._ordered(pricelist_id=pricelist.id)
        invoice = self._invoice(bill("9"))
        self.assertEqual(invoice.currency_id, foreign)
        document = {"external_id": "Z1", "invoice_id": "9", "invoice_number": "", "amount": "40.00", "currency": ""}
        document |= {"date": "2026-11-21", "reference": "", "state": "booked"}
        payment = self.backend._apply_payment(document)
        self.assertEqual((payment.currency_id, payment.amount, invoice.amount_residual), (foreign, 40, 60))
        self._read(bill("9", state="paid", paid_on="2026-11-22"))
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(invoice._get_reconciled_payments().currency_id, foreign)

    def test_two_hundred_orders_cost_an_invoice_no_more_than_ten(self):
        counts = []
        for size, named in ((10, {}), (200, {}), (10, {"order_id": "", "customer_id": "C1"})):
            other = self.env["res.partner"].create({"name": f"Other {size}"})
            others = self.env["sale.order"].create([{"partner_id": other.id} for _number in range(size)])
            for order in others:
                self._accept(order, f"O{order.id}")
            others.write({"state": "sale"})
            order = self._ordered(external_id=f"S{len(counts)}")
            document = bill("9", **({"order_id": f"S{len(counts)}"} | named)).document
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = self.backend._candidate_orders(document)
            counts.append(self.cr.sql_log_count - before)
            self.assertIn(order, found)
            self.assertFalse(found & others)
            loaded = self.env.cache.get_records(self.env["erp.link"], self.env["erp.link"]._fields["kind"])
            self.assertLessEqual(len(loaded), 5)
        self.assertEqual(counts[0], counts[1])
