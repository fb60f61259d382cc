from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import KnowledgeCase


@tagged("post_install", "-at_install")
class TestArticle(KnowledgeCase):
    def test_nobody_publishes_what_they_wrote(self):
        article = self.draft()
        article.with_user(self.approver).name = "A better title"
        article.with_user(self.author).action_submit()
        with self.assertRaises(UserError):
            article.with_user(self.approver).action_approve()
        with self.assertRaises(AccessError):
            article.with_user(self.author).action_approve()
        self.assertEqual(article.state, "review")
