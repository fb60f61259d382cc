from odoo import fields, models


class CrmAccountStakeholder(models.Model):
    _name = "crm.account.stakeholder"
    _description = "Stakeholder of a Key Account"
    _order = "influence desc, id"
    _rec_name = "partner_id"

    plan_id = fields.Many2one("crm.account.plan", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Contact", required=True, index=True, ondelete="cascade")
    function = fields.Char(related="partner_id.function", string="Job Position")
    influence = fields.Selection([("1", "Little"), ("2", "Some"), ("3", "Much")], default="2", required=True)
    attitude = fields.Selection(
        [("for", "For Us"), ("open", "Undecided"), ("against", "Against Us")], default="open", required=True
    )
    user_id = fields.Many2one("res.users", "Who of Us Keeps the Tie")

    _contact_once = models.Constraint("UNIQUE (plan_id, partner_id)", "This contact is in the plan already.")
