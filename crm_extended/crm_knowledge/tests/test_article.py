from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

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
        self.assertFalse(article.published_version_id)

    def test_an_approver_cannot_publish_the_own_submission(self):
        article = self.Article.with_user(self.approver).create({"name": "Mine", "body": "<p>x</p>", "lang": "en_US"})
        article.action_submit()
        self.assertFalse(article.can_approve)
        with self.assertRaises(UserError):
            article.action_approve()

    def test_readers_see_the_approved_text_while_a_revision_is_written(self):
        article = self.published(body="<p>Turn it left.</p>")
        article.with_user(self.author).action_revise()
        article.with_user(self.author).write({"body": "<p>Turn it right.</p>", "name": "Another title"})
        self.assertIn("left", article.with_user(self.employee).published_body)
        with self.assertRaises(AccessError):
            article.with_user(self.employee).read(["body"])
        self.assertFalse(self.found(self.public, "right"))
        self.publish(article)
        self.assertIn("right", article.with_user(self.employee).published_body)
        self.assertEqual(self.found(self.public, "right"), article)
        self.assertFalse(self.found(self.public, "left"))

    def test_a_published_text_is_changed_only_in_a_revision(self):
        article = self.published()
        for values in ({"name": "x"}, {"body": "<p>x</p>"}, {"audience": "internal"}):
            with self.assertRaises(UserError):
                article.with_user(self.author).write(values)

    def test_a_version_says_what_changed(self):
        article = self.published(body="<p>Wait 5 minutes.</p><p>Open it.</p>")
        article.with_user(self.author).action_revise()
        article.with_user(self.author).body = "<p>Wait 8 minutes.</p><p>Open it.</p><p>Close it.</p>"
        self.publish(article)
        version = article.published_version_id
        self.assertEqual(version.number, 2)
        self.assertIn("<del>5</del><ins>8</ins>", version.diff)
        self.assertEqual(version.change_summary, "1 added, 0 removed, 1 reworded")

    def test_what_was_approved_cannot_be_rewritten(self):
        version = self.published().published_version_id
        for user in (self.author, self.approver, self.employee):
            with self.assertRaises(AccessError):
                version.with_user(user).write({"name": "x"})
            with self.assertRaises(AccessError):
                version.with_user(user).unlink()

    def test_a_second_click_does_nothing_twice(self):
        article = self.draft()
        article.with_user(self.author).action_submit()
        with self.assertRaises(UserError):
            article.with_user(self.author).action_submit()
        article.with_user(self.approver).action_approve()
        with self.assertRaises(UserError):
            article.with_user(self.approver).action_approve()
        self.assertEqual(article.version_count, 1)

    def test_state_and_live_version_cannot_be_two(self):
        article = self.published()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["crm.knowledge.version"].sudo().create({**article._prepare_version_values(), "is_live": True})

    def test_an_empty_article_is_not_submitted(self):
        with self.assertRaises(UserError):
            self.draft(body="<p><br></p>").with_user(self.author).action_submit()

    def test_what_is_sent_back_says_why_and_can_be_submitted_again(self):
        article = self.draft()
        article.with_user(self.author).action_submit()
        self.env["crm.knowledge.reject"].with_user(self.approver).create(
            {"article_id": article.id, "reason": "Say which tap."}
        ).action_reject()
        self.assertEqual(article.state, "draft")
        self.assertEqual(article.version_ids.decision_note, "Say which tap.")
        self.publish(article)
        self.assertEqual(article.published_number, 2)

    def test_a_withdrawn_article_is_gone_for_readers_and_comes_back_as_a_draft(self):
        article = self.published("Old offer")
        article.with_user(self.approver).action_withdraw()
        self.assertFalse(self.found(self.employee, "old offer"))
        with self.assertRaises(AccessError):
            article.with_user(self.employee).read(["name"])
        article.with_user(self.author).action_restore()
        self.assertEqual(article.state, "draft")

    def test_a_published_article_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.published().with_user(self.approver).unlink()

    def test_an_employee_reads_published_articles_and_no_draft(self):
        draft, article = self.draft(), self.published()
        seen = self.Article.with_user(self.employee).search([("id", "in", (draft + article).ids)])
        self.assertEqual(seen, article)
        with self.assertRaises(AccessError):
            article.with_user(self.employee).action_revise()

    def test_the_owner_is_asked_once_when_the_review_is_due(self):
        article = self.published()
        article.review_by = fields.Date.today() - timedelta(days=1)
        for _run in range(2):
            self.Article._cron_remind_review()
        review = article.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref("crm_knowledge.activity_review")
        )
        self.assertEqual(review.user_id, self.author)
        self.assertEqual(len(review), 1)
        article.with_user(self.author).action_confirm_review()
        self.assertGreater(article.review_by, fields.Date.today())
        self.assertFalse(article.activity_ids & review)

    def test_an_article_is_published_while_its_translation_is_pending(self):
        article = self.published()
        wizard = self.env["crm.knowledge.translate"].with_user(self.author)
        action = wizard.create(
            {"article_id": article.id, "lang": "zh_CN", "owner_id": self.author.id}
        ).action_translate()
        translation = self.Article.browse(action["res_id"])
        self.assertEqual(translation.translation_state, "pending")
        self.assertEqual(self.found(self.public, "filter"), article)
        translation.with_user(self.author).write({"name": "更换滤芯", "body": "<p>向左旋转。</p>"})
        self.publish(translation)
        self.assertEqual(translation.translation_state, "current")
        article.with_user(self.author).action_revise()
        article.with_user(self.author).body = "<p>Turn it left, twice.</p>"
        self.publish(article)
        self.assertEqual(translation.translation_state, "outdated")
        self.assertTrue(translation.activity_ids)
        with self.assertRaises(UserError):
            wizard.create({"article_id": article.id, "lang": "zh_CN"}).action_translate()

    def test_a_translation_of_a_translation_is_refused(self):
        article = self.published()
        translation = self.draft(source_id=article.id, lang="zh_CN")
        with self.assertRaises(ValidationError):
            self.draft(source_id=translation.id, lang="en_US")
        with self.assertRaises(ValidationError):
            self.draft(source_id=article.id, lang="en_US")

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        article = self.published("Internal rule", audience="internal", company_id=self.env.company.id)
        stranger = self.employee.copy(
            {"login": "kn_stranger", "company_id": other.id, "company_ids": [fields.Command.set(other.ids)]}
        )
        self.assertFalse(self.Article.with_user(stranger).search([("id", "=", article.id)]))
        self.assertFalse(self.found(stranger, "internal rule"))

    def test_folders_do_not_lie_in_themselves(self):
        folder = self.env["crm.knowledge.folder"].create({"name": "A"})
        child = self.env["crm.knowledge.folder"].create({"name": "B", "parent_id": folder.id})
        self.assertEqual(child.complete_name, "A / B")
        with self.assertRaises(UserError):
            folder.parent_id = child
