from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    service_request_count = fields.Integer(compute="_compute_service_counts", groups="crm_service.group_agent")
    asset_count = fields.Integer(compute="_compute_service_counts", groups="crm_service.group_agent")

    @api.depends_context("uid")
    def _compute_service_counts(self):
        commercial = self.commercial_partner_id
        counts = {}
        for model in ("crm.service.request", "crm.asset"):
            rows = self.env[model]._read_group(
                [("commercial_partner_id", "in", commercial.ids)], ["commercial_partner_id"], ["__count"]
            )
            counts[model] = {partner.id: count for partner, count in rows}
        for partner in self:
            key = partner.commercial_partner_id.id
            partner.service_request_count = counts["crm.service.request"].get(key, 0)
            partner.asset_count = counts["crm.asset"].get(key, 0)

    def action_service_requests(self):
        self.ensure_one()
        return self.env["crm.service.request"]._action_list(
            self.env._("Requests of %(customer)s", customer=self.display_name),
            [("commercial_partner_id", "=", self.commercial_partner_id.id)],
            default_partner_id=self.id,
        )

    def action_assets(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assets of %(customer)s", customer=self.display_name),
            "res_model": "crm.asset",
            "view_mode": "list,kanban,form",
            "domain": [("commercial_partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.id},
        }
