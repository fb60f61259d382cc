from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import JourneyCase


@tagged("post_install", "-at_install")
class TestJourney(JourneyCase):
    """Customers are led through the steps, each step once."""

    # Steps

    def test_a_mail_is_queued_once_and_counts_as_core_s_own(self):
        enrolment = self.enter(self.journey("mail", ("wait", {"delay": 2}), "task"))
        self.proceed()
        self.proceed()
        run = enrolment.run_ids
        self.assertEqual(len(self.mails()), 1)
        self.assertEqual(self.mails().state, "outgoing")
        self.assertEqual(run.trace_id.mass_mailing_id, run.step_id.mailing_id)
        self.assertEqual((run.is_message, enrolment.step_id.kind, enrolment.waits_for), (True, "wait", "wait"))
        self.assertIn("李伟", self.mails().body_html)
        self.assertEqual(self.touchpoints(kind="message").channel, "mailing")

    def test_a_journey_goes_on_after_the_wait_and_arrives(self):
        enrolment = self.enter(self.journey(("wait", {"delay": 2}), "task"))
        self.proceed()
        self.proceed(days=1)
        self.assertEqual(enrolment.state, "active")
        self.proceed(days=1, seconds=1)
        self.assertEqual(enrolment.state, "done")
        self.assertEqual(self.li.activity_ids.summary, "task 1")

    def test_calls_and_tasks_go_to_the_salesperson(self):
        self.li.user_id = self.salesperson
        self.enter(self.journey("call", "task"), self.li | self.wang)
        self.proceed()
        call = self.li.activity_ids.filtered(lambda one: one.activity_type_id.category == "phonecall")
        self.assertEqual(call.user_id, self.salesperson)
        self.assertEqual(self.wang.activity_ids.user_id, self.designer)

    def test_a_coupon_is_the_customer_s_own_and_its_code_stands_in_the_mail(self):
        program = self.env["loyalty.program"].with_context(default_program_type="coupons").create({"name": "Back"})
        journey = self.journey(("coupon", {"program_id": program.id, "valid_days": 10}), "mail", running=False)
        journey.step_ids[1].mailing_id.body_html = "<p>Code <t t-out='object.journey_coupon_code'/></p>"
        journey.action_start()
        self.enter(journey, self.li | self.wang)
        self.proceed()
        cards = program.coupon_ids
        self.assertEqual(cards.partner_id, self.li | self.wang)
        card = cards.filtered(lambda one: one.partner_id == self.li)
        self.assertIn(card.code, self.mails().body_html)
        self.assertEqual(card.history_ids.issued, 1)

    def test_points_go_to_the_card_the_customer_has(self):
        program = self.env["loyalty.program"].with_context(default_program_type="loyalty").create({"name": "Points"})
        card = self.env["loyalty.card"].create({"program_id": program.id, "partner_id": self.li.id, "points": 5})
        self.enter(self.journey(("coupon", {"program_id": program.id, "points": 20})))
        self.proceed()
        self.assertEqual((card.points, program.coupon_ids), (25, card))

    def test_a_field_is_set_only_when_it_is_listed(self):
        tag = self.env["res.partner.category"].create({"name": "Warm"})
        line = self.env.ref("crm_journey.field_category")
        self.enter(self.journey(("field", {"field_id": line.id, "value": "Warm"})))
        self.proceed()
        self.assertIn(tag, self.li.category_id)
        with self.assertRaises(ValidationError):
            self.journey(("field", {"field_id": line.id, "value": "No Such Tag"}), running=False)
        with self.assertRaises(ValidationError):
            self.env["crm.journey.field"].create(
                {"field_id": self.env["ir.model.fields"]._get("res.partner", "image_1920").id}
            )

    def test_an_sms_goes_into_core_s_queue(self):
        self.li.phone = "+86 138 1234 5678"
        enrolment = self.enter(self.journey("sms"))
        self.proceed()
        sms = self.env["sms.sms"].search([("number", "like", "13812345678")])
        self.assertEqual((len(sms), sms.state), (1, "outgoing"))
        self.assertEqual(enrolment.run_ids.trace_id.trace_type, "sms")

    # Branches

    def branching(self, condition, **extra):
        journey = self.journey(
            "mail", ("branch", {"condition": condition, "delay": 3, **extra}), "call", "task", running=False
        )
        mail, branch, call, task = journey.step_ids
        branch.otherwise_id = task
        call.then_id = False
        journey.action_start()
        return journey

    def test_an_opened_mail_takes_the_way_then_at_once(self):
        enrolment = self.enter(self.branching("open"))
        self.proceed()
        self.assertEqual(enrolment.waits_for, "condition")
        enrolment.run_ids.trace_id.set_opened()
        self.receive()
        self.proceed()
        self.assertEqual(self.kinds_passed(enrolment), ["mail", "branch", "call"])

    def test_an_unopened_one_takes_otherwise_when_the_patience_is_over(self):
        enrolment = self.enter(self.branching("open"))
        self.proceed()
        self.proceed(days=2)
        self.assertEqual(enrolment.waits_for, "condition")
        self.proceed(days=1, seconds=1)
        self.assertEqual(self.kinds_passed(enrolment), ["mail", "branch", "task"])

    def test_click_and_reply_are_read_from_the_trace(self):
        for condition, event in (("click", "set_clicked"), ("reply", "set_replied")):
            enrolment = self.enter(self.branching(condition), self.li)
            enrolment.journey_id.stop_on_reply = False
            self.proceed()
            getattr(enrolment.run_ids.trace_id, event)()
            enrolment.due_at = enrolment.arrived_at
            self.proceed()
            self.assertEqual(self.kinds_passed(enrolment), ["mail", "branch", "call"], condition)

    def test_a_visit_of_the_website_is_something_that_happened(self):
        enrolment = self.enter(self.branching("touch", touch_kind="view", touch_channel="web"))
        self.proceed()
        self.touch("view", channel="shop")
        self.proceed(hours=1)
        self.assertEqual(enrolment.step_id.kind, "branch")
        self.touch("view")
        self.receive()
        self.proceed()
        self.assertEqual(self.kinds_passed(enrolment), ["mail", "branch", "call"])

    def test_a_score_comes_from_whoever_provides_one(self):
        enrolments = self.enter(self.branching("score", score=50, delay=0), self.li | self.wang)
        with patch.object(type(self.Journey), "_journey_score", lambda self, partners: {partners[0]: 60}):
            self.proceed()
        passed = {self.kinds_passed(enrolment)[-1] for enrolment in enrolments}
        self.assertEqual(passed, {"call", "task"})

    def test_the_score_is_that_of_the_best_open_lead(self):
        self.env["crm.score.rule"].search([]).active = False
        self.env["crm.lead"].create({"name": "A", "type": "opportunity", "partner_id": self.wang.id})
        scores = self.journey("task")._journey_score(self.li | self.wang)
        self.assertEqual(set(scores), {self.li, self.wang})
        with patch.object(type(self.env["crm.lead"]), "_get_score_query", self.everybody_has_forty):
            self.env.invalidate_all()
            scores = self.journey("task")._journey_score(self.li | self.wang | self.env.user.partner_id)
        self.assertEqual(scores[self.li], 40, "a contact stands for the company")
        self.assertEqual(scores[self.env.user.partner_id], 0)

    @staticmethod
    def everybody_has_forty(leads, scope):
        return SQL("SELECT id, company_id, 0, 0, 40 FROM crm_lead WHERE id IN (%s)", scope)

    def test_a_filter_is_asked_with_the_rights_of_the_responsible_person(self):
        enrolments = self.enter(
            self.branching("match", domain="[('email', 'like', 'wang')]", delay=0), self.li | self.wang
        )
        self.proceed()
        passed = {one.partner_id: self.kinds_passed(one)[-1] for one in enrolments}
        self.assertEqual(passed, {self.li: "task", self.wang: "call"})

    # Exactly once

    def test_the_same_step_of_the_same_visit_is_refused_by_the_database(self):
        enrolment = self.enter(self.journey("task"))
        values = {
            "enrolment_id": enrolment.id,
            "journey_id": enrolment.journey_id.id,
            "partner_id": self.li.id,
            "step_id": enrolment.step_id.id,
            "visit": 1,
            "ran_at": "2026-01-01",
        }
        self.Run.create(values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.Run.create(values)

    def test_a_step_that_was_done_before_the_position_was_kept_is_not_done_again(self):
        """The worst that can be: the row says done, the customer still stands before the step."""
        enrolment = self.enter(self.journey("mail", "task"))
        self.Run._open(enrolment, enrolment.step_id, enrolment.arrived_at)
        self.proceed()
        self.assertFalse(self.mails())
        self.assertEqual(enrolment.state, "done")

    def test_a_crash_between_sending_and_keeping_leaves_nothing_behind(self):
        enrolment = self.enter(self.journey("mail", "task"))
        original = type(self.Run)._execute

        class Crash(BaseException):
            pass

        def crash(runs, step, now):
            original(runs, step, now)
            raise Crash

        with patch.object(type(self.Run), "_execute", crash), self.assertRaises(Crash), self.cr.savepoint():
            self.proceed()
        self.assertFalse(self.mails() or enrolment.run_ids)
        self.proceed()
        self.assertEqual(len(self.mails()), 1)
        self.assertEqual(enrolment.state, "done")

    def test_a_circle_sends_the_same_mail_again_at_each_visit(self):
        journey = self.journey("mail", ("wait", {"delay": 7}), running=False)
        journey.step_ids[1].then_id = journey.step_ids[0]
        journey.action_start()
        enrolment = self.enter(journey)
        self.proceed()
        self.proceed(days=7, seconds=1)
        self.assertEqual(len(self.mails()), 2)
        self.assertEqual(enrolment.run_ids.mapped("visit"), [3, 2, 1])

    # Isolation

    def test_one_broken_customer_does_not_stop_the_others(self):
        line = self.env.ref("crm_journey.field_category")
        self.env["res.partner.category"].create({"name": "Warm"})
        others = self.env["res.partner"].create([{"name": f"C{n}", "email": f"c{n}@x.test"} for n in range(5)])
        enrolments = self.enter(
            self.journey(("field", {"field_id": line.id, "value": "Warm"}), domain="[]"), others | self.li
        )
        original = type(self.li).write

        def write(partners, values):
            if "category_id" in values and self.li in partners:
                raise UserError("The card is locked")
            return original(partners, values)

        with patch.object(type(self.li), "write", write):
            for _attempt in range(3):
                self.proceed(hours=5)
        mine = enrolments.filtered(lambda one: one.partner_id == self.li)
        self.assertEqual((enrolments - mine).mapped("state"), ["done"] * 5)
        self.assertEqual((mine.state, mine.error, mine.attempts), ("failed", "The card is locked", 3))
        mine.with_user(self.designer).action_retry()
        self.proceed()
        self.assertEqual((mine.state, mine.error), ("done", False))

    def test_a_step_can_be_left_out_for_one_customer(self):
        enrolment = self.enter(self.journey("task", "call"))
        enrolment.write({"state": "failed", "error": "?"})
        enrolment.with_user(self.designer).action_skip()
        self.proceed()
        self.assertEqual(enrolment.state, "done")
        self.assertEqual(enrolment.run_ids.mapped("state"), ["done", "skipped"])

    def test_an_address_that_does_not_exist_is_left_out_with_the_reason(self):
        self.li.email = False
        enrolment = self.enter(self.journey("mail", "task"))
        self.proceed()
        self.assertEqual(enrolment.state, "done")
        run = enrolment.run_ids.filtered(lambda one: one.kind == "mail")
        self.assertEqual((run.state, run.is_message, bool(run.note)), ("skipped", False, True))

    # Changing it

    def test_a_running_journey_is_not_rebuilt(self):
        journey = self.journey("mail", "task")
        with self.assertRaises(UserError):
            journey.step_ids[0].then_id = False
        with self.assertRaises(UserError):
            journey.step_ids[0].unlink()
        journey.action_pause()
        journey.step_ids[0].unlink()
        self.assertEqual(journey.first_step_id.kind, "task")

    def test_customers_on_a_step_that_goes_away_move_on(self):
        journey = self.journey(("wait", {"delay": 9}), "task")
        enrolment = self.enter(journey)
        self.proceed()
        journey.action_pause()
        journey.first_step_id.unlink()
        journey.action_start()
        self.proceed()
        self.assertEqual(enrolment.state, "done")

    def test_a_paused_journey_moves_nobody_and_an_ended_one_leads_on(self):
        journey = self.journey("task")
        enrolment = self.enter(journey)
        journey.action_pause()
        self.proceed()
        self.assertEqual(enrolment.state, "active")
        journey.action_end()
        self.proceed()
        self.assertEqual(enrolment.state, "done")

    def test_what_is_wrong_is_said_before_the_start(self):
        journey = self.journey("mail", running=False)
        journey.step_ids.mailing_id = False
        with self.assertRaisesRegex(UserError, "not complete"):
            journey.action_start()
        with self.assertRaisesRegex(UserError, "no first step"):
            self.journey()
        with self.assertRaises(ValidationError):
            self.journey("task", domain="[('no_such_field', '=', 1)]")
        with self.assertRaises(ValidationError):
            self.journey("task", domain="rubbish(")

    def test_a_message_of_a_journey_is_not_sent_to_everybody(self):
        journey = self.journey("mail")
        with self.assertRaises(UserError):
            journey.step_ids.mailing_id.action_launch()

    def test_a_copy_has_steps_of_its_own(self):
        journey = self.branching("open")
        twin = journey.copy()
        self.assertEqual(twin.state, "draft")
        self.assertEqual(twin.step_ids.mapped("kind"), journey.step_ids.mapped("kind"))
        self.assertFalse(twin._get_faults())
        self.assertEqual(twin.step_ids[1].otherwise_id, twin.step_ids[3])

    def test_hundred_customers_cost_the_same_questions_as_ten(self):
        def cost(count):
            partners = self.env["res.partner"].create(
                [{"name": f"C{n}", "email": f"c{n}@x.test"} for n in range(count)]
            )
            enrolments = self.enter(journey, partners)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            enrolments._gather_facts(enrolments[0].arrived_at)
            return self.cr.sql_log_count - before

        journey = self.journey("mail", domain="[]", stop_domain="[('email', '=', 'x')]", stop_on_order=True)
        cost(5)
        self.assertLessEqual(cost(100), cost(10) + 2)
