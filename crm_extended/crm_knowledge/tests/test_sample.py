from odoo.tests import tagged

from odoo.addons.crm_knowledge.demo.sample_company import load

from .common import KnowledgeCase


class Sample:
    """Two rows of a sample company, and the memory of what was made of them."""

    kept = {}

    def rows(self, name):
        row = {
            "topic": "filter", "category": "Care", "audience": "public", "published_on": "2026-01-01",
            "review_by": "2027-01-01", "owner_id": "", "translation_of": "", "body": "Turn it left.\n\nIt is < 5 min.",
        }  # fmt: skip
        return {
            "articles": [
                {**row, "article_id": "a_zh", "language": "zh_CN", "title": "滤芯", "translation_of": "a_en"},
                {**row, "article_id": "a_en", "language": "en_US", "title": "Filter"},
            ]
        }.get(name, [])

    def ids(self, env, model):
        return dict(self.kept)

    def find(self, env, key):
        return None

    def keep(self, records, keys):
        self.kept.update(zip(keys, records.ids, strict=True))


@tagged("post_install", "-at_install")
class TestSample(KnowledgeCase):
    def test_the_sample_is_loaded_once_and_can_be_read(self):
        sample = Sample()
        Sample.kept = {}
        articles = load(self.env, sample)
        self.assertEqual(load(self.env, sample), articles)
        chinese, english = articles
        self.assertEqual(chinese.source_id, english)
        self.assertEqual(articles.mapped("state"), ["published", "published"])
        self.assertEqual(chinese.translation_state, "current")
        self.assertEqual(self.found(self.public, "filter left", language="en_US"), english)
        self.assertIn("&lt; 5", english.published_body)
