from odoo import fields, models


class CrmAccountLevel(models.Model):
    _name = "crm.account.level"
    _description = "Key Account Level"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    visit_every = fields.Integer("Visit Every (days)", default=30, required=True)
    visit_grace = fields.Integer("Grace (days)", default=7, required=True)
    user_id = fields.Many2one("res.users", "Account Manager", domain=[("share", "=", False)])
    member_ids = fields.Many2many("res.users", string="Team", domain=[("share", "=", False)])
    company_id = fields.Many2one("res.company")

    _cadence_positive = models.Constraint(
        "CHECK (visit_every >= 1 AND visit_grace >= 0)", "A visit needs at least one day between two."
    )
