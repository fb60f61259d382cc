from odoo import fields, models


class CrmCompetitorArgument(models.Model):
    _name = "crm.competitor.argument"
    _description = "Objection and Answer"
    _order = "sequence, id"

    competitor_id = fields.Many2one("crm.competitor", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    objection = fields.Char("The Customer Says", required=True)
    answer = fields.Text("We Answer", required=True)
