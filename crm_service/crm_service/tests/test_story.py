from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.crm_knowledge.tests.common import KnowledgeCase
from odoo.addons.mail.tests.common import MailCommon

from .common import MONDAY, ServiceCase

MAIL = """From: ada@customer.example
To: {to}
Subject: The press does not start
Message-Id: <{number}@customer.example>
{extra}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install")
class TestStory(MailCommon, ServiceCase, KnowledgeCase):
    """One customer's bad day, from her first mail to the call that makes it good again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.published("Press: emergency stop", "<p>The press does not start: turn it.</p>", audience="customer")

    def mail(self, number, body, answers=None):
        extra = f"In-Reply-To: {answers.message_id}\n" if answers else ""
        text = MAIL.format(to=self.team.alias_email, number=number, body=body, extra=extra)
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(None, text)
        return self.env["crm.service.request"].search([("partner_id", "=", self.customer.id)], order="id desc", limit=1)

    def say(self, request, user, body):
        with self.mock_mail_gateway():
            return request.with_user(user).message_post(
                body=body, message_type="comment", subtype_xmlid="mail.mt_comment"
            )

    def test_a_press_that_does_not_start(self):
        # Monday 9:00. Ada writes; the team has an hour to answer and eight to solve it.
        with freeze_time(MONDAY):
            request = self.mail(1, "Since this morning")
        self.assertEqual(request.sla_deadline, MONDAY + timedelta(hours=1))

        # 9:30. An agent takes it and answers with an article; Ada has to try it, and the clock rests.
        with freeze_time(MONDAY + timedelta(minutes=30)):
            request.with_user(self.agent).action_take()
            found = request.with_user(self.agent).suggest_articles(request.name)["articles"]
            answer = self.say(request, self.agent, f"Please look at {found[0]['title']}")
            request.with_user(self.agent).stage_id = self.stage_wait
        self.assertEqual((request.sla_id.respond_state, request.sla_id.resolve_state), ("met", "paused"))

        # Tuesday 9:00. It did not help: her reply starts the clock where it stood, at half an hour.
        tuesday = MONDAY + timedelta(days=1)
        with freeze_time(tuesday):
            self.assertEqual(self.mail(2, "No change", answer), request)
        self.assertEqual(request.clock, "run")
        self.assertEqual(request.resolve_due, tuesday + timedelta(hours=8.5))

        # Tuesday 17:45. Too late: agent and leader hear of it, once, however often the clock is looked at.
        with freeze_time(tuesday + timedelta(hours=8.75)):
            self.cron()
            self.cron()
            self.assertEqual(request.sla_state, "missed")
        self.assertEqual(self.alarms(request).user_id, self.agent | self.lead)
        self.assertEqual(len(self.alarms(request)), 2)

        # Wednesday. Solved: the alarms go, nobody higher up hears of it, and Ada is asked.
        wednesday = tuesday + timedelta(days=1)
        with freeze_time(wednesday):
            request.with_user(self.agent).action_close()
            self.assertFalse(self.alarms(request))
        with freeze_time(wednesday + timedelta(days=9)):
            self.cron()
        self.assertEqual(len(request.notice_ids), 2)

        # She is not happy, and the leader calls her back.
        with freeze_time(wednesday + timedelta(hours=1)):
            request.sudo().rating_apply(1, token=request.sudo()._rating_get_access_token(), feedback="Two days!")
        call = request.activity_ids
        self.assertEqual(call.user_id, self.lead)
        self.assertEqual(call.activity_type_id, self.env.ref("crm_service.activity_call_back"))
        call.action_feedback("Spoke to her, sent a voucher")
        self.assertFalse(request.activity_ids)
