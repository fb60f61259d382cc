from odoo import fields, models


class CrmAccountGoal(models.Model):
    _name = "crm.account.goal"
    _description = "Goal of a Key Account Plan"
    _order = "deadline, id"

    plan_id = fields.Many2one("crm.account.plan", required=True, index=True, ondelete="cascade")
    name = fields.Char("Goal", required=True)
    deadline = fields.Date()
    user_id = fields.Many2one("res.users", "Responsible")
    progress = fields.Integer("Reached (%)")

    _percent = models.Constraint("CHECK (progress BETWEEN 0 AND 100)", "A goal is reached between 0 and 100 percent.")
