from odoo import fields, models


class CrmHandoverLine(models.Model):
    _name = "crm.handover.line"
    _description = "Log of a Handover"
    _order = "id"
    _rec_name = "res_name"

    handover_id = fields.Many2one("crm.handover", required=True, index=True, ondelete="cascade")
    key = fields.Char(required=True)
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True)
    res_name = fields.Char("What")
    to_user_id = fields.Many2one("res.users", "To", required=True)
    before = fields.Json()
    returned = fields.Boolean("Given Back")
