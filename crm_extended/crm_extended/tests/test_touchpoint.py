from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CrmExtendedCommon


@tagged("post_install", "-at_install")
class TestTouchpoint(CrmExtendedCommon):
    def test_the_same_key_is_recorded_once(self):
        first = self.record("a")
        self.assertEqual(len(first), 1)
        self.assertFalse(self.record("a"))
        self.assertEqual(self.touchpoints(), first)

    def test_the_database_itself_refuses_a_second_row_with_the_key(self):
        self.record("a")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.Touchpoint.create({"partner_id": self.li.id, "source_key": "a"})

    def test_a_contact_s_touchpoint_is_the_company_s(self):
        touchpoint = self.record("a")
        self.assertEqual(touchpoint.partner_id, self.li)
        self.assertEqual(touchpoint.customer_id, self.acme)

    def test_a_touchpoint_can_not_be_changed_or_deleted(self):
        touchpoint = self.record("a")
        with self.assertRaises(UserError):
            touchpoint.write({"subject": "Prettier"})
        with self.assertRaises(UserError):
            touchpoint.unlink()

    def test_it_goes_with_its_customer(self):
        loner = self.env["res.partner"].create({"name": "Loner"})
        touchpoint = self.record("a", loner)
        loner.unlink()
        self.assertFalse(touchpoint.exists())

    def test_a_thousand_rows_cost_the_queries_of_one(self):
        def rows(count, mark):
            return [
                {"partner_id": self.li.id, "channel": "web", "kind": "view", "source_key": f"{mark}{n}"}
                for n in range(count)
            ]

        self.Touchpoint._record(rows(1, "warm"))
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.Touchpoint._record(rows(1, "a"))
        # The customer behind the contact and the insert; addons that listen have a query each.
        one = self.cr.sql_log_count - before
        self.assertLessEqual(one, 6)
        self.env.invalidate_all()
        with self.assertQueryCount(one + 3):  # what listeners write, once for all rows
            self.assertEqual(len(self.Touchpoint._record(rows(1000, "b"))), 1000)

    def test_page_one_of_the_timeline_uses_the_index(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        self.env.cr.execute(
            "EXPLAIN SELECT id FROM crm_touchpoint WHERE customer_id = %s ORDER BY occurred_at DESC, id DESC LIMIT 30",
            [self.acme.id],
        )
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("crm_touchpoint_customer_newest", plan)
        self.assertNotIn("Sort", plan)

    def test_a_row_noted_by_hand_can_not_pass_for_one_of_the_system(self):
        touchpoint = self.Touchpoint.with_user(self.salesperson).create(
            {
                "partner_id": self.li.id,
                "channel": "fax",
                "kind": "message",
                "subject": "Price list",
                "source_key": "sale.order:1",
                "res_model": "res.users",
                "res_id": 2,
            }
        )
        self.assertTrue(touchpoint.source_key.startswith("hand:"))
        self.assertFalse(touchpoint.res_id)
        self.assertEqual(touchpoint.user_id, self.salesperson)
        self.assertEqual(touchpoint.customer_id, self.acme)

    def test_a_row_without_customer_is_refused(self):
        with self.assertRaises(UserError):
            self.Touchpoint.with_user(self.salesperson).create({"subject": "Whose?"})

    def test_another_company_sees_nothing(self):
        touchpoint = self.record("a")
        self.assertFalse(
            self.Touchpoint.with_user(self.foreign_salesperson).search([("customer_id", "=", self.acme.id)])
        )
        with self.assertRaises(AccessError):
            touchpoint.with_user(self.foreign_salesperson).read(["subject"])

    def test_a_user_outside_sales_sees_nothing(self):
        self.record("a")
        clerk = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create({"name": "Clerk", "login": "clerk", "group_ids": [(6, 0, self.env.ref("base.group_user").ids)]})
        )
        with self.assertRaises(AccessError):
            self.Touchpoint.with_user(clerk).search([])

    def test_source_opens_only_for_who_may_read_it(self):
        lead = self.env["crm.lead"].create({"name": "Rolls", "partner_id": self.li.id, "user_id": self.env.uid})
        touchpoint = self.record("a", res_model="crm.lead", res_id=lead.id)
        own_only = (
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
        self.assertEqual(touchpoint.with_user(self.salesperson).action_open_source()["res_id"], lead.id)
        with self.assertRaises(AccessError):
            touchpoint.with_user(own_only).action_open_source()
        lead.unlink()
        with self.assertRaises(UserError):
            touchpoint.action_open_source()

    def test_a_single_customer_who_joins_a_company_brings_the_history(self):
        wang = self.env["res.partner"].create({"name": "王芳"})
        touchpoint = self.record("a", wang)
        wang.parent_id = self.acme
        touchpoint.invalidate_recordset()
        self.assertEqual(touchpoint.customer_id, self.acme)

    def test_a_contact_who_changes_employer_leaves_the_history_there(self):
        touchpoint = self.record("a")
        self.li.parent_id = self.env["res.partner"].create({"name": "Rival", "is_company": True})
        touchpoint.invalidate_recordset()
        self.assertEqual(touchpoint.customer_id, self.acme)

    def test_merged_customers_have_one_history(self):
        twin = self.env["res.partner"].create({"name": "ACME", "is_company": True, "email": self.acme.email})
        self.record("a", twin, res_model="res.partner", res_id=twin.id)
        self.record("b", self.acme)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.acme | twin).ids, self.acme)
        self.env.invalidate_all()
        self.assertEqual(len(self.touchpoints()), 2)
        self.assertEqual(self.Touchpoint.search([("source_key", "=", "a")]).res_id, self.acme.id)

    def test_a_lead_s_touchpoints_become_those_of_its_customer(self):
        lead = self.env["crm.lead"].create({"name": "Unknown caller", "email_from": "x@y.test"})
        touchpoint = self.Touchpoint._record(
            [{"lead_id": lead.id, "channel": "web", "kind": "form", "source_key": "a"}]
        )
        self.assertFalse(touchpoint.customer_id)
        lead.partner_id = self.li
        touchpoint.invalidate_recordset()
        self.assertEqual((touchpoint.partner_id, touchpoint.customer_id), (self.li, self.acme))

    def test_merged_leads_keep_their_touchpoints(self):
        leads = self.env["crm.lead"].create([{"name": f"Lead {n}", "type": "opportunity"} for n in range(2)])
        rows = [{"lead_id": lead.id, "channel": "web", "kind": "form", "source_key": f"a{lead.id}"} for lead in leads]
        touchpoints = self.Touchpoint._record(rows)
        merged = leads.merge_opportunity()
        touchpoints.invalidate_recordset()
        self.assertEqual(touchpoints.lead_id, merged)
        self.assertTrue(all(touchpoint.lead_id for touchpoint in touchpoints))

    def test_since_finds_old_and_new(self):
        self.record("old", occurred_at=datetime(2020, 1, 1))
        self.record("new")
        recent = self.touchpoints().filtered_domain([("occurred_at", ">=", fields.Datetime.now() - timedelta(days=1))])
        self.assertEqual(recent.mapped("source_key"), ["new"])
