from datetime import date
from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .paper_erp import PaperErp
from .test_books_in import BooksInCase, item

NOVEMBER = {"kind": "receivable", "date_from": "2026-11-01", "date_to": "2026-11-30"}


@tagged("post_install", "-at_install")
class TestMonthEnd(BooksInCase):
    def invoice(self, total, day):
        order = self._order(total)
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.write({"invoice_date": day, "date": day})
        invoice.action_post()
        return invoice

    def pay(self, invoice, day):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids, erp_no_message=True
        )
        wizard.create({"payment_date": day})._create_payments()

    def compared(self, **values):
        run = self.env["erp.reconciliation"].create({"backend_id": self.backend.id} | NOVEMBER | values).sudo()
        run._settle(self.backend._ledger_there(run.kind, *run._span()))
        return run

    def test_both_sides_agree_on_what_was_open_on_the_last_day_whatever_happened_since(self):
        invoice = self.invoice(500, "2026-11-10")
        with freeze_time("2026-11-20"):
            self._read("open_item", [item("1", 500, date="2026-11-10")])
        with freeze_time("2026-12-03"):
            self.pay(invoice, "2026-12-03")
            self._read("open_item", [item("1", 0, date="2026-11-10")])
            november = self.compared()
            december = self.compared(date_from="2026-12-01", date_to="2026-12-31")
        self.assertEqual((november.state, november.total_here, november.total_there), ("agrees", 500, 500))
        self.assertEqual((december.state, december.total_here, december.total_there), ("agrees", 0, 0))

    def test_what_was_paid_in_part_and_what_vanished_counts_as_it_was(self):
        with freeze_time("2026-11-20"):
            self._read("open_item", [item("1", 500, date="2026-11-10"), item("2", 70, date="2026-11-11")])
        with freeze_time("2026-11-28"):
            self._read("open_item", [item("1", 300, date="2026-11-10"), item("2", 70, date="2026-11-11")])
        with freeze_time("2026-12-02"):
            self._read("open_item", [item("3", 10, date="2026-12-01")])
            day = {day: self.backend._owed_there(day) for day in (date(2026, 11, 25), date(2026, 11, 30))}
            now = self.backend._owed_there(date(2026, 12, 31))
        self.assertEqual([*day.values(), now], [{self.customer.id: Decimal(amount)} for amount in ("570", "370", "10")])

    def test_a_difference_names_the_customer_and_offers_no_repair(self):
        self.invoice(200, "2026-11-10")
        self._read("open_item", [item("1", 150, date="2026-11-10")])
        run = self.compared()
        line = run.line_ids
        self.assertEqual((run.state, run.difference, line.klass), ("differs", 50, "drift"))
        self.assertEqual((line.name, line.difference, line.can_repair), (self.customer.display_name, 50, False))
        self.assertTrue(line.advice)
        self.assertEqual(run._model_of_kind(), "res.partner")

    def test_it_is_compared_every_night_once_the_open_items_have_been_read(self):
        runs = self.env["erp.reconciliation"]
        with self.assertRaises(ValidationError):
            runs.create({"backend_id": self.backend.id} | NOVEMBER)
        self.assertEqual(self.backend._ledgers(), PaperErp.ledgers)
        self._read("open_item", [item("1", 150)])
        runs._cron_reconcile()
        self.assertTrue(runs.search([("backend_id", "=", self.backend.id), ("kind", "=", "receivable")]))

    def test_the_month_stands_on_the_statement_with_revenue_tax_and_payments(self):
        self._read("open_item", [item("1", 150, date="2026-11-10")])
        self.invoice(200, "2026-11-10")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "erp_connector.erp_reconciliation_statement", self.compared().ids
        )[0]
        self.assertIn("Receivables", html.decode())

    def test_a_hundred_customers_cost_the_queries_of_one(self):
        self._read("open_item", [item("1", 150)])
        self._count()
        one = self._count()
        partners = self.env["res.partner"].create([{"name": f"C{number}"} for number in range(100)])
        for partner in partners:
            self.backend._link_read("customer", partner, f"X{partner.id}", f"X{partner.id}")
        self._count()
        self.assertEqual(self._count(), one)

    def _count(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.backend._ledger_there("receivable", date(2026, 11, 1), date(2026, 11, 30))
        self.backend._ledger_here("receivable", date(2026, 11, 1), date(2026, 11, 30))
        return self.env.cr.sql_log_count - before
