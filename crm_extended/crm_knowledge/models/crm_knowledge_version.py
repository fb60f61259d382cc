from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_extended.engine import diff, plain_text

from ..engine import segmentation
from ..engine.audience import readable
from ..engine.language import configuration
from .crm_knowledge_article import AUDIENCES


class CrmKnowledgeVersion(models.Model):
    """One approved or submitted state of an article. Nobody writes it; the one with `is_live` is what readers see."""

    _name = "crm.knowledge.version"
    _description = "Article Version"
    _order = "article_id, number DESC"

    article_id = fields.Many2one("crm.knowledge.article", required=True, index=True, ondelete="cascade")
    subject_id = fields.Many2one(
        "crm.knowledge.article", "Subject", required=True, index=True, ondelete="cascade",
        help="The original of which this is a translation, else the article itself.",
    )  # fmt: skip
    company_id = fields.Many2one(related="article_id.company_id", store=True)
    number = fields.Integer("Version", required=True, aggregator=None)
    name = fields.Char("Title", required=True)
    body = fields.Html("Text", sanitize=True)
    plain_text = fields.Text(compute="_compute_plain_text", store=True)
    lang = fields.Char("Language", required=True)
    audience = fields.Selection(AUDIENCES, required=True)
    folder_id = fields.Many2one("crm.knowledge.folder", ondelete="set null")
    tag_ids = fields.Many2many("crm.knowledge.tag", string="Tags")
    attachment_ids = fields.Many2many("ir.attachment", string="Documents", bypass_search_access=True)
    state = fields.Selection(
        [("submitted", "Submitted"), ("approved", "Approved"), ("rejected", "Sent Back")],
        required=True, default="submitted",
    )  # fmt: skip
    is_live = fields.Boolean("Published", index=True)
    is_readable = fields.Boolean(compute="_compute_is_readable", search="_search_is_readable")
    previous_id = fields.Many2one("crm.knowledge.version", "Compared With", ondelete="set null", index="btree_not_null")
    author_id = fields.Many2one("res.users", "Submitted by", required=True)
    decided_by_id = fields.Many2one("res.users", "Decided by")
    decided_on = fields.Datetime("Decided on")
    decision_note = fields.Char("Reason")
    diff = fields.Html("Changes", compute="_compute_diff", sanitize=False)
    change_summary = fields.Char(compute="_compute_diff", string="Change")
    search_config = fields.Char(readonly=True)

    _number_unique = models.UniqueIndex("(article_id, number)", "This version exists already.")
    _one_live = models.UniqueIndex("(article_id) WHERE is_live", "An article has one published version.")

    def init(self):
        """The index of the search. PostgreSQL's own type, so it is no field; `_index` fills it."""
        self.env.cr.execute("ALTER TABLE crm_knowledge_version ADD COLUMN IF NOT EXISTS search_vector tsvector")
        self.env.cr.execute(
            """CREATE INDEX IF NOT EXISTS crm_knowledge_version_search_vector_idx
               ON crm_knowledge_version USING gin (search_vector) WHERE is_live"""
        )

    @api.depends("body")
    def _compute_plain_text(self):
        for version in self:
            version.plain_text = "\n".join(plain_text.lines(version.body))

    @api.depends("name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(title)s, version %(number)s", title=version.name, number=version.number
            )

    @api.depends("audience")
    @api.depends_context("uid")
    def _compute_is_readable(self):
        audiences = readable(self.env.user._knowledge_reader())
        for version in self:
            version.is_readable = version.audience in audiences

    def _search_is_readable(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        domain = Domain("audience", "in", readable(self.env.user._knowledge_reader()))
        return domain if (True in value) == (operator == "in") else ~domain

    @api.depends("plain_text", "name", "previous_id")
    def _compute_diff(self):
        for version in self:
            previous = version.previous_id
            before = [previous.name, *(previous.plain_text or "").splitlines()] if previous else []
            comparison = diff.compare(before, [version.name or "", *(version.plain_text or "").splitlines()])
            came, went, reworded = diff.counts(comparison)
            version.diff = Markup(diff.as_html(comparison))
            version.change_summary = self.env._(
                "%(came)s added, %(went)s removed, %(reworded)s reworded", came=came, went=went, reworded=reworded
            )

    def _publish(self, approver):
        """Make this version the one that readers see, and the only one that search finds."""
        self.ensure_one()
        article = self.article_id
        # See crm.knowledge.article.action_submit: the workflow alone writes versions.
        article.published_version_id.sudo().is_live = False
        self.env.flush_all()
        self.sudo().write(
            {"state": "approved", "is_live": True, "decided_by_id": approver.id, "decided_on": fields.Datetime.now()}
        )
        article.write(
            {
                "published_version_id": self.id,
                "review_by": article._next_review(),
                "review_reminded_on": False,
                "contributor_ids": [fields.Command.clear()],
            }
        )
        self.sudo()._index()

    def _index(self):
        """Write the search vector of these versions in one statement, and learn their words for mistyped questions."""
        self.flush_recordset()
        rows, known = [], set()
        for version in self:
            tags = " ".join([*version._names_in_own_language("tag_ids"), *version._names_in_own_language("folder_id")])
            rows.append(
                SQL(
                    "(%s, %s, %s, %s, %s)",
                    version.id,
                    configuration(version.lang),
                    segmentation.indexed(version.name),
                    segmentation.indexed(tags),
                    segmentation.indexed(version.plain_text),
                )
            )
            known |= segmentation.vocabulary(f"{version.name} {tags} {version.plain_text}")
        if rows:
            self.env.cr.execute(
                SQL(
                    """UPDATE crm_knowledge_version v
                          SET search_config = t.config,
                              search_vector = setweight(to_tsvector(t.config::regconfig, t.title), 'A')
                                           || setweight(to_tsvector(t.config::regconfig, t.tags), 'B')
                                           || setweight(to_tsvector(t.config::regconfig, t.body), 'D')
                         FROM (VALUES %s) AS t(id, config, title, tags, body)
                        WHERE v.id = t.id""",
                    SQL(", ").join(rows),
                )
            )
            self.invalidate_recordset(["search_config"])
            self.env["crm.knowledge.word"]._learn(known)

    def _names_in_own_language(self, field_name):
        self.ensure_one()
        return self.with_context(lang=self.lang)[field_name].mapped("name")
