from odoo import fields, models


class CrmServiceRequestMaintenance(models.Model):
    """Requests that a maintenance plan opened."""

    _name = "crm.service.request"
    _inherit = ["crm.service.request"]

    maintenance_plan_id = fields.Many2one(
        "crm.maintenance.plan",
        "Maintenance Plan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    planned_on = fields.Date("Maintenance Of", readonly=True, copy=False)

    def write(self, vals):
        result = super().write(vals)
        if "stage_id" in vals:
            # sudo: the agent closes the request, the date is kept on the asset whoever may write it.
            for request in self.filtered(lambda request: request.maintenance_plan_id and request.clock == "stop"):
                request.sudo().asset_id.last_service = fields.Date.context_today(request)
        return result
