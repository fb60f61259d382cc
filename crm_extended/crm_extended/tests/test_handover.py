from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import CrmExtendedCommon


@tagged("post_install", "-at_install")
class TestHandover(CrmExtendedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sales = "sales_team.group_sale_salesman_all_leads"
        cls.manager = new_test_user(cls.env, "boss", groups="sales_team.group_sale_manager")
        cls.heir = new_test_user(cls.env, "heir", groups=sales)
        cls.other = new_test_user(cls.env, "other", groups=sales)
        cls.acme.user_id = cls.salesperson
        cls.li.user_id = cls.salesperson
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Rolls", "partner_id": cls.li.id, "type": "opportunity", "user_id": cls.salesperson.id}
        )
        cls.lead.date_open = "2026-01-05 08:00:00"
        cls.quotation = cls.env["sale.order"].create({"partner_id": cls.li.id, "user_id": cls.salesperson.id})
        cls.sold = cls.env["sale.order"].create({"partner_id": cls.li.id, "user_id": cls.salesperson.id})
        cls.sold.state = "sale"
        start = fields.Datetime.now() + timedelta(days=3)
        cls.meeting = cls.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": start,
                "stop": start + timedelta(hours=1),
                "user_id": cls.salesperson.id,
                "partner_ids": [(6, 0, (cls.salesperson.partner_id | cls.li).ids)],
                "privacy": "private",
            }
        )
        cls.activity = cls.lead.activity_schedule("mail.mail_activity_data_todo", user_id=cls.salesperson.id)

    def make(self, **values):
        base = {"from_user_id": self.salesperson.id, "to_user_id": self.heir.id}
        return self.env["crm.handover"].with_user(self.manager).create({**base, **values})

    def owners(self):
        self.env.invalidate_all()
        return [
            record.user_id.login
            for record in (self.acme, self.li, self.lead, self.quotation, self.meeting, self.activity, self.sold)
        ]

    def test_the_preview_counts_and_moves_nothing(self):
        handover = self.make()
        counts = {part.key: part.record_count for part in handover.part_ids}
        self.assertEqual(counts, {"customers": 2, "leads": 1, "quotations": 1, "meetings": 1, "activities": 1})
        self.assertEqual(set(self.owners()), {"sally"})

    def test_everything_open_goes_and_what_was_sold_stays(self):
        self.make().action_hand_over()
        self.assertEqual(self.owners(), ["heir"] * 6 + ["sally"])

    def test_the_successor_sits_at_the_table(self):
        self.make().action_hand_over()
        self.assertEqual(self.meeting.partner_ids, self.heir.partner_id | self.li)

    def test_a_handover_is_no_new_lead(self):
        self.make().action_hand_over()
        self.lead.invalidate_recordset()
        self.assertEqual(fields.Datetime.to_string(self.lead.date_open), "2026-01-05 08:00:00")

    def test_a_part_may_go_to_somebody_else_or_stay(self):
        handover = self.make()
        parts = {part.key: part for part in handover.part_ids}
        parts["leads"].to_user_id = self.other
        parts["quotations"].included = False
        handover.action_hand_over()
        self.assertEqual(self.owners(), ["heir", "heir", "other", "sally", "heir", "heir", "sally"])

    def test_each_record_is_in_the_log_once(self):
        handover = self.make()
        handover.action_hand_over()
        self.assertEqual(len(handover.line_ids), 6)
        self.assertIn("Rolls", handover.line_ids.mapped("res_name"))

    def test_undo_gives_back_what_has_not_moved_on(self):
        handover = self.make()
        team = self.lead.team_id
        handover.action_hand_over()
        self.acme.user_id = self.other
        handover.action_undo()
        self.assertEqual(self.owners(), ["other"] + ["sally"] * 6)
        self.assertEqual(self.lead.team_id, team)
        self.assertEqual(fields.Datetime.to_string(self.lead.date_open), "2026-01-05 08:00:00")
        self.assertEqual(self.meeting.partner_ids, self.salesperson.partner_id | self.li)
        self.assertEqual(len(handover.line_ids.filtered("returned")), 5)

    def test_the_second_click_says_that_it_is_done(self):
        handover = self.make()
        handover.action_hand_over()
        with self.assertRaises(UserError):
            handover.action_hand_over()
        handover.action_undo()
        with self.assertRaises(UserError):
            handover.action_undo()

    def test_what_is_done_can_not_be_rewritten_or_deleted(self):
        handover = self.make()
        handover.action_hand_over()
        with self.assertRaises(UserError):
            handover.to_user_id = self.other
        with self.assertRaises(UserError):
            handover.unlink()

    def test_a_successor_of_another_company_is_refused(self):
        handover = self.make(to_user_id=self.foreign_salesperson.id)
        with self.assertRaises(UserError):
            handover.action_hand_over()

    def test_another_company_s_customers_stay(self):
        theirs = self.env["res.partner"].create({"name": "Theirs", "company_id": self.foreign_company.id})
        self.salesperson.company_ids |= self.foreign_company
        theirs.user_id = self.salesperson
        self.make().action_hand_over()
        self.assertEqual(theirs.user_id, self.salesperson)

    def test_archiving_a_user_with_customers_leads_to_the_handover(self):
        administrator = new_test_user(self.env, "root2", groups="sales_team.group_sale_manager,base.group_system")
        action = self.salesperson.with_user(administrator).action_archive()
        self.assertEqual(action["res_model"], "crm.handover")
        self.assertEqual(action["context"]["default_from_user_id"], self.salesperson.id)
        idle = new_test_user(self.env, "idle", groups="base.group_user")
        self.assertNotIsInstance(idle.with_user(administrator).action_archive(), dict)

    def test_a_salesperson_can_not_take_a_colleague_s_customers(self):
        with self.assertRaises(AccessError):
            self.env["crm.handover"].with_user(self.heir).create(
                {"from_user_id": self.salesperson.id, "to_user_id": self.heir.id}
            )
        with self.assertRaises(AccessError):
            self.make().with_user(self.heir).action_hand_over()
