from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import FunnelCommon

FRIDAY = datetime(2026, 3, 6, 15)  # the office closes at 17


@tagged("post_install", "-at_install")
class TestResponse(FunnelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["crm.response.policy"].create({"name": "Soon", "hours": 4, "warn_percent": 50})

    def arrive(self, when=FRIDAY, **values):
        """A lead that came at this moment."""
        with freeze_time(when), patch.object(self.env.cr, "now", lambda: when):
            return self.lead(partner_id=self.li.id, user_id=self.salesperson.id, **values)

    def answer(self, lead, when, **values):
        with freeze_time(when):
            self.record(
                f"answer:{lead.id}:{when}",
                direction="out",
                lead_id=lead.id,
                user_id=self.salesperson.id,
                occurred_at=when,
                **values,
            )
            self.books()
        lead.invalidate_recordset()

    def watch(self, when):
        with freeze_time(when):
            self.env["crm.response.clock"]._cron_watch()
        self.env.invalidate_all()

    def activities(self, lead):
        return lead.activity_ids.mapped("user_id")

    def test_the_clock_runs_in_working_hours_only(self):
        lead = self.arrive()
        clock = lead.response_clock_ids
        self.assertEqual(clock.due_at, datetime(2026, 3, 9, 10))
        self.assertEqual(clock.warn_at, FRIDAY + timedelta(hours=2))
        self.answer(lead, datetime(2026, 3, 9, 9))
        self.assertEqual((lead.response_state, lead.response_hours, clock.in_time), ("met", 3, 100))
        self.assertEqual(clock.responder_id, self.salesperson)

    def test_a_holiday_stops_the_clock(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.env.company.id,
                "date_from": datetime(2026, 3, 9),
                "date_to": datetime(2026, 3, 10),
            }
        )
        self.assertEqual(self.arrive().response_clock_ids.due_at, datetime(2026, 3, 10, 10))

    def test_around_the_clock_means_it(self):
        self.policy.around_the_clock = True
        self.assertEqual(self.arrive().response_clock_ids.due_at, FRIDAY + timedelta(hours=4))

    def test_the_first_promise_that_matches_counts(self):
        source = self.env["utm.source"].create({"name": "Hotline"})
        Policy = self.env["crm.response.policy"]
        quick = Policy.create({"name": "Hotline", "hours": 1, "sequence": 1, "source_ids": source.ids})
        Policy.create({"name": "Elsewhere", "hours": 1, "sequence": 0, "company_id": self.foreign_company.id})
        self.assertEqual(self.arrive(source_id=source.id).response_clock_ids.policy_id, quick)
        self.assertEqual(self.arrive().response_clock_ids.policy_id, self.policy)

    def test_a_machine_a_mailing_and_the_customer_are_no_answer(self):
        lead = self.arrive()
        later = FRIDAY + timedelta(minutes=10)
        row = {"lead_id": lead.id, "occurred_at": later, "user_id": self.salesperson.id, "direction": "out"}
        self.record("in", **row | {"direction": "in"})
        self.record("robot", **row | {"user_id": self.env.ref("base.user_root").id})
        self.record("nobody", **row | {"user_id": None})
        self.record("mailing", **row, channel="mailing", kind="message")
        self.record("before", **row | {"occurred_at": FRIDAY - timedelta(days=1)})
        self.books()
        lead.invalidate_recordset()
        self.assertEqual(lead.response_state, "running")

    def test_the_earliest_answer_counts_however_late_it_is_reported(self):
        lead = self.arrive()
        self.answer(lead, datetime(2026, 3, 9, 15))
        self.assertEqual(lead.response_state, "late")
        self.answer(lead, FRIDAY + timedelta(hours=1))
        self.assertEqual((lead.response_state, lead.response_hours), ("met", 1))
        self.answer(lead, datetime(2026, 3, 10, 9))
        self.assertEqual(lead.response_hours, 1)

    def test_a_message_to_the_customer_from_the_lead_is_an_answer(self):
        lead = self.lead(partner_id=self.li.id, user_id=self.salesperson.id)
        lead.with_user(self.salesperson).message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.li.ids
        )
        self.books()
        lead.invalidate_recordset()
        self.assertTrue(lead.responded_at)

    def test_warning_and_escalation_come_once_each_and_stop_with_the_answer(self):
        self.team.user_id = new_test_user(self.env, "leader", groups="sales_team.group_sale_manager")
        lead, answered = self.arrive(), self.arrive()
        self.answer(answered, FRIDAY + timedelta(hours=1))
        self.watch(FRIDAY + timedelta(hours=1))
        self.assertFalse(self.activities(lead))
        for _ in range(2):
            self.watch(datetime(2026, 3, 9, 8))
        self.assertEqual(lead.activity_ids.user_id, self.salesperson)
        self.assertEqual(len(lead.activity_ids), 1)
        for _ in range(2):
            self.watch(datetime(2026, 3, 9, 11))
        self.assertEqual(len(lead.activity_ids), 2)
        self.assertIn(self.team.user_id, self.activities(lead))
        self.assertEqual(lead.response_clock_ids.notice_ids.mapped("level"), ["escalate", "warn"])
        self.assertEqual((lead.response_state, lead.response_clock_ids.in_time), ("missed", 0))
        self.assertFalse(self.activities(answered))

    def test_two_workers_can_not_send_the_same_notice(self):
        lead = self.arrive()
        with freeze_time(datetime(2026, 3, 9, 8)):
            Notice = self.env["crm.response.notice"]
            self.assertEqual(Notice._claim("warn", 10), lead.response_clock_ids)
            self.assertFalse(Notice._claim("warn", 10))
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                Notice.create(
                    {"clock_id": lead.response_clock_ids.id, "level": "warn", "sent_at": datetime(2026, 3, 9)}
                )

    def test_an_unanswered_lead_goes_to_somebody_else(self):
        self.policy.write({"reassign_percent": 150})
        colleague = new_test_user(self.env, "colleague", groups="sales_team.group_sale_salesman")
        self.env["crm.team.member"].create(
            [{"crm_team_id": self.team.id, "user_id": user.id} for user in (self.salesperson, colleague)]
        )
        lead = self.arrive()
        self.watch(datetime(2026, 3, 9, 14))
        self.books()
        self.assertEqual(lead.user_id, colleague)
        self.assertEqual(lead.ownership_ids[0].reason, "late")
        self.assertTrue(lead.ownership_ids[0].note)

    def test_one_lead_that_fails_keeps_no_other_waiting(self):
        first, second = self.arrive(), self.arrive()
        tell = type(self.env["crm.response.clock"])._tell

        def fail(clock, user, level):
            if clock.lead_id == first:
                raise ValueError("no")
            return tell(clock, user, level)

        with (
            patch.object(type(self.env["crm.response.clock"]), "_tell", fail),
            mute_logger("odoo.addons.crm_funnel.models.crm_response_clock"),
        ):
            self.watch(datetime(2026, 3, 9, 8))
        self.assertFalse(first.activity_ids)
        self.assertTrue(second.activity_ids)

    def test_a_lead_that_is_closed_unanswered_in_time_is_neither_good_nor_bad(self):
        lead, overdue = self.arrive(), self.arrive()
        with freeze_time(FRIDAY + timedelta(minutes=5)):
            lead.action_set_lost()
        self.watch(FRIDAY + timedelta(minutes=10))
        self.watch(datetime(2026, 3, 12))
        self.assertEqual((lead.response_state, overdue.response_state), ("void", "missed"))
        rate = self.env["crm.response.clock"]._read_group(
            [("lead_id", "in", (lead | overdue).ids)], [], ["in_time:avg", "__count"]
        )
        self.assertEqual(rate, [(0, 2)])

    def test_a_colleague_of_another_company_reads_no_clock(self):
        lead = self.arrive(company_id=self.env.company.id)
        with self.assertRaises(AccessError):
            lead.response_clock_ids.with_user(self.foreign_salesperson).read(["state"])
        with self.assertRaises(AccessError):
            lead.response_clock_ids.with_user(self.salesperson).write({"state": "met"})

    def test_a_promise_needs_time(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.policy.hours = 0
            self.env.flush_all()
