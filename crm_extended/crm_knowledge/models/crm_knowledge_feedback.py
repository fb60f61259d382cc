from odoo import api, fields, models
from odoo.exceptions import UserError

REASONS = [
    ("wrong", "It is wrong"),
    ("outdated", "It is out of date"),
    ("incomplete", "Something is missing"),
    ("unclear", "I do not understand it"),
    ("other_question", "It answers another question"),
]


class CrmKnowledgeFeedback(models.Model):
    _name = "crm.knowledge.feedback"
    _description = "Feedback on an Article"
    _order = "id DESC"

    article_id = fields.Many2one(related="version_id.article_id", store=True, index=True)
    version_id = fields.Many2one(
        "crm.knowledge.version", "Version", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="version_id.company_id", store=True)
    owner_id = fields.Many2one(related="article_id.owner_id", store=True)
    reader = fields.Char("Reader Key", required=True, readonly=True, help="One voice per reader and version.")
    user_id = fields.Many2one("res.users", "Given by", readonly=True)
    helpful = fields.Boolean(readonly=True)
    reason = fields.Selection(REASONS, readonly=True)
    comment = fields.Text(readonly=True)
    state = fields.Selection(
        [("none", "Nothing to Do"), ("new", "To Fix"), ("progress", "Being Fixed"), ("done", "Fixed"),
         ("dismissed", "Dismissed")],
        "Status", required=True, default="new", group_expand=True, index=True,
    )  # fmt: skip
    resolution = fields.Char(help="What was changed, or why nothing was.")

    _one_voice = models.UniqueIndex("(version_id, reader)", "You have already said what you think of this version.")

    @api.model
    def _give(self, version, reader, helpful, reason=False, comment=False):
        """Record what a reader thinks of a published version; a second opinion of the same reader replaces the first.

        A voice that something is wrong is a task in the fix queue.
        """
        if not version.is_live:
            raise UserError(self.env._("This version is no longer published."))
        if not helpful and reason not in dict(REASONS):
            raise UserError(self.env._("Please say what is wrong with the article."))
        values = {
            "helpful": helpful,
            "reason": False if helpful else reason,
            "comment": False if helpful else (comment or "").strip()[:2000],
            "state": "none" if helpful else "new",
            "user_id": False if self.env.user._is_public() else self.env.uid,
        }
        # Readers cannot write the queue itself; they may say one thing about a version that they can read.
        version.check_access("read")
        queue = self.sudo()
        # Two clicks at once: the row of the first is waited for instead of failing on the unique index.
        self.env.cr.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"crm_knowledge_feedback {reader}", version.id]
        )
        known = queue.search([("version_id", "=", version.id), ("reader", "=", reader)])
        if known:
            known.write(values)
            return known
        return queue.create({"version_id": version.id, "reader": reader, **values})

    def action_fix(self):
        """Take the complaint up: the article is opened as a draft to be corrected."""
        self.ensure_one()
        self.state = "progress"
        if self.article_id.state == "published":
            self.article_id.action_revise()
        return self.article_id.get_formview_action()

    def action_done(self):
        self.state = "done"

    def action_dismiss(self):
        for feedback in self:
            if not feedback.resolution:
                raise UserError(self.env._("Say in the resolution why nothing was changed."))
        self.state = "dismissed"
