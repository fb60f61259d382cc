from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from .common import ServiceCase

MAIL = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: {message_id}
{extra}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install")
class TestMail(MailCommon, ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.address = cls.team.alias_email
        cls.count = 0

    def receive(self, sender="ada@customer.example", subject="Machine stands", body="Help", **headers):
        TestMail.count += 1
        message_id = headers.pop("message_id", f"<in-{self.count}@customer.example>")
        extra = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
        before = self.env["crm.service.request"].search([])
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(
                None,
                MAIL.format(
                    sender=sender, to=self.address, subject=subject, message_id=message_id, body=body, extra=extra
                ),
            )
        return self.env["crm.service.request"].search([]) - before

    def answer(self, request, **values):
        with self.mock_mail_gateway():
            return request.with_user(self.agent).message_post(
                body="We look at it", message_type="comment", subtype_xmlid="mail.mt_comment", **values
            )

    def test_a_mail_to_the_team_opens_a_request_of_its_author(self):
        request = self.receive()
        self.assertEqual((request.name, request.channel, request.team_id), ("Machine stands", "email", self.team))
        self.assertEqual(request.partner_id, self.customer)
        self.assertFalse(request.user_id)
        self.assertTrue(request.sla_deadline)

    def test_an_unknown_author_becomes_a_contact(self):
        request = self.receive(sender='"Zoe New" <zoe@new.example>', subject="")
        self.assertEqual(request.partner_id.email, "zoe@new.example")
        self.assertTrue(request.name)

    def test_a_reply_lands_in_its_request_and_reopens_it(self):
        request = self.receive()
        message = self.answer(request)
        request.action_close()
        self.assertEqual(request.clock, "stop")
        self.assertFalse(self.receive(body="Not yet", In_Reply_To=message.message_id))
        self.assertEqual(request.clock, "run")
        self.assertEqual(request.reopen_count, 1)
        self.assertFalse(request.closed_at)
        self.assertIn("Not yet", request.message_ids[:2].mapped("body")[0] + request.message_ids[1].body)

    def test_a_reply_ends_the_waiting(self):
        request = self.receive()
        message = self.answer(request)
        request.stage_id = self.stage_wait
        self.receive(In_Reply_To=message.message_id)
        self.assertEqual((request.clock, request.reopen_count), ("run", 0))

    def test_an_automatic_answer_neither_opens_nor_reopens(self):
        self.assertFalse(self.receive(Auto_Submitted="auto-replied"))
        request = self.receive()
        message = self.answer(request)
        request.action_close()
        count = len(request.message_ids)
        self.receive(subject="Out of office", Auto_Submitted="auto-replied", In_Reply_To=message.message_id)
        self.assertEqual((request.clock, len(request.message_ids)), ("stop", count))

    def test_the_same_mail_twice_is_one_request(self):
        first = self.receive(message_id="<same@customer.example>")
        self.assertTrue(first)
        self.assertFalse(self.receive(message_id="<same@customer.example>"))

    def test_the_first_answer_of_an_agent_stops_the_answer_clock(self):
        request = self.receive()
        request.with_user(self.agent).message_post(body="Note", subtype_xmlid="mail.mt_note")
        self.assertFalse(request.responded_at, "a note is no answer")
        self.answer(request)
        self.assertTrue(request.responded_at)
        self.assertEqual(request.sla_id.respond_state, "met")
        first = request.responded_at
        self.answer(request)
        self.assertEqual(request.responded_at, first)

    def test_the_customer_is_told_the_number(self):
        request = self.receive()
        self.flush_tracking()
        mails = self.env["mail.message"].search([("model", "=", request._name), ("res_id", "=", request.id)])
        self.assertTrue(any(request.number in (mail.subject or "") for mail in mails), mails.mapped("subject"))

    def test_answers_go_out_from_the_team_address(self):
        request = self.receive()
        self.assertIn(self.address, request._notify_get_reply_to()[request.id])
