from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 1000


class CrmQualityScore(models.Model):
    """The nightly verdict on each customer, in a table of its own: half of a wide table would be rewritten else."""

    _name = "crm.quality.score"
    _description = "Data Quality"
    _order = "completeness, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade", readonly=True)
    user_id = fields.Many2one(related="partner_id.user_id", string="Owner", store=True, index=True)
    is_company = fields.Boolean(related="partner_id.is_company", store=True, string="Is a Company")
    company_id = fields.Many2one(related="partner_id.company_id", store=True)
    completeness = fields.Integer("Completeness (%)", readonly=True, aggregator="avg")
    correctness = fields.Integer("Correctness (%)", readonly=True, aggregator="avg")
    hint = fields.Char("To Be Completed", related="partner_id.quality_hint")
    checked_on = fields.Date(readonly=True)

    _partner_once = models.UniqueIndex("(partner_id)")

    def action_open_partner(self):
        return self.partner_id.action_open_customer_file()

    @api.model
    def _cron_refresh(self):
        """Judge all customers anew; only changed verdicts are written. Resumes where a run was stopped."""
        Partner = self.env["res.partner"].with_context(prefetch_fields=False)
        today = fields.Date.context_today(self)
        partners = Partner.search(self.env["res.partner"]._get_quality_domain())
        done = self.search([("checked_on", "=", today)]).partner_id
        todo = (partners - done).ids
        progress = self.env["ir.cron"]._commit_progress
        if self.env.context.get("cron_id"):
            progress(remaining=len(todo))
        for start in range(0, len(todo), BATCH):
            batch = self.env["res.partner"].browse(todo[start : start + BATCH])
            self._write_verdicts(batch._judge_quality(), today)
            batch.invalidate_recordset()
            if self.env.context.get("cron_id") and not progress(len(batch)):
                break

    @api.model
    def _write_verdicts(self, verdicts, today):
        """Insert or update the rows of these partners in one statement."""
        if not verdicts:
            return
        rows = [(p.id, v.completeness, v.correctness, p.user_id.id or None) for p, v in verdicts.items()]
        kinds = [(p.is_company, p.company_id.id or None) for p in verdicts]
        columns = [
            list(column) for column in zip(*(row + kind for row, kind in zip(rows, kinds, strict=True)), strict=True)
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_quality_score
                       (partner_id, completeness, correctness, user_id, is_company, company_id, checked_on)
                SELECT *, %s FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::bool[], %s::int[])
                    ON CONFLICT (partner_id) DO UPDATE
                   SET completeness = EXCLUDED.completeness, correctness = EXCLUDED.correctness,
                       user_id = EXCLUDED.user_id, is_company = EXCLUDED.is_company,
                       company_id = EXCLUDED.company_id, checked_on = EXCLUDED.checked_on
                """,
                today,
                *columns,
            )
        )
        self.invalidate_model()
