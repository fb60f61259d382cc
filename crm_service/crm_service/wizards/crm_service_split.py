from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmServiceSplit(models.TransientModel):
    _name = "crm.service.split"
    _description = "Split a Service Request"

    request_id = fields.Many2one("crm.service.request", required=True, ondelete="cascade")
    name = fields.Char("Subject of the New Request", required=True)
    team_id = fields.Many2one("crm.service.team", "Team")
    category_id = fields.Many2one("crm.service.category", "Category")
    message_ids = fields.Many2many(
        "mail.message",
        string="Messages to Copy",
        domain="[('model', '=', 'crm.service.request'), ('res_id', '=', request_id),"
        " ('message_type', 'in', ['comment', 'email'])]",
    )

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        request = self.env["crm.service.request"].browse(self.env.context.get("active_id")).exists()
        return {**values, "request_id": request.id, "team_id": request.team_id.id, "name": request.name}

    def action_split(self):
        self.ensure_one()
        request = self.request_id
        if request.merged_into_id:
            raise UserError(self.env._("This request has been merged: split the one it is part of."))
        request.check_access("write")
        new = request._split(self.name, self.team_id, self.category_id, self.message_ids)
        return {"type": "ir.actions.act_window", "res_model": new._name, "res_id": new.id, "view_mode": "form"}
