from odoo import fields, models


class CrmAgreedTerms(models.AbstractModel):
    """What is promised: how much, and how soon. The same words in the contract and in the entitlement it gives."""

    _name = "crm.agreed.terms"
    _description = "Agreed Terms of Service"

    name = fields.Char("Service", required=True)
    policy_id = fields.Many2one(
        "crm.service.policy", "Response Level", check_company=True, help="This SLA policy governs covered requests."
    )
    unlimited_hours = fields.Boolean("Hours Without Limit")
    hours = fields.Float("Hours Included")
    unlimited_visits = fields.Boolean("Visits Without Limit")
    visits = fields.Integer("Visits Included")
    parts = fields.Boolean("Parts Included")

    _amounts = models.Constraint(
        "CHECK (hours >= 0 AND visits >= 0)", "Included hours and visits are counted from zero up."
    )
