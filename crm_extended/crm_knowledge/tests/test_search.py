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
