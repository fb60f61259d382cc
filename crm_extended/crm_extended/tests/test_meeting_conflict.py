from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import CrmExtendedCommon

MONDAY_TEN = datetime(2030, 1, 7, 10)


@tagged("post_install", "-at_install")
class TestMeetingConflict(CrmExtendedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(cls.env, "colleague", groups="sales_team.group_sale_salesman", tz="UTC")
        cls.salesperson.tz = "UTC"
        cls.env.company.resource_calendar_id.tz = "UTC"

    def plan(self, hours=0, length=1, who=None, **values):
        start = MONDAY_TEN + timedelta(hours=hours)
        people = (who or self.salesperson).partner_id | self.li
        return (
            self.env["calendar.event"]
            .with_user(self.salesperson)
            .create(
                {
                    "name": "Talk",
                    "start": start,
                    "stop": start + timedelta(hours=length),
                    "partner_ids": [(6, 0, people.ids)],
                    **values,
                }
            )
        )

    def test_an_overlap_is_refused_with_the_next_free_time(self):
        self.plan(0, 2)
        with self.assertRaises(ValidationError) as refusal:
            self.plan(1)
        text = str(refusal.exception)
        self.assertIn("Talk", text)
        self.assertRegex(text, r"free from .*(1/7/30|01/07/2030|1/7/2030).* 1?[12]")

    def test_one_after_the_other_is_fine(self):
        self.plan(0)
        self.assertTrue(self.plan(1))

    def test_a_meeting_can_not_be_moved_onto_another(self):
        self.plan(0)
        later = self.plan(3)
        with self.assertRaises(ValidationError):
            later.write({"start": MONDAY_TEN, "stop": MONDAY_TEN + timedelta(hours=1)})

    def test_who_means_it_may_overlap(self):
        self.plan(0)
        self.assertTrue(self.plan(0, overlap_intended=True))

    def test_the_customer_s_own_calendar_is_not_judged(self):
        self.plan(0)
        self.assertTrue(self.plan(0, who=self.colleague))

    def test_free_declined_and_cancelled_meetings_are_not_in_the_way(self):
        self.plan(0, show_as="free")
        self.plan(0).active = False
        declined = self.plan(0)
        declined.attendee_ids.filtered(lambda seat: seat.partner_id == self.salesperson.partner_id).state = "declined"
        self.assertTrue(self.plan(0))

    def test_a_colleague_s_private_meeting_is_in_the_way_but_not_named(self):
        self.env["calendar.event"].with_user(self.colleague).create(
            {
                "name": "Doctor",
                "start": MONDAY_TEN,
                "stop": MONDAY_TEN + timedelta(hours=1),
                "privacy": "private",
                "partner_ids": [(6, 0, self.colleague.partner_id.ids)],
            }
        )
        with self.assertRaises(ValidationError) as refusal:
            self.plan(0, who=self.colleague)
        self.assertNotIn("Doctor", str(refusal.exception))

    def test_the_form_warns_and_takes_the_next_free_time(self):
        self.plan(0, 2)
        with freeze_time("2030-01-01"):
            form = Form(self.env["calendar.event"].with_user(self.salesperson))
            form.name = "Second"
            form.start, form.stop = MONDAY_TEN, MONDAY_TEN + timedelta(hours=1)
            self.assertIn("Talk", form.conflict_note)
            form.take_next_slot = True
            self.assertFalse(form.conflict_note)
            second = form.save()
        self.assertGreaterEqual(second.start, MONDAY_TEN + timedelta(hours=2))

    def test_whoever_plans_a_person_writes_his_guard(self):
        def version():
            query = "SELECT version FROM crm_meeting_guard WHERE partner_id = %s"
            self.env.cr.execute(query, [self.salesperson.partner_id.id])
            return self.env.cr.fetchone()[0]

        self.plan(0)
        before = version()
        self.plan(2)
        self.assertGreater(version(), before)

    def test_what_the_system_writes_is_not_asked(self):
        self.plan(0)
        self.assertTrue(self.plan(5).sudo().write({"start": MONDAY_TEN, "stop": MONDAY_TEN + timedelta(hours=1)}))
