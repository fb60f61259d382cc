from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import FunnelCommon

DAY = datetime(2026, 3, 2, 9)


@tagged("post_install", "-at_install")
class TestOwnership(FunnelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "sales_team.group_sale_salesman_all_leads"
        cls.rival = new_test_user(cls.env, "rival", groups=group)
        cls.manager = new_test_user(cls.env, "manager", groups="sales_team.group_sale_manager")
        cls.env.company.lead_protection_days = 30

    def owned(self, when=DAY):
        with freeze_time(when):
            return self.lead(user_id=self.salesperson.id, partner_id=self.li.id, company_id=self.env.company.id)

    def test_who_owned_the_lead_when_is_known(self):
        lead = self.owned()
        with freeze_time(DAY + timedelta(days=3)):
            lead.with_user(self.manager).user_id = self.rival
            self.books()
        rows = lead.ownership_ids
        self.assertEqual(rows.mapped("user_id"), self.rival | self.salesperson)
        self.assertEqual(rows[1].date_to, DAY + timedelta(days=3))
        self.assertEqual((rows[0].reason, rows[1].reason), ("hand", "created"))
        self.assertEqual(rows[0].changed_by_id, self.manager)
        self.assertFalse(rows[0].date_to)
        lead.user_id = False
        self.books()
        self.assertFalse(lead.ownership_ids.filtered(lambda row: not row.date_to))

    def test_another_salesperson_can_not_take_a_protected_lead(self):
        lead = self.owned()
        with freeze_time(DAY + timedelta(days=29)):
            for user_id in (self.rival.id, False):
                with self.assertRaises(UserError):
                    lead.with_user(self.rival).write({"user_id": user_id})
            self.assertEqual(lead.user_id, self.salesperson)
        with freeze_time(DAY + timedelta(days=31)):
            lead.invalidate_recordset()
            lead.with_user(self.rival).user_id = self.rival
        self.assertEqual(lead.user_id, self.rival)

    def test_working_on_it_keeps_it_protected(self):
        lead = self.owned()
        self.record("call", direction="out", user_id=self.salesperson.id, occurred_at=DAY + timedelta(days=25))
        self.books()
        with freeze_time(DAY + timedelta(days=50)):
            lead.invalidate_recordset()
            self.assertEqual(lead.protected_until, DAY + timedelta(days=55))
            with self.assertRaises(UserError):
                lead.with_user(self.rival).user_id = self.rival

    def test_the_owner_and_who_has_the_right_may_give_it_away(self):
        with freeze_time(DAY):
            lead = self.owned()
            lead.with_user(self.salesperson).user_id = self.rival
            self.books()
            lead.with_user(self.manager).user_id = self.salesperson
            self.books()
            self.rival.group_ids += self.env.ref("crm_funnel.group_take_protected")
            lead.with_user(self.rival).user_id = self.rival
        self.assertEqual(lead.user_id, self.rival)

    def test_saving_the_same_owner_again_is_no_theft(self):
        with freeze_time(DAY):
            lead = self.owned()
            lead.with_user(self.rival).write({"user_id": self.salesperson.id, "name": "Three machines"})
        self.assertEqual(lead.name, "Three machines")

    def test_without_a_protection_period_anybody_may(self):
        self.env.company.lead_protection_days = 0
        lead = self.owned(datetime.now())
        lead.with_user(self.rival).user_id = self.rival
        self.assertFalse(lead.protected_until)

    def test_what_was_owned_before_a_merge_stays_known(self):
        self.env["crm.response.policy"].create({"name": "Soon", "hours": 4})
        lead = self.owned()
        other = self.lead(user_id=self.rival.id, partner_id=self.li.id)
        clock = other.response_clock_ids
        lead.response_clock_ids.unlink()
        merged = (lead | other).with_user(self.salesperson).merge_opportunity(auto_unlink=False)
        self.assertEqual(merged.response_clock_ids, clock)
        self.books()
        self.assertEqual(merged.ownership_ids.user_id, self.salesperson | self.rival)
        self.assertEqual(len(merged.ownership_ids.filtered(lambda row: not row.date_to)), 1)

    def test_the_log_of_owners_is_nobodys_to_write(self):
        lead = self.owned()
        with self.assertRaises(AccessError):
            lead.ownership_ids.with_user(self.manager).write({"note": "mine"})
        with self.assertRaises(AccessError):
            lead.ownership_ids.with_user(self.foreign_salesperson).read(["user_id"])
