from odoo.tests import tagged

from .common import KnowledgeCase


@tagged("post_install", "-at_install")
class TestSearch(KnowledgeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filter = cls.published("Change the water filter", "<p>Close the tap, then turn the cartridge left.</p>")
        cls.boiler = cls.published("Descale the boiler", "<p>Use citric acid once a month. Never use vinegar.</p>")
        cls.invoice = cls.published(
            "如何开具增值税专用发票", "<p>在门户中提交税号和开户行，三个工作日内寄出发票。</p>", lang="zh_CN"
        )
        cls.machine = cls.published("咖啡机除垢", "<p>每月用柠檬酸清洗一次锅炉，不要用醋。</p>", lang="zh_CN")

    def test_an_english_word_is_found_in_any_form(self):
        self.assertEqual(self.found(self.public, "how do I go about descaling my machine")[:1], self.boiler)

    def test_a_chinese_question_finds_the_chinese_article(self):
        self.assertEqual(self.found(self.public, "我想开专票，发票怎么申请？")[:1], self.invoice)
        self.assertEqual(self.found(self.public, "咖啡机水垢怎么清洗")[:1], self.machine)

    def test_a_mistyped_word_is_understood(self):
        self.assertEqual(self.found(self.public, "cartrigde")[:1], self.filter)

    def test_nothing_is_found_by_words_that_are_nowhere(self):
        self.assertFalse(self.found(self.public, "xyzzy 量子"))
        self.assertFalse(self.found(self.public, "   "))
        self.assertFalse(self.found(self.public, "'; DROP TABLE res_users; --:*&|!()"))

    def test_a_synonym_of_the_house_is_understood_at_once(self):
        self.assertFalse(self.found(self.public, "wonderbox"))
        self.env["crm.knowledge.synonym"].create({"phrases": "wonderbox, boiler"})
        self.assertEqual(self.found(self.public, "wonderbox"), self.boiler)

    def test_while_typing_the_last_word_may_be_unfinished(self):
        self.assertEqual(self.found(self.public, "clean car", typing=True)[:1], self.filter)
        self.assertFalse(self.found(self.public, "clean car"))

    def test_nobody_finds_what_is_not_for_them(self):
        texts = {audience: f"Secret of the {audience}" for audience in ("internal", "partner", "customer", "public")}
        articles = {audience: self.published(text, audience=audience) for audience, text in texts.items()}
        readers = {
            self.public: ("public",),
            self.customer: ("public", "customer"),
            self.partner: ("public", "customer", "partner"),
            self.employee: ("public", "customer", "partner", "internal"),
        }
        for user, audiences in readers.items():
            for asked in (None, "internal", "public"):
                found = self.found(user, "secret", audience=asked)
                expected = audiences if asked != "public" else ("public",)
                self.assertEqual(set(found.ids), {articles[name].id for name in expected}, (user.login, asked))

    def test_a_partner_who_loses_the_level_is_a_customer_at_once(self):
        article = self.published("Dealer margin", audience="partner")
        self.assertEqual(self.found(self.partner, "margin"), article)
        self.assertTrue(
            self.env["crm.knowledge.version"].with_user(self.partner).search_count([("name", "=", "Dealer margin")])
        )
        self.partner.partner_id.grade_id = False
        self.assertFalse(self.found(self.partner, "margin"))
        self.assertFalse(
            self.env["crm.knowledge.version"].with_user(self.partner).search_count([("name", "=", "Dealer margin")])
        )

    def test_a_subject_is_found_once_in_the_readers_language(self):
        english = self.published("Reset code E17", "<p>E17 means no water.</p>")
        chinese = self.published("复位代码 E17", "<p>E17 表示缺水。</p>", lang="zh_CN", source_id=english.id)
        self.assertEqual(self.found(self.public, "E17", language="zh_CN"), chinese)
        self.assertEqual(self.found(self.public, "E17", language="en_US"), english)

    def test_the_snippet_marks_the_words_and_nothing_else_is_html(self):
        self.published("Angle", "<p>Write &lt;script&gt;alert(1)&lt;/script&gt; zebra</p>")
        hit = self.env["crm.knowledge.search"].with_user(self.public)._find("zebra")[0]
        self.assertIn("<mark>zebra</mark>", hit["snippet"])
        self.assertNotIn("<script", hit["snippet"])

    def test_a_search_is_one_statement_however_many_articles(self):
        self.found(self.public, "boiler")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(9):
            self.env["crm.knowledge.search"].with_user(self.public)._find("boiler filter tap", limit=5)
        for number in range(30):
            self.published(f"Boiler {number}", "<p>The boiler and the filter and the tap.</p>")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(9):
            self.env["crm.knowledge.search"].with_user(self.public)._find("boiler filter tap", limit=5)

    def test_the_article_offers_the_same_to_other_addons(self):
        hits = self.Article._suggest("descaling", audience="customer", limit=1)
        self.assertEqual([hit["article_id"] for hit in hits], self.boiler.ids)
