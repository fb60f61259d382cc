import re

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crm_knowledge.tests.common import KnowledgeCase
from odoo.addons.mail.tests.common import MailCommon

from .common import ServiceCase

MAIL = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: <{number}@customer.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Since this morning.
"""


class ArticlesCase(ServiceCase, KnowledgeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.open_article = cls.published("The press does not start", "<p>Release the emergency stop.</p>")
        cls.customers_article = cls.published("The press starts slowly", "<p>Oil the press.</p>", audience="customer")
        cls.inner_article = cls.published("The press: our start margin", "<p>Press.</p>", audience="internal")
        cls.draft("The press will start tomorrow", "<p>Press unfinished.</p>")

    def shown(self, ask):
        return self.env["crm.knowledge.suggestion"].search([("ask", "=", ask), ("found", "=", True)])


@tagged("post_install", "-at_install")
class TestKnowledge(MailCommon, ArticlesCase):
    def mail(self, sender, subject="The press does not start"):
        text = MAIL.format(sender=sender, to=self.team.alias_email, subject=subject, number=sender)
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(None, text)
            self.env.cr.precommit.run()
        request = self.env["crm.service.request"].search([("email_from", "ilike", sender)], order="id desc", limit=1)
        sent = self._new_mails.filtered(lambda mail: mail.res_id == request.id)
        return request, " ".join(sent.mapped("body_html"))

    def test_the_receipt_of_a_mail_suggests_what_everybody_may_read(self):
        request, body = self.mail("ada@customer.example")
        self.assertIn(f"/knowledge/{self.open_article.id}?ask={request.knowledge_ask}", body)
        for hidden in (self.customers_article, self.inner_article):
            self.assertNotIn(hidden.name, body)
        self.assertNotIn("tomorrow", body)
        self.assertEqual(self.shown(request.knowledge_ask).channel, "email")

    def test_a_customer_with_a_login_gets_the_customers_articles_in_the_receipt(self):
        new_test_user(
            self.env, "sv_ada2", "base.group_portal", partner_id=self.customer.id, email="ada@customer.example"
        )
        _request, body = self.mail("ada@customer.example")
        self.assertIn(self.customers_article.name, body)
        self.assertNotIn(self.inner_article.name, body)

    def test_nothing_is_suggested_when_the_request_is_reopened(self):
        request, _body = self.mail("ada@customer.example")
        request.action_close()
        request._reopen()
        self.assertEqual(request._receipt_layout(), "mail.mail_notification_light")

    def test_the_customer_who_found_his_answer_in_the_receipt_tells_the_agent(self):
        request, _body = self.mail("ada@customer.example")
        Suggestion = self.env["crm.knowledge.suggestion"].with_user(self.public)
        for _twice in range(2):
            Suggestion._mark_solved(request.knowledge_ask, self.open_article.id)
        notes = request.message_ids.filtered(lambda message: "answered it" in (message.body or ""))
        self.assertEqual(len(notes), 1)
        self.assertTrue(notes.is_internal or notes.subtype_id.internal)
        use = self.env["crm.knowledge.use"].search([("res_id", "=", request.id)])
        self.assertEqual((use.article_id, use.solved), (self.open_article, True))
        self.assertEqual(request.with_user(self.agent).read_article_ids, self.open_article)
        Suggestion._mark_solved("0" * 32, self.open_article.id)
        Suggestion._mark_solved(request.knowledge_ask, self.inner_article.id)
        self.assertEqual(len(use.search([("res_id", "=", request.id)])), 1, "a guessed key or article counts nothing")

    def test_an_agent_finds_more_and_sees_what_may_be_sent(self):
        Request = self.env["crm.service.request"].with_user(self.agent)
        answer = Request.suggest_articles("the press does not sta")
        found = {row["title"]: row["sendable"] for row in answer["articles"]}
        self.assertTrue(found[self.open_article.name])
        self.assertFalse(found[self.inner_article.name])
        again = Request.suggest_articles("the press does not start", answer["ask"])
        self.assertEqual(again["ask"], answer["ask"])
        rows = self.shown(answer["ask"]).filtered(lambda row: row.article_id == self.open_article)
        self.assertEqual((len(rows), rows.shown, rows.channel), (1, 1, "agent"), "one question is counted once")
        self.assertEqual(Request.suggest_articles("  ")["articles"], [])

    def test_only_an_agent_asks_for_agents_articles(self):
        portal = new_test_user(self.env, "sv_x", "base.group_portal")
        for user in (portal, self.public, self.employee):
            with self.assertRaises(AccessError):
                self.env["crm.service.request"].with_user(user).suggest_articles("press")

    def test_an_article_is_used_sent_and_solves(self):
        request = self.make().with_user(self.agent)
        action = request.action_send_article(self.open_article.id)
        composer = self.env["mail.compose.message"].with_user(self.agent).with_context(**action["context"]).create({})
        composer._action_send_mail()
        answer = request.message_ids[:1]
        self.assertIn(f"/knowledge/{self.open_article.id}?ask={request.sudo().knowledge_ask}", answer.body)
        self.assertTrue(request.responded_at, "an article that is sent is an answer")
        request.use_article(self.open_article.id, solved=True)
        self.assertEqual(request.knowledge_use_count, 1)
        request.action_close()
        self.env.flush_all()
        row = self.env["crm.service.analysis"].search([("request_id", "=", request.id)])
        self.assertEqual(row.with_article, 100.0)
        other = self.make()
        other.action_close()
        self.env.flush_all()
        self.assertEqual(self.env["crm.service.analysis"].search([("request_id", "=", other.id)]).with_article, 0.0)

    def test_a_foreign_request_or_article_is_not_linked(self):
        self.team.privacy = "members"
        request = self.make()
        with self.assertRaises(AccessError):
            request.with_user(self.other_agent).use_article(self.open_article.id)
        draft = self.draft("Not for anybody yet")
        with self.assertRaises(AccessError):
            request.with_user(self.agent).use_article(draft.id)

    def test_merged_requests_keep_what_helped(self):
        keep, gone = self.make(), self.make()
        keep.use_article(self.open_article.id)
        gone.use_article(self.open_article.id, solved=True)
        gone.use_article(self.inner_article.id)
        keep._absorb(gone)
        uses = self.env["crm.knowledge.use"].search(
            [("res_model", "=", keep._name), ("res_id", "in", (keep | gone).ids)]
        )
        self.assertEqual(uses.mapped("res_id"), [keep.id, keep.id])
        self.assertEqual(uses.filtered("solved").article_id, self.open_article)


@tagged("post_install", "-at_install")
class TestKnowledgeDoors(HttpCase, ArticlesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(cls.env, "sv_ada", "base.group_portal", partner_id=cls.customer.id)

    def rpc(self, url, **params):
        return self.url_open(url, json={"params": params}).json()["result"]

    def test_a_customer_is_answered_while_he_writes_and_sends_nothing(self):
        self.authenticate("sv_ada", "sv_ada")
        self.assertIn('name="ask"', self.url_open("/my/requests/new").text)
        answer = self.rpc("/knowledge/suggest", text="press does not sta", channel="request")
        names = [hit["name"] for hit in answer["hits"]]
        self.assertIn(self.open_article.name, names)
        self.assertIn(self.customers_article.name, names)
        self.assertNotIn(self.inner_article.name, names)
        self.assertTrue(self.rpc("/knowledge/solved", ask=answer["ask"], article_id=self.open_article.id))
        row = self.shown(answer["ask"]).filtered(lambda row: row.article_id == self.open_article)
        self.assertEqual((row.channel, row.solved), ("request", 1))

    def test_a_request_knows_what_its_customer_read_before(self):
        self.authenticate("sv_ada", "sv_ada")
        page = self.url_open("/my/requests/new").text
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        ask = self.rpc("/knowledge/suggest", text="press does not start", channel="request")["ask"]
        self.url_open(f"/knowledge/{self.open_article.id}?ask={ask}")
        self.url_open("/my/requests/new", data={**hidden, "name": "Still broken", "ask": ask})
        request = self.env["crm.service.request"].search([("name", "=", "Still broken")])
        self.assertEqual(request.knowledge_ask, ask)
        self.assertEqual(request.with_user(self.agent).read_article_ids, self.open_article)
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', self.url_open("/my/requests/new").text))
        self.url_open("/my/requests/new", data={**hidden, "name": "Odd key", "ask": "<b>"})
        self.assertNotEqual(self.env["crm.service.request"].search([("name", "=", "Odd key")]).knowledge_ask, "<b>")

    def test_the_form_suggests_while_the_customer_types(self):
        self.start_tour("/my/requests/new", "crm_service_portal_suggestions", login="sv_ada")
        row = self.env["crm.knowledge.suggestion"].search(
            [("article_id", "=", self.open_article.id), ("channel", "=", "request")]
        )
        self.assertEqual(row.solved, 1)
        self.assertFalse(self.env["crm.service.request"].search([("name", "=", "The press does not start")]))

    def test_the_agents_form_suggests_while_he_types(self):
        action = self.env.ref("crm_service.request_action")
        self.start_tour(f"/odoo/action-{action.id}/new", "crm_service_agent_suggestions", login="sv_agent")
        request = self.env["crm.service.request"].search([("name", "=", "Press does not start")])
        self.assertEqual(request.with_user(self.agent).knowledge_use_ids.article_id, self.open_article)
