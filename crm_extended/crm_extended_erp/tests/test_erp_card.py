from datetime import date, timedelta

from odoo.tests import tagged

from odoo.addons.crm_extended.tests.customer_page import CustomerPageCase
from odoo.addons.erp_connector.tests.paper_erp import PaperErpCase

TODAY = date.today()


@tagged("post_install", "-at_install")
class TestErpCard(CustomerPageCase, PaperErpCase):
    def owe(self, number, amount, due=TODAY, is_open=True, company=None):
        company = company or self.env.company
        return self.env["erp.open.item"].create(
            {
                "name": number,
                "backend_id": self.backend.id,
                "company_id": company.id,
                "partner_id": self.acme.id,
                "external_id": number,
                "type": "invoice",
                "date": due - timedelta(days=30),
                "due": due,
                "currency_id": company.currency_id.id,
                "total": 1000,
                "open_amount": amount,
                "open_company": amount,
                "is_open": is_open,
            }
        )

    def limit(self, amount, **more):
        return self.env["erp.credit"].create(
            {
                "backend_id": self.backend.id,
                "company_id": self.env.company.id,
                "partner_id": self.acme.id,
                "currency_id": self.env.company.currency_id.id,
                "has_limit": bool(amount),
                "limit": amount,
                **more,
            }
        )

    def card(self, partner=None, **context):
        self.env.invalidate_all()
        reader = (partner or self.acme).with_user(self.salesperson).with_context(**context)
        return next((block for block in reader.customer_blocks if block["key"] == "erp"), None)

    def rows(self, *arguments, **context):
        return [
            (
                row["label"],
                row["note"],
                row.get("badge"),
                "".join(sign for sign in row["value"] if sign in "0123456789.-"),
            )
            for row in self.card(*arguments, **context)["rows"]
        ]

    def test_a_customer_whom_no_erp_reports_has_no_card(self):
        self.assertIsNone(self.card())

    def test_balance_and_items_stand_in_the_order_in_which_they_are_due(self):
        self.owe("I-3", 30, TODAY + timedelta(days=9))
        self.owe("I-1", 10.5, TODAY - timedelta(days=40))
        self.owe("I-0", 500, TODAY - timedelta(days=90), is_open=False)
        balance, first, second = self.rows()
        self.assertEqual((balance[0], balance[2], balance[3]), ("Balance", "danger", "40.50"))
        self.assertIn("10.50", balance[1])
        self.assertEqual((first[0], first[2], first[3]), ("I-1", "danger", "10.50"))
        self.assertEqual((second[0], second[2], second[3]), ("I-3", "", "30.00"))
        self.assertEqual(self.rows(self.li), self.rows())

    def test_who_has_paid_everything_owes_zero(self):
        self.owe("I-1", 0, is_open=False)
        self.assertEqual(self.rows(), [("Balance", "", "", "0.00")])

    def test_a_credit_in_favour_is_not_overdue(self):
        self.owe("C-1", -20, TODAY - timedelta(days=3))
        self.assertEqual(self.rows()[0], ("Balance", "", "", "-20.00"))

    def test_the_limit_says_when_it_is_exceeded_or_the_customer_blocked(self):
        limit = self.limit(100)
        self.assertEqual(self.rows(), [("Credit Limit", "", "", "100.00")])
        self.owe("I-1", 100.01)
        self.assertEqual(self.rows()[1], ("Credit Limit", "Exceeded", "danger", "100.00"))
        limit.write({"blocked": True, "has_limit": False})
        self.assertEqual(self.rows()[1], ("Credit Limit", "Blocked in the ERP", "danger", ""))

    def test_another_company_s_books_are_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.salesperson.company_ids += other
        self.owe("I-1", 70, company=other)
        self.assertIsNone(self.card())
        self.assertEqual(self.rows(allowed_company_ids=other.ids)[0][3], "70.00")

    def test_the_title_opens_what_is_open(self):
        self.owe("I-1", 10)
        self.owe("I-0", 0, is_open=False)
        action = self.card()["action"]
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).mapped("name"), ["I-1"])

    def test_the_page_with_the_card_costs_less_than_thirty_queries_however_many_items(self):
        self.fill_every_block()
        self.owe("I-0", 10)
        self.limit(100)
        self.open_page()
        few = self.open_page()
        for number in range(1, 40):
            self.owe(f"I-{number}", 10)
        many = self.open_page()
        self.assertEqual(len(self.rows()), 7)
        self.assertLess(many, 30)
        self.assertLessEqual(many, few)
