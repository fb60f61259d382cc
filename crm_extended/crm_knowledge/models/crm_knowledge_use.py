from odoo import api, fields, models
from odoo.tools import SQL


class CrmKnowledgeUse(models.Model):
    """An article was used for a record: a request, a call, an opportunity."""

    _name = "crm.knowledge.use"
    _description = "Use of an Article"
    _order = "id DESC"

    article_id = fields.Many2one("crm.knowledge.article", required=True, index=True, ondelete="cascade")
    version_id = fields.Many2one("crm.knowledge.version", "Version", ondelete="set null")
    res_model = fields.Char("Record Type", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True, readonly=True, index=True)
    record_name = fields.Char(compute="_compute_record_name")
    user_id = fields.Many2one("res.users", "Used by", default=lambda self: self.env.user, readonly=True)
    solved = fields.Boolean(help="This article answered the question.")

    _one_per_record = models.UniqueIndex(
        "(res_model, res_id, article_id)", "This article is already linked to the record."
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_record_name(self):
        """Names of the records that the user may read; a deleted or hidden record stays unnamed."""
        self.record_name = False
        for model, uses in self.grouped("res_model").items():
            if model not in self.env or not self.env[model].has_access("read"):
                continue
            records = self.env[model].browse(uses.mapped("res_id")).exists()._filtered_access("read")
            names = {record.id: record.display_name for record in records}
            for use in uses:
                use.record_name = names.get(use.res_id)

    @api.model
    def _link(self, record, article, solved=False):
        """Link an article to a record, once; `solved` is only ever added, a second link does not take it back."""
        # With the rights of whoever links, not with those that the records happen to be read with.
        record = record.with_env(self.env).ensure_one()
        article = article.with_env(self.env).ensure_one()
        record.check_access("read")
        article.check_access("read")
        self.env.cr.execute(
            SQL(
                """INSERT INTO crm_knowledge_use
                       (article_id, version_id, res_model, res_id, user_id, solved, create_uid, create_date)
                   VALUES (%(article)s, %(version)s, %(model)s, %(id)s, %(uid)s, %(solved)s, %(uid)s,
                           now() AT TIME ZONE 'UTC')
                   ON CONFLICT (res_model, res_id, article_id)
                   DO UPDATE SET solved = crm_knowledge_use.solved OR EXCLUDED.solved
                   RETURNING id""",
                article=article.id,
                version=article.published_version_id.id or None,
                model=record._name,
                id=record.id,
                uid=self.env.uid,
                solved=solved,
            )  # fmt: skip
        )
        use = self.browse(self.env.cr.fetchone()[0])
        self.invalidate_model()
        record.invalidate_recordset(["knowledge_use_ids", "knowledge_use_count"])
        article.invalidate_recordset(["use_count", "solved_count"])
        return use

    def action_open_record(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()

    def action_solved(self):
        self.solved = True
