from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CrmExtendedCommon
from .customer_page import LONG_AGO, CustomerPageCase


@tagged("post_install", "-at_install")
class TestCustomerFile(CustomerPageCase):
    def pages(self, partner, **options):
        """All rows of the timeline, read page by page as the browser does."""
        rows, before = [], None
        while True:
            page = partner.with_user(self.salesperson).get_timeline_page(before=before, **options)
            rows += page["rows"]
            before = page["next"]
            if not before:
                return rows

    def test_scrolling_shows_each_touchpoint_once_newest_first(self):
        self.history(95)
        rows = self.pages(self.acme)
        self.assertEqual(len({row["id"] for row in rows}), 95)
        self.assertEqual(len(rows), 95)
        self.assertEqual([row["when"] for row in rows], sorted((row["when"] for row in rows), reverse=True))

    def test_rows_that_arrive_while_scrolling_neither_shift_nor_repeat(self):
        self.history(60)
        first = self.acme.get_timeline_page()
        self.history(10, channel="email")
        self.record("now")
        second = self.acme.get_timeline_page(before=first["next"])
        self.assertFalse({r["id"] for r in first["rows"]} & {r["id"] for r in second["rows"]})

    def test_a_filter_shows_only_its_channels(self):
        self.history(5)
        self.history(4, channel="email")
        self.assertEqual({row["channel"] for row in self.pages(self.acme, channels=["email"])}, {"email"})

    def test_a_contact_s_page_shows_his_own_history(self):
        wang = self.env["res.partner"].create({"name": "王芳", "parent_id": self.acme.id})
        self.history(3)
        self.record("w", wang)
        self.assertEqual([row["contact"] for row in self.pages(wang)], ["王芳"])
        self.assertEqual(len(self.pages(self.acme)), 4)

    def test_the_page_costs_less_than_thirty_queries_however_long_the_history(self):
        self.fill_every_block()
        self.history(40)
        self.open_page()
        short = self.open_page()
        self.history(4000, channel="email")
        self.env["res.partner"].create([{"name": f"C{n}", "parent_id": self.acme.id} for n in range(50)])
        long = self.open_page()
        blocks = {block["key"] for block in self.acme.with_user(self.salesperson).customer_blocks}
        self.assertLessEqual({"steps", "contacts", "plan", "leads", "contracts", "orders", "hospitality"}, blocks)
        self.assertLess(long, 30)
        self.assertLessEqual(long, short)

    def test_the_blocks_hold_what_is_open(self):
        lead = self.env["crm.lead"].create({"name": "Rolls", "partner_id": self.li.id, "type": "opportunity"})
        lost = self.env["crm.lead"].create({"name": "Lost", "partner_id": self.li.id, "type": "opportunity"})
        lost.action_set_lost()
        lead.activity_schedule("mail.mail_activity_data_todo", summary="Send samples", user_id=self.salesperson.id)
        file = self.acme.with_user(self.salesperson).customer_blocks
        labels = {block["key"]: [row["label"] for row in block["rows"]] for block in file}
        self.assertEqual(labels["leads"], ["Rolls"])
        self.assertEqual(labels["steps"], ["Send samples"])
        self.assertEqual(labels["contacts"], ["李伟"])
        self.assertIn("Send samples", self.acme.with_user(self.salesperson).next_step)

    def test_steps_of_others_are_shown_on_documents_one_may_post_on(self):
        reader = new_test_user(self.env, "reader", groups="sales_team.group_sale_salesman")
        own = self.env["crm.lead"].create(
            {"name": "Own", "partner_id": self.li.id, "type": "opportunity", "user_id": reader.id}
        )
        foreign = self.env["crm.lead"].create(
            {"name": "Foreign", "partner_id": self.li.id, "type": "opportunity", "user_id": self.salesperson.id}
        )
        for lead, summary in ((own, "On mine"), (foreign, "On his")):
            lead.activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=self.salesperson.id)
        self.acme.activity_schedule("mail.mail_activity_data_todo", summary="On the firm", user_id=self.salesperson.id)
        self.acme.activity_schedule("mail.mail_activity_data_todo", summary="My own", user_id=reader.id)

        def steps(user):
            blocks = {block["key"]: block["rows"] for block in self.acme.with_user(user).customer_blocks}
            return {row["label"] for row in blocks["steps"]}

        self.assertEqual(steps(reader), {"On mine", "On the firm", "My own"})
        readable = self.env["mail.activity"].with_user(reader).search([("summary", "!=", False)])
        self.assertEqual(set(readable.mapped("summary")), steps(reader))
        self.assertEqual(steps(self.salesperson), {"On mine", "On his", "On the firm", "My own"})

    def test_without_a_step_the_head_says_so(self):
        self.assertFalse(self.acme.with_user(self.salesperson).next_step)

    def test_the_head_says_what_was_sold_in_our_currency(self):
        product = self.env["product.product"].create({"name": "Roll", "taxes_id": False})
        euro = self.env.ref("base.EUR") if self.env.company.currency_id.name != "EUR" else self.env.ref("base.USD")
        euro.active = True
        self.env["res.currency.rate"].create({"currency_id": euro.id, "rate": 0.5, "name": "2026-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "Foreign", "currency_id": euro.id})
        line = {"product_id": product.id, "price_unit": 100}
        for values in ({}, {"pricelist_id": pricelist.id}):
            order = self.env["sale.order"].create({"partner_id": self.li.id, "order_line": [(0, 0, line)], **values})
            order.action_confirm()
        self.assertEqual(self.acme.order_count, 2)
        self.assertEqual(self.acme.sold_amount, 300)

    def test_another_company_gets_no_history(self):
        self.history(3)
        partner = self.acme.with_user(self.foreign_salesperson)
        self.assertFalse(partner.get_timeline_page()["rows"])
        self.assertFalse(partner.last_touchpoint_at)
        self.assertTrue(self.acme.with_user(self.salesperson).last_touchpoint_at)

    def test_a_user_outside_sales_gets_no_page(self):
        clerk = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create({"name": "Clerk", "login": "clerk", "group_ids": [(6, 0, self.env.ref("base.group_user").ids)]})
        )
        with self.assertRaises(AccessError):
            self.acme.with_user(clerk).get_timeline_page()

    def test_a_salesperson_sees_only_the_leads_he_may_see(self):
        self.env["crm.lead"].create({"name": "Not yours", "partner_id": self.li.id, "user_id": self.salesperson.id})
        own = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": "Own",
                    "login": "own",
                    "group_ids": [(6, 0, self.env.ref("sales_team.group_sale_salesman").ids)],
                }
            )
        )
        blocks = {block["key"] for block in self.acme.with_user(own).customer_blocks}
        self.assertNotIn("leads", blocks)

    def test_the_last_touch_of_eighty_customers_is_one_query(self):
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(80)])
        self.history(5)
        partners |= self.acme
        self.li.mapped("last_touchpoint_at")
        partners.mapped("commercial_partner_id")
        with self.assertQueryCount(1):
            partners.mapped("last_touchpoint_at")
        self.assertEqual(self.acme.last_touchpoint_at, LONG_AGO + timedelta(minutes=1))


@tagged("post_install", "-at_install")
class TestCustomerFilePage(CrmExtendedCommon, HttpCase):
    def test_a_salesperson_scrolls_filters_and_opens(self):
        deal = self.env["crm.lead"].create(
            {"name": "The deal", "partner_id": self.li.id, "type": "opportunity", "user_id": self.salesperson.id}
        )
        rows = [
            {
                "partner_id": self.li.id,
                "company_id": self.env.company.id,
                "channel": "phone",
                "kind": "call",
                "subject": f"Call {n}",
                "occurred_at": LONG_AGO + timedelta(days=n),
                "source_key": f"tour{n}",
            }
            for n in range(40)
        ]
        rows.append(
            rows[0]
            | {
                "channel": "office",
                "subject": "The deal",
                "res_model": "crm.lead",
                "res_id": deal.id,
                "source_key": "d",
            }
        )
        self.Touchpoint._record(rows)
        self.salesperson.group_ids |= self.env.ref("base.group_partner_manager")
        action = self.env.ref("crm_extended.action_customer_file")
        self.start_tour(f"/odoo/action-{action.id}/{self.acme.id}", "crm_extended_customer_file", login="sally")
