from odoo import api, fields, models

LEVELS = [("mql", "Marketing Qualified"), ("sql", "Sales Qualified")]


class CrmScoreThreshold(models.Model):
    """The score from which a lead is marketing or sales qualified, and where it goes then. Each lead crosses once."""

    _name = "crm.score.threshold"
    _description = "Score Threshold"
    _order = "company_id, score, id"
    _rec_name = "level"

    level = fields.Selection(LEVELS, required=True, default="mql")
    score = fields.Integer("From Score", required=True, default=40)
    company_id = fields.Many2one(
        "res.company", "Company", help="Empty: for all companies that have no threshold of their own."
    )
    team_id = fields.Many2one("crm.team", "Goes to Team", help="Empty: stays with its team.", ondelete="set null")
    assign = fields.Boolean(
        default=True, help="A lead without a salesperson gets one, if its team assigns by best fit."
    )
    convert = fields.Boolean("Make it an Opportunity", help="A lead becomes an opportunity.")

    _positive = models.Constraint("CHECK (score > 0)", "A threshold is more than zero.")
    _one_per_company = models.UniqueIndex(
        "(level, COALESCE(company_id, 0))", "There is already a threshold of this level for this company."
    )

    @api.model
    def _get_bars(self):
        """[(company id or None, mql score or None, sql score or None)] for every company and for leads without one."""
        bars = {}
        for threshold in self.sudo().search([]):  # sudo: leads of all companies are counted in one go
            bars.setdefault(threshold.company_id.id or None, {})[threshold.level] = threshold.score
        general = bars.get(None, {})
        companies = [None, *self.env["res.company"].sudo().search([]).ids]  # sudo: the same
        return [
            (company, own.get("mql"), own.get("sql"))
            for company in companies
            for own in [{**general, **bars.get(company, {})}]
        ]

    def _for_company(self, level, company):
        """The threshold of a level in a company: its own, else the general one."""
        found = self.filtered(lambda one: one.level == level and one.company_id in (company, company.browse()))
        return found.sorted(lambda one: not one.company_id)[:1]
