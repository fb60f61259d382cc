from odoo import api, fields, models
from odoo.fields import Command

from ..models.crm_knowledge_article import AUDIENCES


class CrmKnowledgeFinder(models.TransientModel):
    """An employee looks for an answer, for oneself or for a record, and says which article helped."""

    _name = "crm.knowledge.finder"
    _description = "Find an Article"

    text = fields.Char("Question")
    audience = fields.Selection(
        AUDIENCES, "For", required=True, default="internal",
        help="Choose whom you answer: only what they may read themselves is found.",
    )  # fmt: skip
    res_model = fields.Char()
    res_id = fields.Many2oneReference(model_field="res_model")
    line_ids = fields.One2many(
        "crm.knowledge.finder.line", "finder_id", compute="_compute_line_ids", store=True, readonly=False
    )
    nothing_found = fields.Boolean(compute="_compute_line_ids", store=True)

    @api.depends("text", "audience")
    def _compute_line_ids(self):
        for finder in self:
            hits = self.env["crm.knowledge.search"]._find(finder.text, audience=finder.audience, limit=8)
            finder.nothing_found = bool(finder.text) and not hits
            finder.line_ids = [Command.clear()] + [
                Command.create({"article_id": hit["article_id"], "name": hit["name"], "snippet": hit["snippet"]})
                for hit in hits
            ]

    @api.model
    def _open(self, record=None):
        """Return the action that opens the search, for a record starting with what its customer asks."""
        values = {}
        if record:
            values = {"text": record._knowledge_question(), "res_model": record._name, "res_id": record.id}
        finder = self.create(values)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find an Article"),
            "res_model": self._name,
            "res_id": finder.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    def _record(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id) if self.res_model in self.env else None


class CrmKnowledgeFinderLine(models.TransientModel):
    _name = "crm.knowledge.finder.line"
    _description = "Found Article"

    finder_id = fields.Many2one("crm.knowledge.finder", required=True, ondelete="cascade", index=True)
    article_id = fields.Many2one("crm.knowledge.article", required=True, ondelete="cascade")
    name = fields.Char()
    snippet = fields.Html(sanitize=False)
    for_record = fields.Boolean(compute="_compute_for_record")

    @api.depends("finder_id.res_model")
    def _compute_for_record(self):
        for line in self:
            line.for_record = bool(line.finder_id.res_model)

    def action_open(self):
        return self.article_id.get_formview_action()

    def action_use(self):
        self._link(solved=False)

    def action_solved(self):
        self._link(solved=True)

    def _link(self, solved):
        record = self.finder_id._record()
        if record:
            self.env["crm.knowledge.use"]._link(record, self.article_id, solved=solved)
