from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import KnowledgeCase


@tagged("post_install", "-at_install")
class TestUse(KnowledgeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, "kn_seller", groups="sales_team.group_sale_salesman")
        cls.article = cls.published("Financing a machine", "<p>Lease it for 36 months.</p>", audience="customer")
        cls.published("Lease internals", "<p>Our lease margin.</p>", audience="internal")
        cls.lead = cls.env["crm.lead"].create({"name": "Wants to lease a machine", "user_id": cls.seller.id})

    def test_an_article_found_for_an_opportunity_is_linked_once_and_solved(self):
        action = self.lead.with_user(self.seller).action_find_articles()
        finder = self.env["crm.knowledge.finder"].with_user(self.seller).browse(action["res_id"])
        self.assertEqual(finder.text, "Wants to lease a machine")
        finder.audience = "customer"
        line = finder.line_ids
        self.assertEqual(line.article_id, self.article)
        line.action_use()
        line.action_solved()
        line.action_use()
        self.assertEqual(self.lead.with_user(self.seller).knowledge_use_count, 1)
        self.assertEqual((self.article.use_count, self.article.solved_count), (1, 1))

    def test_a_record_that_one_may_not_see_has_no_name(self):
        use = self.env["crm.knowledge.use"].with_user(self.seller)._link(self.lead, self.article)
        self.assertEqual(use.record_name, self.lead.name)
        self.assertFalse(use.with_user(self.employee).record_name)
        with self.assertRaises(AccessError):
            self.env["crm.knowledge.use"].with_user(self.employee)._link(self.lead, self.article)

    def test_a_deleted_record_leaves_no_use_behind(self):
        self.env["crm.knowledge.use"]._link(self.lead, self.article)
        self.lead.unlink()
        self.assertFalse(self.article.use_ids.exists())

    def test_the_finder_says_when_nothing_answers(self):
        finder = self.env["crm.knowledge.finder"].with_user(self.seller).create({"text": "quux"})
        self.assertTrue(finder.nothing_found)
        self.assertFalse(finder.line_ids)
