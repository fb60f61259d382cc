from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_knowledge.tests.common import KnowledgeCase
from odoo.addons.im_livechat.tests.chatbot_common import ChatbotCase
from odoo.addons.mail.tests.common import MailCommon


@tagged("post_install", "-at_install")
class TestKnowledgeStep(MailCommon, ChatbotCase, KnowledgeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public_article = cls.published("Why the press smokes", "<p>The belt slips: tighten it.</p>")
        cls.inner_article = cls.published("Press smokes: margin on belts", "<p>Smokes.</p>", audience="internal")
        Step, Answer = cls.env["chatbot.script.step"].sudo(), cls.env["chatbot.script.answer"].sudo()
        script = cls.chatbot_script.id
        cls.broken = Answer.create({"name": "Something is broken", "script_step_id": cls.step_dispatch.id})
        path = {"chatbot_script_id": script, "triggering_answer_ids": [Command.link(cls.broken.id)]}
        Step.create({"step_type": "free_input_single", "message": "What is it?", "sequence": 40, **path})
        Step.create({"step_type": "suggest_articles", "message": "Look here:", "sequence": 41, **path})
        cls.helped = Step.create(
            {"step_type": "question_selection", "message": "Did that help?", "sequence": 42, **path}
        )
        cls.yes = Answer.create({"name": "Yes", "script_step_id": cls.helped.id, "is_solution": True})
        cls.no = Answer.create({"name": "No", "script_step_id": cls.helped.id})
        for kind, text, sequence in (("question_email", "E-mail?", 43), ("create_service_request", "Thanks!", 44)):
            Step.create(
                {
                    "step_type": kind,
                    "message": text,
                    "sequence": sequence,
                    "chatbot_script_id": script,
                    "triggering_answer_ids": [Command.link(cls.no.id)],
                }
            )

    def ask(self, question):
        data = self.make_jsonrpc_request(
            "/im_livechat/get_session",
            {"chatbot_script_id": self.chatbot_script.id, "channel_id": self.livechat_channel.id},
        )
        channel = self.env["discuss.channel"].sudo().browse(data["channel_id"])
        self._post_answer_and_trigger_next_step(channel, self.broken.name, chatbot_script_answer=self.broken)
        self._post_answer_and_trigger_next_step(channel, question)
        said = channel.message_ids.filtered(lambda message: "Look here" in message.body or "nothing" in message.body)
        self.make_jsonrpc_request("/chatbot/step/trigger", {"channel_id": channel.id})
        return channel, said.body

    def rows(self, channel):
        return self.env["crm.knowledge.suggestion"].search([("ask", "=", channel.knowledge_ask)])

    def test_a_visitor_gets_the_article_that_is_for_everybody_and_says_that_it_helped(self):
        channel, said = self.ask("the press smokes")
        self.assertIn(f"/knowledge/{self.public_article.id}?ask={channel.knowledge_ask}", said)
        self.assertNotIn("margin", said)
        self.assertEqual((self.rows(channel).channel, self.rows(channel).solved), ("chatbot", 0))
        self._post_answer_and_trigger_next_step(channel, "Yes", chatbot_script_answer=self.yes)
        self.assertEqual((self.rows(channel).article_id, self.rows(channel).solved), (self.public_article, 1))
        self.assertEqual(self.public_article.deflected_count, 1)

    def test_when_it_did_not_help_a_request_is_opened_that_knows_what_was_shown(self):
        channel, _said = self.ask("the press smokes")
        self._post_answer_and_trigger_next_step(channel, "No", chatbot_script_answer=self.no)
        self._post_answer_and_trigger_next_step(channel, email="zoe@chat.example")
        request = self.env["crm.service.request"].search([("channel", "=", "chat")], order="id desc", limit=1)
        self.assertEqual(request.name, "the press smokes")
        self.assertEqual(request.knowledge_ask, channel.knowledge_ask)
        self.assertEqual(self.rows(channel).solved, 0)

    def test_a_question_that_nothing_answers_becomes_a_missing_article(self):
        channel, said = self.ask("quux zyzzyva")
        self.assertIn("found nothing", said)
        self.assertFalse(self.rows(channel).found)
