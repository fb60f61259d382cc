import json
import re

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import KnowledgeCase


@tagged("post_install", "-at_install")
class TestPortal(KnowledgeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.customer, cls.partner, cls.employee):
            user.password = user.login
        files = cls.env["ir.attachment"].with_user(cls.author)
        cls.file = files.create({"name": "plan.txt", "raw": b"top secret plan"})
        cls.internal = cls.published(
            "Hidden margin", "<p>Hidden zebra</p>", audience="internal", attachment_ids=[Command.set(cls.file.ids)]
        )
        cls.dealer = cls.published("Dealer zebra", "<p>For dealers</p>", audience="partner")
        cls.sheet = files.create({"name": "sheet.txt", "raw": b"data sheet"})
        cls.open = cls.published(
            "Feed the zebra", "<p>Hay and water.</p>", audience="customer", attachment_ids=[Command.set(cls.sheet.ids)]
        )
        cls.everybody = cls.published("Zebra opening hours", "<p>Nine to five.</p>")
        cls.unfinished = cls.draft("Draft about the zebra", "<p>Not true yet</p>", audience="customer")

    def page(self, user, path, **options):
        self.authenticate(user.login, user.login) if user else self.authenticate(None, None)
        return self.url_open(path, **options)

    def test_a_customer_reaches_no_foreign_article_by_any_door(self):
        closed = (self.internal, self.dealer, self.unfinished)
        for article in closed:
            self.assertEqual(self.page(self.customer, f"/knowledge/{article.id}").status_code, 404)
            self.assertEqual(self.page(None, f"/knowledge/{article.id}").status_code, 404)
        self.assertEqual(self.page(self.customer, f"/knowledge/{self.open.id}").status_code, 200)
        self.assertEqual(self.page(None, f"/knowledge/{self.open.id}").status_code, 404)
        self.assertEqual(self.page(self.partner, f"/knowledge/{self.dealer.id}").status_code, 200)

        shelf = self.page(self.customer, "/knowledge").text
        found = self.page(self.customer, "/knowledge?search=zebra").text
        for text in (shelf, found):
            self.assertIn("Feed the zebra", text)
            for article in closed:
                self.assertNotIn(article.name, text)
                self.assertNotIn(f'"/knowledge/{article.id}', text)

    def test_a_customer_gets_no_document_of_a_foreign_article(self):
        self.authenticate(self.customer.login, self.customer.login)
        for path in (
            f"/knowledge/{self.internal.id}/file/{self.file.id}",
            f"/knowledge/{self.open.id}/file/{self.file.id}",
            f"/web/content/{self.file.id}",
            f"/web/content/{self.file.id}?access_token=guess",
        ):
            answer = self.url_open(path)
            self.assertNotIn("top secret", answer.text, path)
        answer = self.url_open(f"/knowledge/{self.open.id}/file/{self.sheet.id}")
        self.assertEqual(answer.text, "data sheet")
        self.assertIn("attachment", answer.headers["Content-Disposition"])

    def test_a_customer_reads_nothing_more_over_the_api(self):
        self.authenticate(self.customer.login, self.customer.login)

        def call(model, method, *arguments, **named):
            return self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                data=json.dumps({"params": {"model": model, "method": method, "args": arguments, "kwargs": named}}),
                headers={"Content-Type": "application/json"},
            ).json()

        rows = call("crm.knowledge.version", "search_read", [], ["name", "body"])["result"]
        mine = {self.open.name, self.everybody.name}
        self.assertLessEqual(mine, {row["name"] for row in rows})
        self.assertFalse(
            {row["name"] for row in rows} & {article.name for article in (self.internal, self.dealer, self.unfinished)}
        )
        foreign = self.internal.published_version_id.id
        self.assertIn("error", call("crm.knowledge.version", "read", [foreign], ["name"]))
        for model in (
            "crm.knowledge.article",
            "crm.knowledge.suggestion",
            "crm.knowledge.feedback",
            "crm.knowledge.use",
        ):
            self.assertIn("error", call(model, "search_read", [], ["id"]), model)
        self.assertIn(
            "error", call("crm.knowledge.version", "write", [self.open.published_version_id.id], {"name": "x"})
        )

    def test_suggestions_keep_to_the_circle_and_count_the_question_once(self):
        self.authenticate(self.customer.login, self.customer.login)
        answer = self.make_jsonrpc_request("/knowledge/suggest", {"text": "how to feed the zeb"})
        ask = answer["ask"]
        names = [hit["name"] for hit in answer["hits"]]
        self.assertEqual(names[0], "Feed the zebra")
        self.assertFalse({"Hidden margin", "Dealer zebra", "Draft about the zebra"} & set(names))
        self.make_jsonrpc_request("/knowledge/suggest", {"text": "how to feed the zebra", "ask": ask})
        rows = self.env["crm.knowledge.suggestion"].search([("ask", "=", ask), ("article_id", "=", self.open.id)])
        self.assertEqual((len(rows), rows.shown, rows.opened, rows.solved), (1, 1, 0, 0))
        self.assertEqual(rows.text, "how to feed the zebra")

        self.url_open(f"/knowledge/{self.open.id}?ask={ask}")
        for _click in range(2):
            self.assertTrue(self.make_jsonrpc_request("/knowledge/solved", {"ask": ask, "article_id": self.open.id}))
        rows.invalidate_recordset()
        self.assertEqual((rows.opened, rows.solved), (1, 1))
        self.assertEqual(self.open.deflected_count, 1)

    def test_nobody_claims_a_deflection_that_was_not_shown(self):
        self.authenticate(self.customer.login, self.customer.login)
        for ask, article in (("0" * 32, self.open.id), ("' OR 1=1", self.open.id), ("0" * 32, "x")):
            self.assertFalse(self.make_jsonrpc_request("/knowledge/solved", {"ask": ask, "article_id": article}))

    def test_a_question_without_answer_is_kept_as_a_missing_article(self):
        answer = self.make_jsonrpc_request("/knowledge/suggest", {"text": "unicorn saddle"})
        gap = self.env["crm.knowledge.suggestion"].search([("ask", "=", answer["ask"])])
        self.assertEqual((gap.text, gap.found), ("unicorn saddle", False))
        self.make_jsonrpc_request("/knowledge/suggest", {"text": "zebra saddle", "ask": answer["ask"]})
        rows = self.env["crm.knowledge.suggestion"].search([("ask", "=", answer["ask"])])
        self.assertTrue(all(rows.mapped("found")))

    def feedback(self, article, **values):
        page = self.url_open(f"/knowledge/{article.id}").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        return self.url_open(f"/knowledge/{article.id}/feedback", data={"csrf_token": token, **values})

    def test_what_does_not_help_comes_into_the_fix_queue_once(self):
        self.authenticate(self.customer.login, self.customer.login)
        for _click in range(2):
            answer = self.feedback(self.open, helpful="0", reason="outdated", comment="<b>No hay</b> any more")
            self.assertEqual(answer.status_code, 200)
        voice = self.env["crm.knowledge.feedback"].search([("article_id", "=", self.open.id)])
        self.assertEqual((len(voice), voice.state, voice.reason), (1, "new", "outdated"))
        self.assertEqual(voice.owner_id, self.author)
        self.assertEqual(self.open.to_fix_count, 1)
        voice.with_user(self.author).action_fix()
        self.assertEqual((voice.state, self.open.state), ("progress", "draft"))

    def test_a_complaint_needs_a_reason_and_the_visitor_is_told(self):
        self.authenticate(self.customer.login, self.customer.login)
        answer = self.feedback(self.open, helpful="0", reason="nonsense")
        self.assertIn("Please say what is wrong", answer.text)
        self.assertFalse(self.env["crm.knowledge.feedback"].search([("article_id", "=", self.open.id)]))

    def test_nobody_judges_an_article_they_cannot_read(self):
        self.authenticate(self.customer.login, self.customer.login)
        page = self.url_open(f"/knowledge/{self.open.id}").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        answer = self.url_open(f"/knowledge/{self.internal.id}/feedback", data={"csrf_token": token, "helpful": "1"})
        self.assertEqual(answer.status_code, 404)

    def test_wrong_addresses_are_answered_with_not_found(self):
        for path in (
            "/knowledge/999999",
            "/knowledge?folder=abc&page=x",
            "/knowledge?search=%00%27",
            "/knowledge/page/99",
        ):
            self.assertIn(self.page(self.customer, path).status_code, (200, 404), path)

    def test_the_page_stands_in_the_portal(self):
        self.assertIn("/knowledge", self.page(self.customer, "/my/home").text)
        counts = self.make_jsonrpc_request("/my/counters", {"counters": ["knowledge_count"]})
        self.assertGreaterEqual(counts["knowledge_count"], 2)
