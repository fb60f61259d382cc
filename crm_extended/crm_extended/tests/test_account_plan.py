from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CrmExtendedCommon


@tagged("post_install", "-at_install")
class TestAccountPlan(CrmExtendedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.env["crm.account.level"].create(
            {"name": "Gold", "visit_every": 30, "visit_grace": 7, "user_id": cls.salesperson.id}
        )

    def make_plan(self, partner=None, **values):
        base = {"partner_id": (partner or self.acme).id, "level_id": self.gold.id, "date_start": "2026-03-01"}
        return self.env["crm.account.plan"].create({**base, **values})

    def visit(self, on, key="visit"):
        self.record(key, self.li, kind="visit", channel="visit", occurred_at=on)
        self.env.invalidate_all()

    def test_the_level_sets_manager_and_cadence_and_a_plan_may_differ(self):
        plan = self.make_plan()
        self.assertEqual((plan.user_id, plan.visit_every, plan.visit_grace), (self.salesperson, 30, 7))
        other = self.make_plan(self.env["res.partner"].create({"name": "B"}), visit_every=10)
        self.assertEqual(other.visit_every, 10)
        third = self.make_plan(self.env["res.partner"].create({"name": "C"}), user_id=self.env.user.id)
        self.assertEqual((third.user_id, third.visit_every, third.visit_grace), (self.env.user, 30, 7))

    def test_the_manager_is_told_once_when_the_promise_is_broken(self):
        plan = self.make_plan()
        self.visit(datetime(2026, 3, 10, 9))
        with freeze_time("2026-04-16"):
            plan._cron_notify_neglect()
            self.assertFalse(plan.activity_ids)
        with freeze_time("2026-04-17"):  # 38 days later: one past due + grace
            plan.invalidate_recordset()
            plan._cron_notify_neglect()
            plan._cron_notify_neglect()
        self.assertEqual(plan.activity_ids.user_id, self.salesperson)
        self.assertEqual(len(plan.activity_ids), 1)

    def test_a_visit_clears_the_mark_and_the_next_neglect_is_told_again(self):
        plan = self.make_plan()
        with freeze_time("2026-05-01"):
            plan._cron_notify_neglect()
        self.visit(datetime(2026, 5, 2, 9))
        with freeze_time("2026-05-03"):
            plan._cron_notify_neglect()
            self.assertFalse(plan.neglect_notified_on)
        with freeze_time("2026-07-01"):
            plan.invalidate_recordset()
            plan._cron_notify_neglect()
        self.assertEqual(len(plan.activity_ids), 2)

    def test_a_visit_to_a_contact_keeps_the_company_s_cadence_and_a_call_does_not(self):
        plan = self.make_plan()
        self.record("call", self.li, occurred_at=datetime(2026, 3, 9))
        self.assertFalse(plan.last_visit_date)
        self.visit(datetime(2026, 3, 10, 9))
        self.assertEqual(plan.last_visit_date, date(2026, 3, 10))

    def test_a_hundred_plans_cost_the_query_of_one(self):
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(100)])
        plans = self.env["crm.account.plan"].union(*(self.make_plan(partner) for partner in partners))
        plans.mapped("partner_id.commercial_partner_id")
        with self.assertQueryCount(1):
            plans.mapped("neglected")

    def test_the_customer_s_page_shows_the_plan(self):
        self.make_plan()
        blocks = {b["key"]: b for b in self.acme.with_user(self.salesperson).customer_blocks}
        self.assertIn("Gold", blocks["plan"]["rows"][0]["label"])

    def test_a_merged_customer_keeps_one_plan(self):
        twin = self.env["res.partner"].create({"name": "ACME", "is_company": True, "email": self.acme.email})
        plan = self.make_plan()
        self.make_plan(twin)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.acme | twin).ids, self.acme)
        self.assertEqual(self.env["crm.account.plan"].search([("partner_id", "=", self.acme.id)]), plan)

    def test_salesperson_of_another_company_sees_no_plan(self):
        plan = self.make_plan()
        with self.assertRaises(AccessError):
            plan.with_user(self.foreign_salesperson).read(["visit_every"])
