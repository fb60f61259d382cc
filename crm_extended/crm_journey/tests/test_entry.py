from datetime import date, timedelta

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.crm_journey.engine.silence import Silence

from .common import JourneyCase


@tagged("post_install", "-at_install")
class TestEntry(JourneyCase):
    """Who enters a journey, how often, and what stops it."""

    def enrol(self):
        """The cron's own work, without its commits."""
        self.receive()
        for journey in self.Journey.search([("state", "=", "running"), ("entry", "in", ("segment", "silent", "lost"))]):
            journey._enrol_segment(1000)

    # Segments

    def test_everybody_who_matches_enters_once(self):
        journey = self.journey("task", entry="segment")
        self.enrol()
        self.proceed()
        self.enrol()
        self.assertEqual(journey.enrolment_ids.partner_id, self.li | self.wang)
        self.assertEqual(len(journey.enrolment_ids), 2)

    def test_a_segment_is_taken_in_in_pieces(self):
        journey = self.journey("task", entry="segment")
        self.assertEqual([journey._enrol_segment(1) for _round in range(3)], [1, 1, 0])

    def test_somebody_may_come_again_after_the_days(self):
        journey = self.journey("task", entry="segment", reentry="days", reentry_days=30)
        self.enrol()
        self.proceed()
        self.shift(timedelta(days=29))
        self.enrol()
        self.assertEqual(len(journey.enrolment_ids), 2)
        self.shift(timedelta(days=2))
        self.enrol()
        self.assertEqual(len(journey.enrolment_ids), 4)

    def test_customers_of_another_company_stay_out(self):
        self.wang.company_id = self.foreign_company
        journey = self.journey("task", entry="segment")
        self.enrol()
        self.assertEqual(journey.enrolment_ids.partner_id, self.li)

    def test_a_filter_nobody_can_ask_any_more_pauses_its_journey_only(self):
        broken = self.journey("task", entry="segment")
        sound = self.journey("task", entry="segment")
        self.env.cr.execute("UPDATE crm_journey SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s", [broken.id])
        broken.invalidate_recordset()
        self.enrol()
        self.assertEqual((broken.state, len(sound.enrolment_ids)), ("paused", 2))

    def test_two_workers_let_a_customer_in_once(self):
        journey = self.journey("task")
        rows = [{"partner_id": self.li.id, "entry_key": journey._get_entry_key(0)}]
        self.assertTrue(self.Enrolment._enrol(journey, rows))
        self.assertFalse(self.Enrolment._enrol(journey, rows))

    # Events

    def test_a_touchpoint_begins_a_journey(self):
        journey = self.journey("task", entry="event", event_kind="view", event_channel="shop", reentry="source")
        self.touch("view", channel="web", res_model="product.template", res_id=1)
        self.touch("view", channel="shop", res_model="product.template", res_id=1)
        self.touch("view", channel="shop", res_model="product.template", res_id=1)
        self.touch("view", channel="shop", res_model="product.template", res_id=2)
        self.enrol()
        self.assertEqual(journey.enrolment_ids.mapped("res_id"), [2, 1])
        self.assertFalse(self.env["crm.journey.arrival"].search([]))

    def test_an_event_costs_one_question_more_where_a_journey_listens_and_else_none(self):
        def cost(kind):
            self.touch(kind)
            before = self.cr.sql_log_count
            self.touch(kind)
            return self.cr.sql_log_count - before

        self.env["crm.score.rule"].search([]).active = False
        alone = cost("download")
        self.journey("task", entry="event", event_kind="download")
        self.assertEqual(cost("download") - alone, 1)
        self.assertEqual(len(self.env["crm.journey.arrival"].search([])), 2)

    def test_a_lead_begins_a_journey_and_becomes_a_contact(self):
        journey = self.journey(
            "task", entry="event", event_kind="lead", create_contact=True, domain="[('email', '=', 'new@lead.test')]"
        )
        lead = self.env["crm.lead"].create({"name": "Rolls", "contact_name": "Neu", "email_from": "new@lead.test"})
        self.env["crm.lead"].create({"name": "No address"})
        self.enrol()
        self.assertEqual(journey.enrolment_ids.lead_id, lead)
        self.assertEqual(lead.partner_id, journey.enrolment_ids.partner_id)
        self.proceed()
        self.assertEqual(lead.activity_ids.summary, "task 0")

    def test_a_seat_begins_a_journey_that_asks_whether_it_was_taken(self):
        journey = self.Journey._create_from_recipe("seminar", user_id=self.designer.id)
        journey.action_start()
        event = self.env["event.event"].create({"name": "Seminar"})
        seat = self.env["event.registration"].create({"event_id": event.id, "partner_id": self.li.id})
        self.enrol()
        self.proceed()
        self.assertEqual(journey.enrolment_ids.waits_for, "condition")
        seat.action_set_done()
        self.enrol()
        self.proceed()
        self.assertEqual(self.kinds_passed(journey.enrolment_ids), ["branch", "mail"])

    # Browse but not buy

    def browse(self):
        self.product = self.env["product.product"].create({"name": "Roll", "list_price": 100, "taxes_id": False})
        self.other = self.env["product.product"].create({"name": "Cup", "list_price": 1, "taxes_id": False})
        journey = self.Journey._create_from_recipe("browse", user_id=self.designer.id)
        journey.action_start()
        self.touch("view", channel="shop", res_model="product.product", res_id=self.product.id)
        self.enrol()
        self.proceed()
        return journey.enrolment_ids

    def buy(self, product):
        order = self.env["sale.order"].create(
            {"partner_id": self.wang.id, "order_line": [Command.create({"product_id": product.id})]}
        )
        order.action_confirm()

    def test_who_has_not_bought_gets_the_offer_once(self):
        enrolment = self.browse()
        self.assertFalse(self.mails())
        self.proceed(days=1, seconds=1)
        self.assertEqual(len(self.mails()), 1)
        self.touch("view", channel="shop", res_model="product.product", res_id=self.product.id)
        self.enrol()
        self.assertEqual(enrolment.journey_id.enrolment_ids, enrolment)

    def test_who_has_bought_the_product_gets_none(self):
        enrolment = self.browse()
        self.buy(self.product)
        self.proceed(days=1, seconds=1)
        self.assertFalse(self.mails())
        self.assertEqual(enrolment.state, "done")

    def test_who_has_bought_something_else_gets_the_offer(self):
        self.browse()
        self.buy(self.other)
        self.proceed(days=1, seconds=1)
        self.assertEqual(len(self.mails()), 1)

    # Stop rules

    def stopped_by(self, happens, **rules):
        enrolment = self.enter(self.journey(("wait", {"delay": 5}), "task", **rules))
        self.proceed()
        happens()
        self.proceed(days=6)
        return enrolment.stop_reason

    def test_what_stops_a_journey(self):
        cases = [
            ("order", lambda: self.touch("order"), {"stop_on_order": True}),
            ("reply", lambda: self.touch("reply"), {}),
            ("reply", lambda: self.touch("message", direction="in"), {}),
            ("meeting", lambda: self.touch("visit"), {"stop_on_meeting": True}),
            ("match", lambda: self.li.write({"ref": "VIP"}), {"stop_domain": "[('ref', '=', 'VIP')]"}),
            ("archived", lambda: self.li.write({"active": False}), {}),
            ("opt_out", lambda: self.env["mail.blacklist"]._add(self.li.email), {}),
        ]
        for reason, happens, rules in cases:
            self.assertEqual(self.stopped_by(happens, **rules), reason, reason)
            self.li.write({"active": True, "ref": False})

    def test_what_was_not_asked_for_stops_nothing(self):
        def happens():
            self.touch("order")
            self.touch("message", direction="out")
            self.touch("visit", partner=self.env["res.partner"].create({"name": "Somebody else"}))

        self.assertFalse(self.stopped_by(happens, stop_on_meeting=True))

    def test_what_began_the_journey_does_not_stop_it(self):
        journey = self.journey("task", entry="event", event_kind="order", stop_on_order=True, reentry="source")
        self.touch("order", res_model="sale.order", res_id=1)
        self.enrol()
        self.proceed()
        self.assertEqual(journey.enrolment_ids.state, "done")

    def test_a_blacklisted_address_gets_no_mail_even_where_the_journey_goes_on(self):
        self.env["mail.blacklist"]._add(self.li.email)
        enrolment = self.enter(self.journey("mail", "task", stop_on_opt_out=False))
        self.proceed()
        self.assertFalse(self.mails())
        self.assertEqual((enrolment.state, enrolment.run_ids[1].state), ("done", "skipped"))

    # Calm

    def test_the_cap_holds_over_all_journeys(self):
        self.env.company.write({"journey_cap_count": 1, "journey_cap_days": 7})
        first, second = self.enter(self.journey("mail")), self.enter(self.journey("mail"))
        self.proceed()
        self.assertEqual(len(self.mails()), 1)
        late = (first | second).filtered(lambda one: one.state == "active")
        self.assertEqual(late.waits_for, "cap")
        self.proceed(days=7, seconds=1)
        self.assertEqual(len(self.mails()), 2)

    def test_a_task_is_no_message(self):
        self.env.company.write({"journey_cap_count": 1, "journey_cap_days": 7})
        enrolment = self.enter(self.journey("mail", "task", "call"))
        self.proceed()
        self.assertEqual(enrolment.state, "done")

    def test_quiet_hours_are_those_of_the_customer(self):
        now = fields.Datetime.now()
        self.li.tz, self.wang.tz = "Asia/Shanghai", "America/New_York"
        shanghai = fields.Datetime.context_timestamp(self.env.user.with_context(tz="Asia/Shanghai"), now)
        hour = shanghai.hour + shanghai.minute / 60
        # Two hours around the present one in Shanghai; in New York it is another time of the day.
        self.env.company.write({"journey_quiet_from": (hour - 1) % 24, "journey_quiet_to": (hour + 1) % 24})
        self.enter(self.journey("mail"), self.li | self.wang)
        self.proceed()
        self.assertFalse(self.mails(self.li))
        self.assertEqual(len(self.mails(self.wang)), 1)

    # Win-back

    def orders(self, partner, *days_ago):
        product = self.env["product.product"].create({"name": "Roll", "list_price": 100, "taxes_id": False})
        orders = self.env["sale.order"].create(
            [
                {"partner_id": partner.id, "order_line": [Command.create({"product_id": product.id})]}
                for _day in days_ago
            ]
        )
        orders.action_confirm()
        for order, days in zip(orders, days_ago, strict=True):
            order.date_order = fields.Datetime.now() - timedelta(days=days)
        self.env.flush_all()

    def test_a_customer_is_silent_by_the_own_cadence(self):
        other = self.env["res.partner"].create({"name": "Yearly", "email": "y@x.test"})
        self.orders(self.li, 120, 110, 100, 90)
        self.orders(other, 830, 460, 90)
        journey = self.journey("task", entry="silent", domain="[]")
        self.enrol()
        found = journey.enrolment_ids.partner_id
        self.assertIn(self.acme, found)
        self.assertNotIn(other, found)
        candidate = self.env["crm.winback.candidate"].search([("partner_id", "=", self.acme.id)])
        self.assertEqual((candidate.usual_gap, candidate.silent_days, candidate.order_count), (10, 90, 4))
        self.assertEqual(candidate.revenue, 400)

    def test_the_database_says_the_same_as_the_engine(self):
        today = date.today()
        for number, days in enumerate([(300, 200, 100), (61, 41, 21), (90, 89, 88), (200, 10), (64, 48, 32, 5)]):
            partner = self.env["res.partner"].create({"name": f"P{number}"})
            self.orders(partner, *days)
            journey = self.journey("task", entry="silent", domain=f"[('id', '=', {partner.id})]")
            self.enrol()
            ordered = [today - timedelta(days=day) for day in days]
            self.assertEqual(bool(journey.enrolment_ids), Silence().holds(ordered, today), days)

    def test_a_lost_lead_is_a_second_chance_unless_another_is_open(self):
        lost, busy = self.env["crm.lead"].create(
            [
                {"name": "A", "type": "opportunity", "partner_id": partner.id, "expected_revenue": 500}
                for partner in (self.li, self.env["res.partner"].create({"name": "Busy"}))
            ]
        )
        (lost | busy).action_set_lost()
        (lost | busy).date_closed = fields.Datetime.now() - timedelta(days=61)
        self.env["crm.lead"].create({"name": "B", "type": "opportunity", "partner_id": busy.partner_id.id})
        self.env.flush_all()
        journey = self.journey("task", entry="lost", domain="[]")
        self.enrol()
        self.assertIn(self.acme, journey.enrolment_ids.partner_id)
        self.assertNotIn(busy.partner_id, journey.enrolment_ids.partner_id)
        self.assertEqual(self.env["crm.winback.candidate"].search([("lead_id", "=", lost.id)]).mapped("revenue"), [500])
