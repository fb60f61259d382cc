from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import CrmExtendedCommon


@tagged("post_install", "-at_install")
class TestHospitality(CrmExtendedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.hospitality.policy"].search([]).unlink()
        cls.manager = new_test_user(cls.env, "compliance", groups="sales_team.group_sale_manager")
        cls.other = cls.env["res.partner"].create({"name": "Other Ltd", "is_company": True})
        cls.env["crm.hospitality.policy"].create({"limit_per_guest": 100, "limit_per_year": 250, "note": "No money."})

    def dinner(self, *guests, **values):
        guests = guests or (self.li,)
        return (
            self.env["crm.hospitality"]
            .with_user(values.pop("by", self.salesperson))
            .create(
                {
                    "name": "Dinner",
                    "amount": 90,
                    "date": datetime(2026, 3, 1, 18),
                    "host_ids": [Command.set(self.salesperson.ids)],
                    "guest_ids": [Command.create({"partner_id": guest.id}) for guest in guests],
                    **values,
                }
            )
        )

    def test_the_cost_is_split_to_the_cent_and_is_the_customer_s(self):
        wang = self.env["res.partner"].create({"name": "王芳", "parent_id": self.acme.id})
        dinner = self.dinner(self.li, wang, self.other, amount=100)
        self.assertEqual(dinner.guest_ids.mapped("cost"), [33.34, 33.33, 33.33])
        dinner.guest_ids[0].share = 2
        self.assertEqual(dinner.guest_ids.mapped("cost"), [50, 25, 25])
        dinner.guest_ids[2].came = False
        self.assertAlmostEqual(sum(dinner.guest_ids.mapped("cost")), 100)
        self.assertEqual(dinner.guest_ids[2].cost, 0)
        self.assertEqual(self.acme.hospitality_cost, 0)
        dinner.action_submit()
        dinner.action_done()
        self.env.invalidate_all()
        self.assertEqual((self.acme.hospitality_cost, self.other.hospitality_cost), (100, 0))
        blocks = {b["key"]: b for b in self.acme.with_user(self.salesperson).customer_blocks}
        self.assertIn("100.00", blocks["hospitality"]["count"])

    def test_each_customer_gets_one_touchpoint_with_its_part(self):
        dinner = self.dinner(self.li, self.other, amount=100)
        dinner.action_submit()
        dinner.action_done()
        touchpoint = self.touchpoints(kind="gift")
        self.assertEqual((touchpoint.amount, touchpoint.res_id, touchpoint.subject), (50, dinner.id, "Dinner"))
        self.assertEqual(len(self.touchpoints(self.other)), 1)
        self.env["crm.touchpoint"]._record(dinner.sudo()._prepare_touchpoints())
        self.assertEqual(len(self.touchpoints()), 1)

    def test_a_visit_to_us_keeps_the_promise_of_the_key_account(self):
        tour = self.dinner(kind="visit", name="Factory tour")
        tour.action_submit()
        tour.action_done()
        self.assertEqual(len(self.touchpoints(kind="visit")), 1)

    def test_within_the_limits_nobody_is_asked(self):
        dinner = self.dinner()
        dinner.action_submit()
        self.assertEqual(dinner.state, "approved")
        self.assertEqual(dinner.policy_note, "No money.")

    def test_beyond_a_limit_a_note_and_a_second_person_are_needed(self):
        dinner = self.dinner(amount=120)
        self.assertIn("limit", dinner.objection_text)
        with self.assertRaises(UserError):
            dinner.action_submit()
        dinner.compliance_note = "Signing of the frame contract."
        dinner.action_submit()
        self.assertEqual((dinner.state, dinner.objections), ("waiting", "guest"))
        with self.assertRaises(AccessError):
            dinner.action_approve()
        with self.assertRaises(UserError):
            dinner.action_done()
        dinner.with_user(self.manager).action_approve()
        self.assertEqual((dinner.state, dinner.approved_by_id), ("approved", self.manager))
        dinner.action_done()

    def test_whoever_invites_does_not_approve(self):
        mine = self.dinner(
            by=self.manager, amount=120, compliance_note="x", host_ids=[Command.set(self.salesperson.ids)]
        )
        mine.action_submit()
        with self.assertRaises(UserError):
            mine.with_user(self.manager).action_approve()

    def test_the_year_counts_what_colleagues_gave_too(self):
        for _ in range(2):
            self.dinner(by=self.manager, user_id=self.manager.id).action_submit()
        third = self.dinner(compliance_note="x")
        third.action_submit()
        self.assertEqual((third.state, third.objections), ("waiting", "year"))

    def test_a_public_official_is_always_asked_about(self):
        dinner = self.dinner(compliance_note="x", amount=1)
        dinner.guest_ids.official = True
        dinner.action_submit()
        self.assertEqual(dinner.objections, "official")

    def test_dearer_than_approved_is_asked_again(self):
        dinner = self.dinner(compliance_note="x")
        dinner.action_submit()
        dinner.amount = 400
        dinner.action_done()
        self.assertEqual(dinner.state, "waiting")
        self.assertFalse(self.touchpoints(kind="gift"))

    def test_what_took_place_is_not_changed_and_approvals_are_not_written(self):
        dinner = self.dinner()
        for values in ({"state": "approved"}, {"approved_amount": 10**6}):
            with self.assertRaises(AccessError):
                dinner.write(values)
        dinner.action_submit()
        dinner.action_done()
        for change in (
            lambda: dinner.write({"amount": 1}),
            lambda: dinner.guest_ids.write({"share": 3}),
            dinner.unlink,
        ):
            with self.assertRaises(UserError):
                change()
        dinner.result = "They will order in May."

    def test_others_see_neither_the_dinner_nor_the_guests(self):
        dinner = self.dinner()
        own = new_test_user(self.env, "own_dinners", groups="sales_team.group_sale_salesman")
        for user in (own, self.foreign_salesperson):
            for record in (dinner, dinner.guest_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
        self.assertFalse(self.acme.with_user(self.foreign_salesperson).hospitality_cost)

    def test_merged_customers_keep_their_guests(self):
        twin = self.env["res.partner"].create({"name": "李伟", "email": "li.wei@acme.test"})
        dinner = self.dinner(self.li, twin)
        self.env["base.partner.merge.automatic.wizard"]._merge([self.li.id, twin.id], self.li, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual(dinner.guest_ids.partner_id, self.li)
        self.assertEqual((dinner.guest_ids.cost, dinner.guest_count), (90, 1))
