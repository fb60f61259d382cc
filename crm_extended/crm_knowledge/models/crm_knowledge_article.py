from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

AUDIENCES = [("public", "Everyone"), ("customer", "Customers"), ("partner", "Partners"), ("internal", "Employees")]
# What a reader gets to see: changing any of it needs a new version and another person's approval.
CONTENT = ("name", "body", "audience", "lang", "tag_ids", "attachment_ids", "folder_id", "source_id")


class CrmKnowledgeArticle(models.Model):
    _name = "crm.knowledge.article"
    _description = "Knowledge Article"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "folder_id, sequence, name, id"
    _check_company_auto = True

    # what is being written
    name = fields.Char("Title", required=True, tracking=True)
    body = fields.Html("Text", sanitize=True, sanitize_attributes=True, groups="crm_knowledge.group_author", copy=True)
    sequence = fields.Integer(default=10)
    folder_id = fields.Many2one("crm.knowledge.folder", index=True, ondelete="restrict", check_company=True)
    tag_ids = fields.Many2many("crm.knowledge.tag", string="Tags")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Attachments", bypass_search_access=True, groups="crm_knowledge.group_author"
    )
    audience = fields.Selection(
        AUDIENCES, required=True, default="internal", tracking=True,
        help="Who may read the article once it is published. Customers and partners read it in the portal; "
        "a partner is a contact with a partner level.",
    )  # fmt: skip
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(), "Language", required=True, default=lambda self: self.env.lang
    )
    company_id = fields.Many2one(
        "res.company", index=True, default=lambda self: self.env.company, help="Empty: all companies share it."
    )
    # where it stands
    state = fields.Selection(
        [("draft", "Draft"), ("review", "In Review"), ("published", "Published"), ("archived", "Withdrawn")],
        "Status", required=True, readonly=True, default="draft", copy=False, index=True, tracking=True,
    )  # fmt: skip
    contributor_ids = fields.Many2many(
        "res.users", string="Written by", readonly=True, copy=False,
        help="Everybody who changed the text since the last publication; none of them can approve it.",
    )  # fmt: skip
    version_ids = fields.One2many("crm.knowledge.version", "article_id", "Versions", readonly=True)
    version_count = fields.Integer(compute="_compute_version_count")
    published_version_id = fields.Many2one(
        "crm.knowledge.version", "Published Version", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict", help="What readers see, also while a revision is being written.",
    )  # fmt: skip
    published_number = fields.Integer(related="published_version_id.number", string="Version")
    published_body = fields.Html(related="published_version_id.body", string="Published Text")
    published_attachment_ids = fields.Many2many(related="published_version_id.attachment_ids", string="Documents")
    pending_version_id = fields.Many2one("crm.knowledge.version", compute="_compute_pending_version_id")
    pending_diff = fields.Html("Changes to Approve", compute="_compute_pending_version_id", sanitize=False)
    # keeping it true
    owner_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, tracking=True, index=True,
        domain="[('share', '=', False)]", help="Answers for the article and is asked to review it.",
    )  # fmt: skip
    review_every = fields.Integer("Review Every (months)", default=12, required=True)
    review_by = fields.Date(tracking=True, copy=False, index="btree_not_null")
    review_reminded_on = fields.Date(readonly=True, copy=False)
    # translations
    source_id = fields.Many2one(
        "crm.knowledge.article", "Translation of", index="btree_not_null", ondelete="restrict", check_company=True
    )
    source_number = fields.Integer("Follows Version", readonly=True, copy=False)
    translation_ids = fields.One2many("crm.knowledge.article", "source_id", "Translations")
    translation_state = fields.Selection(
        [("pending", "Pending"), ("current", "Up to Date"), ("outdated", "Outdated")],
        compute="_compute_translation_state",
    )

    _review_positive = models.Constraint("CHECK (review_every >= 1)", "An article is reviewed at least after a month.")
    _one_per_language = models.UniqueIndex(
        "(source_id, lang) WHERE source_id IS NOT NULL", "This article already has a translation in that language."
    )

    @api.depends("version_ids")
    def _compute_version_count(self):
        counts = dict(
            self.env["crm.knowledge.version"]._read_group([("article_id", "in", self.ids)], ["article_id"], ["__count"])
        )
        for article in self:
            article.version_count = counts.get(article, 0)

    @api.depends("version_ids.state")
    def _compute_pending_version_id(self):
        for article in self:
            pending = article.version_ids.filtered(lambda version: version.state == "submitted")[:1]
            article.pending_version_id = pending
            article.pending_diff = pending.diff

    @api.depends("source_id.published_version_id", "source_number", "published_version_id")
    def _compute_translation_state(self):
        for article in self:
            if not article.source_id:
                article.translation_state = False
            elif not article.published_version_id:
                article.translation_state = "pending"
            else:
                current = article.source_number >= article.source_id.published_number
                article.translation_state = "current" if current else "outdated"

    @api.constrains("source_id", "lang")
    def _check_translation(self):
        for article in self.filtered("source_id"):
            if article.source_id.source_id or article.translation_ids:
                raise ValidationError(self.env._("A translation is made of the original, not of another translation."))
            if article.lang == article.source_id.lang:
                raise ValidationError(self.env._("A translation needs another language than its original."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["contributor_ids"] = [Command.set(self.env.user.ids)]
        return super().create(vals_list)

    def write(self, vals):
        changed = [name for name in CONTENT if name in vals]
        if changed:
            frozen = self.filtered(lambda article: article.state != "draft")[:1]
            if frozen:
                raise UserError(
                    self.env._("“%(title)s” is not a draft: start a revision to change it.", title=frozen.name)
                )
            vals = {**vals, "contributor_ids": [Command.link(self.env.uid)]}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_published(self):
        if self.filtered("published_version_id"):
            raise UserError(self.env._("A published article is withdrawn, not deleted."))

    def copy_data(self, default=None):
        return [
            {"name": self.env._("%(title)s (copy)", title=article.name), "source_id": False, **vals}
            for article, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _next_review(self):
        return fields.Date.context_today(self) + relativedelta(months=self.review_every)

    def _portal_url(self):
        self.ensure_one()
        return f"/knowledge/{self.id}"

    def _suggest(self, text, audience=None, limit=5, **options):
        """Articles that may answer `text`, best first; see `crm.knowledge.search._find`. For other addons."""
        return self.env["crm.knowledge.search"]._find(text, audience=audience, limit=limit, **options)
