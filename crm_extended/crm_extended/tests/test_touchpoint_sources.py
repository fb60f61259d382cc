from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common import CrmExtendedCommon


@tagged("post_install", "-at_install")
class TestTouchpointSources(CrmExtendedCommon):
    """What happens in Odoo writes itself into the customer's file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Rolls", "type": "opportunity", "partner_id": cls.li.id, "user_id": cls.salesperson.id}
        )
        cls.product = cls.env["product.product"].create({"name": "Roll", "list_price": 100, "taxes_id": False})

    def make_order(self, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.li.id,
                "order_line": [Command.create({"product_id": self.product.id, "product_uom_qty": 2})],
                **values,
            }
        )

    # Mail

    def test_a_mail_to_the_customer_is_outbound(self):
        self.lead.with_user(self.salesperson).message_post(
            body="Our offer",
            subject="Offer",
            partner_ids=self.li.ids,
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )
        touchpoint = self.touchpoints(channel="email")
        self.assertEqual(
            (touchpoint.direction, touchpoint.subject, touchpoint.partner_id, touchpoint.user_id, touchpoint.lead_id),
            ("out", "Offer", self.li, self.salesperson, self.lead),
        )

    def test_a_mail_from_the_customer_is_inbound(self):
        self.lead.message_post(
            body="Too dear", message_type="email", author_id=self.li.id, subtype_xmlid="mail.mt_comment"
        )
        touchpoint = self.touchpoints()
        self.assertEqual((touchpoint.direction, touchpoint.subject), ("in", "Rolls"))
        self.assertFalse(touchpoint.user_id)

    def test_two_contacts_of_one_customer_make_one_touchpoint(self):
        other = self.env["res.partner"].create({"name": "王芳", "parent_id": self.acme.id, "email": "wang@acme.test"})
        self.lead.message_post(
            body="Hi", partner_ids=(self.li | other).ids, subtype_xmlid="mail.mt_comment", message_type="comment"
        )
        self.assertEqual(len(self.touchpoints()), 1)

    def test_an_internal_note_and_a_word_among_ourselves_are_none(self):
        self.lead.message_post(body="He is difficult", partner_ids=self.li.ids, message_type="comment")
        self.lead.message_post(
            body="@boss",
            partner_ids=self.salesperson.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )
        self.assertFalse(self.touchpoints())

    def test_models_that_did_not_ask_stay_out_of_the_file(self):
        event = self.env["calendar.event"].create({"name": "Interview", "partner_ids": [(6, 0, self.li.ids)]})
        event.message_post(
            body="See you", partner_ids=self.li.ids, subtype_xmlid="mail.mt_comment", message_type="comment"
        )
        self.assertFalse(self.touchpoints())

    def test_a_mail_from_an_unknown_sender_waits_on_the_lead(self):
        lead = self.env["crm.lead"].create({"name": "Who", "email_from": "new@nowhere.test"})
        lead.message_post(
            body="Hello", message_type="email", email_from="new@nowhere.test", subtype_xmlid="mail.mt_comment"
        )
        touchpoint = self.Touchpoint.search([("lead_id", "=", lead.id)])
        self.assertEqual(len(touchpoint), 1)
        self.assertFalse(touchpoint.partner_id)

    def test_a_message_costs_at_most_three_queries_more(self):
        def cost(post):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            post()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        def post():
            self.lead.message_post(
                body="Hi", partner_ids=self.li.ids, subtype_xmlid="mail.mt_comment", message_type="comment"
            )

        post()
        with_us = cost(post)
        self.patch(type(self.lead), "_touchpoint_messages", False)
        self.assertLessEqual(with_us - cost(post), 3)

    def test_an_sms_to_the_customer_is_one(self):
        self.li.phone = "+86 21 6655 4433"
        self.lead._message_sms("Your goods are on the way", partner_ids=self.li.ids)
        self.assertEqual(self.touchpoints().channel, "sms")

    # Calls and meetings

    def test_a_call_that_was_made_is_one(self):
        activity = self.lead.activity_schedule("mail.mail_activity_data_call", summary="Ask for the drawing")
        self.assertFalse(self.touchpoints())
        activity._action_done()
        touchpoint = self.touchpoints(kind="call")
        self.assertEqual((touchpoint.channel, touchpoint.subject), ("phone", "Ask for the drawing"))

    def test_a_to_do_that_was_done_is_none(self):
        self.lead.activity_schedule("mail.mail_activity_data_todo")._action_done()
        self.assertFalse(self.touchpoints())

    def make_meeting(self, days, **values):
        start = fields.Datetime.now() + timedelta(days=days)
        return self.env["calendar.event"].create(
            {
                "name": "Factory tour",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [(6, 0, (self.li | self.salesperson.partner_id).ids)],
                "user_id": self.salesperson.id,
                **values,
            }
        )

    def test_a_meeting_is_one_when_it_took_place(self):
        self.make_meeting(+1)
        self.make_meeting(-1, active=False)
        held = self.make_meeting(-2, customer_visit=True, opportunity_id=self.lead.id)
        self.env["calendar.event"]._cron_record_meetings()
        self.env["calendar.event"]._cron_record_meetings()
        touchpoint = self.touchpoints()
        self.assertEqual(
            (touchpoint.kind, touchpoint.occurred_at, touchpoint.user_id, touchpoint.lead_id),
            ("visit", held.start, self.salesperson, self.lead),
        )

    def test_a_customer_who_declined_was_not_there(self):
        self.make_meeting(-1).attendee_ids.filtered(lambda a: a.partner_id == self.li).state = "declined"
        self.env["calendar.event"]._cron_record_meetings()
        self.assertFalse(self.touchpoints())

    def test_the_subject_of_a_private_meeting_stays_private(self):
        self.make_meeting(-1, privacy="private")
        self.env["calendar.event"]._cron_record_meetings()
        self.assertFalse(self.touchpoints().subject)

    # Orders and money

    def test_a_confirmed_order_is_one(self):
        order = self.make_order(opportunity_id=self.lead.id)
        order.action_confirm()
        touchpoint = self.touchpoints(kind="order")
        self.assertEqual((touchpoint.subject, touchpoint.amount, touchpoint.lead_id), (order.name, 200, self.lead))

    def test_an_order_that_is_cancelled_and_renewed_is_one(self):
        order = self.make_order()
        order.action_confirm()
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(len(self.touchpoints(kind="order")), 1)

    def test_confirming_costs_one_query_more_for_any_number_of_orders(self):
        orders = self.env["sale.order"].union(*(self.make_order() for _ in range(5)))
        orders.action_confirm()
        rows = [{**order._prepare_order_touchpoint(), "source_key": f"again:{order.id}"} for order in orders]
        with self.assertQueryCount(3):  # one is ours; addons that listen have a query each
            self.Touchpoint._record(rows)

    def test_a_paid_invoice_is_one_even_when_core_says_it_twice(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.li.id,
                "invoice_line_ids": [Command.create({"product_id": self.product.id, "price_unit": 70})],
            }
        )
        invoice._invoice_paid_hook()
        invoice._invoice_paid_hook()
        self.assertEqual(self.touchpoints(kind="payment").amount, invoice.amount_total)

    def test_a_payment_stands_on_the_day_it_is_booked_on(self):
        long_ago = fields.Date.today() - timedelta(days=40)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.li.id,
                "invoice_date": long_ago - timedelta(days=10),
                "invoice_line_ids": [
                    Command.create({"product_id": self.product.id, "price_unit": 70, "tax_ids": False})
                ],
            }
        )
        invoice.action_post()
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        context = {"active_model": "account.move", "active_ids": invoice.ids}
        payment = self.env["account.payment.register"].with_context(**context)
        payment.create({"payment_date": long_ago, "journal_id": journal.id})._create_payments()
        self.assertEqual(self.touchpoints(kind="payment").occurred_at.date(), long_ago)

    def test_a_vendor_bill_is_none(self):
        bill = self.env["account.move"].create({"move_type": "in_invoice", "partner_id": self.li.id})
        bill._invoice_paid_hook()
        self.assertFalse(self.touchpoints())

    # Events, surveys, mailings, ratings

    def test_a_seat_is_a_registration_and_when_taken_an_attendance(self):
        event = self.env["event.event"].create({"name": "Seminar"})
        seat = self.env["event.registration"].create({"event_id": event.id, "partner_id": self.li.id})
        self.assertEqual(self.touchpoints().mapped("kind"), ["registration"])
        seat.action_set_done()
        seat.action_set_done()
        self.assertEqual(sorted(self.touchpoints().mapped("kind")), ["attendance", "registration"])

    def test_an_answered_survey_is_one_and_a_test_is_none(self):
        survey = self.env["survey.survey"].create({"title": "How was it?"})
        answers = self.env["survey.user_input"].create(
            [{"survey_id": survey.id, "partner_id": self.li.id, "test_entry": test} for test in (False, True)]
        )
        answers._mark_done()
        self.assertEqual(self.touchpoints(kind="survey").res_id, answers[0].id)

    def make_trace(self, record, email):
        mailing = self.env["mailing.mailing"].create(
            {"name": "Spring", "subject": "Spring", "mailing_model_id": self.env["ir.model"]._get(record._name).id}
        )
        return self.env["mailing.trace"].create(
            {"mass_mailing_id": mailing.id, "model": record._name, "res_id": record.id, "email": email}
        )

    def test_a_mail_opened_ten_times_is_opened_once(self):
        trace = self.make_trace(self.li, self.li.email)
        for _ in range(10):
            trace.set_opened()
        trace.set_clicked()
        trace.set_replied()
        self.assertEqual(sorted(self.touchpoints(channel="mailing").mapped("kind")), ["click", "open", "reply"])

    def test_a_mailing_contact_is_known_by_the_address_when_it_is_one_customer_s(self):
        contact = self.env["mailing.contact"].create({"name": "Li", "email": "LI.WEI@acme.test"})
        self.make_trace(contact, "LI.WEI@acme.test").set_opened()
        self.assertEqual(self.touchpoints().partner_id, self.li)
        self.env["res.partner"].create({"name": "Li again", "email": "li.wei@acme.test"})
        self.make_trace(contact, "LI.WEI@acme.test").set_opened()
        self.assertEqual(len(self.touchpoints()), 1)

    def test_a_mailing_to_a_lead_without_customer_waits_on_the_lead(self):
        lead = self.env["crm.lead"].create({"name": "Cold", "email_from": "cold@nowhere.test"})
        self.make_trace(lead, "cold@nowhere.test").set_clicked()
        self.assertEqual(self.Touchpoint.search([("lead_id", "=", lead.id)]).kind, "click")

    def test_a_rating_is_one(self):
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get("res.partner").id,
                "res_id": self.acme.id,
                "partner_id": self.li.id,
            }
        )
        self.acme.rating_apply(4, rating=rating, feedback="Good")
        touchpoint = self.touchpoints(kind="rating")
        self.assertEqual(touchpoint.subject, "4/5 Good")
