from odoo.tests import tagged

from odoo.addons.im_livechat.tests.chatbot_common import ChatbotCase
from odoo.addons.mail.tests.common import MailCommon


@tagged("post_install", "-at_install")
class TestChatbot(MailCommon, ChatbotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["crm.service.team"].create({"name": "Chat team"})
        cls.answer = (
            cls.env["chatbot.script.answer"]
            .sudo()
            .create({"name": "Something is broken", "script_step_id": cls.step_dispatch.id})
        )
        steps = [
            ("question_email", "Your e-mail?"),
            ("free_input_single", "What is it?"),
            ("create_service_request", "Thanks!"),
        ]
        cls.env["chatbot.script.step"].sudo().create(
            [
                {
                    "step_type": kind,
                    "message": text,
                    "sequence": 40 + index,
                    "triggering_answer_ids": [(4, cls.answer.id)],
                    "service_team_id": cls.team.id if kind == "create_service_request" else False,
                    "chatbot_script_id": cls.chatbot_script.id,
                }
                for index, (kind, text) in enumerate(steps)
            ]
        )

    def play(self, email="zoe@chat.example"):
        data = self.make_jsonrpc_request(
            "/im_livechat/get_session",
            {"chatbot_script_id": self.chatbot_script.id, "channel_id": self.livechat_channel.id},
        )
        channel = self.env["discuss.channel"].sudo().browse(data["channel_id"])
        self._post_answer_and_trigger_next_step(channel, self.answer.name, chatbot_script_answer=self.answer)
        self._post_answer_and_trigger_next_step(channel, email=email)
        self._post_answer_and_trigger_next_step(channel, "The press smokes")
        return self.env["crm.service.request"].sudo().search([("channel", "=", "chat")], order="id desc", limit=1)

    def test_a_visitor_opens_a_request_in_the_chat(self):
        request = self.play()
        self.assertEqual((request.team_id, request.email_from), (self.team, "zoe@chat.example"))
        self.assertEqual(request.name, "The press smokes")
        self.assertEqual(request.partner_id.email, "zoe@chat.example")
        self.assertTrue(request.responded_at, "in a chat the customer is answered while he asks")
        self.assertIn("The press smokes", request.description)

    def test_a_known_customer_is_recognised(self):
        known = self.env["res.partner"].create({"name": "Known", "email": "known@chat.example"})
        self.assertEqual(self.play("known@chat.example").partner_id, known)
