from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..engine import publication

GROUPS = {
    publication.AUTHOR: "crm_knowledge.group_author",
    publication.APPROVER: "crm_knowledge.group_approver",
}


class CrmKnowledgeArticle(models.Model):
    # One model in three files, one per subject.
    _inherit = "crm.knowledge.article"

    can_approve = fields.Boolean(compute="_compute_can_approve")

    @api.depends_context("uid")
    @api.depends("contributor_ids", "state", "version_ids.state")
    def _compute_can_approve(self):
        for article in self:
            article.can_approve = article.state == "review" and article._has_four_eyes()

    def _has_four_eyes(self):
        self.ensure_one()
        return publication.may_approve(
            self.env.uid, self.pending_version_id.author_id.id, set(self.contributor_ids.ids)
        ) and self.env.user.has_group(GROUPS[publication.APPROVER])

    def _check_role(self, event):
        if not self.env.user.has_group(GROUPS[publication.EVENTS[event]]):
            raise AccessError(self.env._("You have no right to do this with articles."))
        self.check_access("write")

    def _advance(self, event):
        """Move every article along `event`, or raise: a second click finds the state already changed."""
        self._check_role(event)
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        for article in self:
            state = publication.after(article.state, event)
            if state is None:
                label = dict(article._fields["state"]._description_selection(self.env))[article.state]
                raise UserError(
                    self.env._("“%(title)s” is %(state)s: this step is not possible.", title=article.name, state=label)
                )
            article.state = state

    def action_submit(self):
        for article in self:
            if not article.body or not article.body.striptags().strip():
                raise UserError(self.env._("“%(title)s” has no text yet.", title=article.name))
        self._advance("submit")
        # Versions can be written by nobody, so that what was approved stays what was read: only this code makes them.
        self.env["crm.knowledge.version"].sudo().create([article._prepare_version_values() for article in self])
        for article in self:
            article.source_number = article.source_id.published_number
            article._adopt_attachments()
            article._notify_approvers()

    def _prepare_version_values(self):
        self.ensure_one()
        return {
            "article_id": self.id,
            "subject_id": (self.source_id or self).id,
            "number": max(self.version_ids.mapped("number"), default=0) + 1,
            "name": self.name,
            "body": self.body,
            "lang": self.lang,
            "audience": self.audience,
            "folder_id": self.folder_id.id,
            "tag_ids": [Command.set(self.tag_ids.ids)],
            "attachment_ids": [Command.set(self.attachment_ids.ids)],
            "author_id": self.env.uid,
            "previous_id": self.published_version_id.id,
        }

    def _adopt_attachments(self):
        """A file uploaded before the article was saved belongs to nobody: only its uploader could read it."""
        self.ensure_one()
        # Only files that the author could attach, and only those that belong to no other record.
        orphans = self.sudo().attachment_ids.filtered(lambda file: not file.res_id)
        orphans.write({"res_model": self._name, "res_id": self.id})

    def _notify_approvers(self):
        """Ask one approver who did not write the text; with nobody there the article waits in the review list."""
        self.ensure_one()
        approvers = self.env.ref(GROUPS[publication.APPROVER]).sudo().all_user_ids.filtered(
            lambda user: not user.share and user not in self.contributor_ids and user.id != self.env.uid
            and (not self.company_id or self.company_id in user.company_ids)
        )  # fmt: skip
        approver = self.owner_id if self.owner_id in approvers else approvers.sorted("id")[:1]
        if approver:
            self.activity_schedule("crm_knowledge.activity_approve", user_id=approver.id)

    def action_recall(self):
        self._advance("recall")
        self._close_pending("rejected", self.env._("Recalled by the author."))

    def action_approve(self):
        self._check_role("approve")
        for article in self:
            if article.state == "review" and not article._has_four_eyes():
                raise UserError(
                    self.env._("Another approver has to publish “%(title)s”: you wrote it.", title=article.name)
                )
        self._advance("approve")
        for article in self:
            article.pending_version_id._publish(self.env.user)
        self.activity_feedback(["crm_knowledge.activity_approve", "crm_knowledge.activity_review"])
        self._notify_translators()

    def action_reject(self):
        """Ask for the reason; the wizard calls `_reject`."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Back"),
            "res_model": "crm.knowledge.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_article_id": self.id},
        }

    def _reject(self, reason):
        self.ensure_one()
        author = self.pending_version_id.author_id
        self._advance("reject")
        self._close_pending("rejected", reason)
        self.message_post(
            body=self.env._("Sent back: %(reason)s", reason=reason),
            partner_ids=author.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def _close_pending(self, state, reason):
        # See action_submit: versions are written only by the workflow, after _advance has checked the rights.
        pending = self.pending_version_id.sudo()
        pending.write({"state": state, "decision_note": reason, "decided_by_id": self.env.uid})
        self.activity_unlink(["crm_knowledge.activity_approve"])

    def action_revise(self):
        self._advance("revise")

    def action_restore(self):
        self._advance("restore")

    def action_withdraw(self):
        self._advance("withdraw")
        # See action_submit.
        self.published_version_id.sudo().is_live = False
        self.write({"published_version_id": False, "review_by": False})
        self.activity_unlink(["crm_knowledge.activity_approve", "crm_knowledge.activity_review"])

    def action_confirm_review(self):
        """The owner read it and it is still true: the next review is counted from today."""
        self.check_access("write")
        for article in self.filtered("published_version_id"):
            article.write({"review_by": article._next_review(), "review_reminded_on": False})
            article.message_post(body=self.env._("Reviewed: still true."))
        self.activity_feedback(["crm_knowledge.activity_review"])

    def action_versions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_knowledge.action_version")
        return {**action, "domain": [("article_id", "=", self.id)]}

    def action_open_portal(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self._portal_url(), "target": "new"}

    def _notify_translators(self):
        """A new version of the original makes its published translations outdated: their owners are told once."""
        for translation in self.translation_ids.filtered(lambda article: article.translation_state == "outdated"):
            if not translation.activity_search(["crm_knowledge.activity_translate"]):
                owner = translation.owner_id or self.env.user
                told = translation.with_context(lang=owner.lang or self.env.lang)
                told.activity_schedule("crm_knowledge.activity_translate", user_id=owner.id)

    @api.model
    def _cron_remind_review(self):
        """Ask each owner once per review date. Safe to run twice."""
        today = fields.Date.context_today(self)
        due = self.search(
            [("published_version_id", "!=", False), ("review_by", "<=", today), ("review_reminded_on", "=", False)]
        )
        for owner, articles in due.grouped(lambda article: article.owner_id or article.create_uid).items():
            told = articles.with_context(lang=owner.lang or self.env.lang)
            told.activity_schedule("crm_knowledge.activity_review", date_deadline=today, user_id=owner.id)
        due.write({"review_reminded_on": today})
