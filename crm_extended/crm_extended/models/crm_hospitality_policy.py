from odoo import fields, models

KINDS = [
    ("meal", "Meal"),
    ("reception", "Reception"),
    ("visit", "Visit to Us"),
    ("trip", "Trip"),
    ("gift", "Gift"),
    ("other", "Other"),
]


class CrmHospitalityPolicy(models.Model):
    """What is allowed without asking. A policy of one kind goes before the one for all kinds."""

    _name = "crm.hospitality.policy"
    _description = "Hospitality Limit"
    _order = "company_id, kind, id"
    _rec_name = "kind"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, help="Empty: for all kinds that have no limit of their own.")
    limit_per_guest = fields.Monetary("Limit per Guest", help="0: no limit.")
    limit_per_year = fields.Monetary("Limit per Customer and Year", help="0: no limit.")
    note = fields.Char("Rule", translate=True, help="Shown to whoever plans, e.g. no gifts of money.")

    _kind_once = models.UniqueIndex("(company_id, COALESCE(kind, ''))", "There is a limit for this kind already.")
    _no_debt = models.Constraint("CHECK (limit_per_guest >= 0 AND limit_per_year >= 0)", "A limit is not negative.")

    def _get_for(self, company, kind):
        """The policy of this company for one kind, or an empty one."""
        policies = self.search([("company_id", "=", company.id), ("kind", "in", [kind, False])])
        return policies.filtered("kind")[:1] or policies[:1]
