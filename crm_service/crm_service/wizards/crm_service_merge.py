from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmServiceMerge(models.TransientModel):
    _name = "crm.service.merge"
    _description = "Merge Service Requests"

    request_ids = fields.Many2many("crm.service.request", string="Requests", required=True)
    target_id = fields.Many2one(
        "crm.service.request",
        "Keep",
        required=True,
        domain="[('id', 'in', request_ids)]",
        help="The others become part of it.",
    )

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        requests = self.env["crm.service.request"].browse(self.env.context.get("active_ids", [])).exists()
        values["request_ids"] = [fields.Command.set(requests.ids)]
        values["target_id"] = min(requests, key=lambda request: request.opened_at, default=requests).id
        return values

    def action_merge(self):
        self.ensure_one()
        sources = self.request_ids - self.target_id
        if not sources:
            raise UserError(self.env._("Choose at least two requests."))
        self.target_id._absorb(sources)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.service.request",
            "res_id": self.target_id.id,
            "view_mode": "form",
        }
