from datetime import datetime, timedelta
from random import Random
from unittest.mock import patch

from freezegun import freeze_time
from pytz import utc

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MONDAY, ServiceCase

HOUR = timedelta(hours=1)
CLOCK_LOGGER = "odoo.addons.crm_service.models.crm_service_request_clock"


@tagged("post_install", "-at_install")
class TestClock(ServiceCase):
    def at(self, hours):
        """Freeze time so many hours after Monday 9:00 in Berlin."""
        return freeze_time(MONDAY + hours * HOUR)

    def test_deadlines_count_working_hours_only(self):
        with self.at(2):  # 11:00; lunch from 12 to 13, the day ends at 18
            request = self.make()
        self.assertEqual(request.respond_due, MONDAY + 3 * HOUR)
        # 1 + 5 hours today, the other 2 tomorrow: 11:00
        self.assertEqual(request.resolve_due, MONDAY + 26 * HOUR)
        self.assertEqual(request.sla_deadline, request.respond_due)

    def test_the_working_hours_are_those_of_odoo(self):
        random = Random(7)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": False,
                "date_from": MONDAY + 30 * HOUR,
                "date_to": MONDAY + 60 * HOUR,
            }
        )
        for calendar in self.calendar | self.env.company.resource_calendar_id:
            ours = self.env["resource.calendar"]._working_times([calendar.id])[calendar.id]
            for _ in range(40):
                start = datetime(2026, 1, 1) + timedelta(minutes=random.randrange(500000))
                end = start + timedelta(minutes=random.randrange(20000))
                theirs = calendar._work_intervals_batch(utc.localize(start), utc.localize(end))[False]
                total = sum(((stop - begin) for begin, stop, _meta in theirs), timedelta())
                self.assertAlmostEqual(ours.worked(start, end).total_seconds(), total.total_seconds(), delta=60)

    def test_waiting_for_the_customer_stops_the_time_and_work_goes_on_where_it_stood(self):
        with self.at(0):
            request = self.make()
        with self.at(2):
            request.stage_id = self.stage_wait
        self.assertFalse(request.sla_deadline and request.sla_state == "running")
        self.assertEqual(request.sla_id.resolve_state, "paused")
        with self.at(24):
            request.stage_id = self.stage_new
        self.assertEqual(request.resolve_due, MONDAY + 24 * HOUR + 7 * HOUR)  # 6 hours left, and lunch

    def test_a_change_of_priority_moves_the_target_and_keeps_the_time_used(self):
        urgent = self.env["crm.service.policy"].create(
            {"name": "Urgent", "sequence": 1, "priority_from": "2", "respond_hours": 1, "resolve_hours": 4}
        )
        with self.at(0):
            request = self.make(impact="one", urgency="low")
            self.assertEqual(request.policy_id, self.policy)
        with self.at(2):
            request.priority = "3"
        self.assertEqual(request.policy_id, urgent)
        self.assertEqual(request.sla_id.resolve_used, 2.0)
        self.assertEqual(request.resolve_due, MONDAY + 5 * HOUR)  # 2 of 4 hours left, and lunch
        self.assertEqual(len(request.sla_ids), 2)
        self.assertEqual(request.sla_ids.filtered("is_current").policy_id, urgent)
        with self.at(3):
            request.priority = "0"
        self.assertEqual(len(request.sla_ids), 2, "back under the first policy, its row is used again")
        self.assertEqual(request.sla_id.resolve_used, 3.0)

    def test_new_working_hours_of_the_policy_never_give_used_time_back(self):
        with self.at(0):
            request = self.make()
        night = self.calendar.copy({"name": "Night", "attendance_ids": [Command.clear()]})
        night.attendance_ids = [
            Command.create({"name": "n", "dayofweek": str(day), "hour_from": 0, "hour_to": 4}) for day in range(7)
        ]
        with self.at(3):
            self.policy.calendar_id = night
            self.assertEqual(request.sla_id.resolve_used, 3.0)
        with self.at(16):  # 1:00 at night
            request.sla_id.is_stale = True
            self.cron()
            self.assertEqual(request.sla_id.resolve_used, 4.0)

    def test_a_tighter_policy_takes_hold_of_open_requests_at_once(self):
        with self.at(0):
            request = self.make()
        with self.at(1):
            self.policy.resolve_hours = 2
            self.assertEqual(request.resolve_due, MONDAY + 2 * HOUR)

    def test_a_holiday_moves_deadlines(self):
        with self.at(0):
            request = self.make()
            self.assertEqual(request.resolve_due, MONDAY + 9 * HOUR)
            leave = self.env["resource.calendar.leaves"].create(
                {
                    "name": "Power cut",
                    "calendar_id": self.calendar.id,
                    "company_id": False,
                    "date_from": MONDAY + 4 * HOUR,
                    "date_to": MONDAY + 6 * HOUR,
                }
            )
            self.assertTrue(request.sla_id.is_stale)
            self.cron()
            self.assertEqual(request.resolve_due, MONDAY + 26 * HOUR)
            leave.unlink()
            self.cron()
            self.assertEqual(request.resolve_due, MONDAY + 9 * HOUR)

    def test_a_persons_time_off_moves_no_deadline(self):
        with self.at(0):
            request = self.make()
            resource = self.env["resource.resource"].create({"name": "Ann", "calendar_id": self.calendar.id})
            self.env["resource.calendar.leaves"].create(
                {
                    "calendar_id": self.calendar.id,
                    "resource_id": resource.id,
                    "date_from": MONDAY,
                    "date_to": MONDAY + 9 * HOUR,
                }
            )
        self.assertFalse(request.sla_id.is_stale)

    def test_without_team_calendar_or_policy_a_request_still_works(self):
        self.env["crm.service.team"].search([]).is_default = False
        bare = self.env["crm.service.request"].create({"name": "Nobody's"})
        self.assertFalse(bare.team_id or bare.policy_id or bare.sla_deadline)
        self.team.calendar_id = False
        with self.at(0):
            request = self.make()
            self.assertEqual(request.resolve_due, MONDAY + 8 * HOUR)
        bare.action_close()
        self.cron()

    def test_history_is_kept_when_tracking_is_off(self):
        request = self.make().with_context(tracking_disable=True)
        request.stage_id = self.stage_wait
        request.stage_id = self.stage_solved
        self.assertEqual(request.history_ids.sorted("id").mapped("clock"), ["run", "pause", "stop"])

    def test_colours_change_with_time(self):
        with self.at(0):
            request = self.make()
            self.assertEqual(request.sla_state, "running")
        with self.at(0.8):
            self.env["crm.service.sla"]._refresh_states()
            self.assertEqual(request.sla_id.respond_state, "warning")
            self.assertEqual(request.sla_state, "warning")
        with self.at(2):
            self.env["crm.service.sla"]._refresh_states()
            self.assertEqual((request.sla_id.respond_state, request.sla_state), ("missed", "missed"))
            self.assertEqual(request.sla_id.resolve_state, "running")
            self.assertFalse(self.env["crm.service.sla"]._refresh_states(), "nothing changes a second time")

    def test_the_ladder_tells_each_level_once_and_in_order(self):
        with self.at(0):
            request = self.make(user_id=self.agent.id, responded_at=MONDAY)
        told = []
        for hours in (5, 6.9, 7.1, 9.1, 9.1, 27, 33, 80, 120):
            with self.at(hours):
                self.cron()
                told.append(self.alarms(request).user_id.mapped("login"))
        self.assertEqual(told[1], [])
        self.assertEqual(told[2], ["sv_agent"])
        self.assertEqual(sorted(told[3]), sorted(told[4]))
        self.assertEqual(set(told[-1]), {"sv_agent", "sv_lead", "sv_manager", "sv_director"})
        self.assertEqual(len(self.alarms(request)), 4)
        self.assertEqual(len(request.notice_ids), 4)

    def test_who_stands_in_for_several_levels_has_one_thing_to_do(self):
        self.team.write({"lead_id": self.agent.id, "manager_id": self.agent.id, "director_id": False})
        with self.at(0):
            request = self.make(user_id=self.agent.id, responded_at=MONDAY)
        for hours in (7.1, 9.1, 120):
            with self.at(hours):
                self.cron()
        alarm = self.alarms(request)
        self.assertEqual((len(alarm), alarm.user_id), (1, self.agent))
        for notice in request.notice_ids:
            self.assertIn(f"{notice.percent} %", alarm.note)

    def test_solving_ends_the_alarm(self):
        with self.at(0):
            request = self.make(user_id=self.agent.id)
        with self.at(9.5):
            self.cron()
            self.assertTrue(self.alarms(request))
            request.action_close()
            self.assertFalse(self.alarms(request))
        with self.at(200):
            self.cron()
        self.assertFalse(self.alarms(request))
        self.assertEqual(request.sla_id.resolve_state, "missed")

    def test_a_policy_taken_away_alarms_nobody(self):
        with self.at(0):
            request = self.make(user_id=self.agent.id)
        self.policy.active = False
        self.assertFalse(request.policy_id or request.sla_deadline)
        with self.at(200):
            self.cron()
        self.assertFalse(self.alarms(request))

    def test_a_deleted_policy_leaves_requests_working(self):
        request = self.make()
        self.policy.unlink()
        self.assertFalse(request.policy_id)
        request.stage_id = self.stage_wait
        self.assertEqual(len(request.history_ids), 3)

    def test_one_request_that_cannot_be_told_of_does_not_silence_the_others(self):
        with self.at(0):
            broken, fine = self.make(user_id=self.agent.id), self.make(user_id=self.agent.id)
        tell = type(broken)._tell

        def fail_for_one(request, step, user):
            if request == broken:
                raise ValueError("no way")
            return tell(request, step, user)

        with self.at(9.5), patch.object(type(broken), "_tell", fail_for_one), mute_logger(CLOCK_LOGGER):
            self.cron()
        self.assertTrue(self.alarms(fine))
        self.assertFalse(broken.notice_ids, "what could not be told is not noted as told")
        with self.at(11):
            self.cron()
        self.assertTrue(self.alarms(broken))

    def test_many_open_requests_are_brought_under_a_policy_by_the_cron(self):
        with self.at(0):
            requests = self.make() | self.make() | self.make()
        with self.at(1), patch("odoo.addons.crm_service.models.crm_service_policy.AT_ONCE", 2):
            self.policy.resolve_hours = 2
            self.assertEqual(requests[0].resolve_due, MONDAY + 9 * HOUR, "not yet")
            self.cron()
            self.assertEqual(set(requests.mapped("resolve_due")), {MONDAY + 2 * HOUR})
            self.assertFalse(self.policy.is_pending)

    def test_many_open_requests_follow_new_hours_of_the_team_by_the_cron(self):
        with self.at(0):
            requests = self.make() | self.make() | self.make()
        with self.at(1), patch("odoo.addons.crm_service.models.crm_service_team.AT_ONCE", 2):
            self.team.calendar_id = False
            self.cron()
        self.assertEqual(set(requests.mapped("resolve_due")), {MONDAY + 8 * HOUR})

    def test_two_workers_claim_the_same_notice_only_once(self):
        with self.at(0):
            request = self.make(user_id=self.agent.id)
        step = self.policy.step_ids._to_engine()[0]
        notices = self.env["crm.service.notice"]
        self.assertEqual(len(notices._claim([(request, step, self.agent)])), 1)
        self.assertEqual(notices._claim([(request, step, self.agent)]), [])

    def test_an_empty_level_goes_to_the_next_higher_one(self):
        self.team.lead_id = False
        request = self.make()
        self.assertEqual(request._recipient("lead"), self.manager)
        self.assertEqual(request._recipient("agent"), self.manager)
        self.team.write({"manager_id": False, "director_id": False})
        self.assertFalse(request._recipient("lead"))

    def test_the_queue_shows_first_what_breaks_next(self):
        with self.at(0):
            slow = self.make(responded_at=MONDAY)
            waiting = self.make(responded_at=MONDAY)
            waiting.stage_id = self.stage_wait
            quick = self.make()
        queue = self.env["crm.service.request"].search([("id", "in", (slow | waiting | quick).ids)])
        self.assertEqual(queue.mapped("id"), [quick.id, slow.id, waiting.id])

    def test_a_hundred_requests_cost_few_more_queries_than_one(self):
        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["crm.service.request"].with_context(tracking_disable=True).create(
                [{"name": "x", "team_id": self.team.id, "partner_id": self.customer.id} for _ in range(count)]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)
        one, hundred = queries(1), queries(100)
        self.assertLessEqual(hundred - one, 5, "not a query per request")

    def test_one_statement_refreshes_all(self):
        with self.at(0):
            for _ in range(20):
                self.make()
            self.env.flush_all()
        with self.at(50), self.assertQueryCount(1):
            self.env["crm.service.sla"]._refresh_states()
