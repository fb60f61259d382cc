from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from odoo.addons.crm_extended.models.res_partner_blocks import BLOCK_ROWS

LATE = {"warning": "warning", "missed": "danger"}


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

    # The card on the customer's page

    def _get_open_request_domain(self):
        mine = Domain("commercial_partner_id", "=", self.commercial_partner_id._origin.id)
        return mine & Domain("clock", "in", ["run", "pause"])

    def _get_file_models(self):
        return [*super()._get_file_models(), "crm.service.request"]

    def _get_file_searches(self):
        found = (
            "crm.service.request",
            self._get_open_request_domain(),
            "sla_deadline, id",
            BLOCK_ROWS,
            ["stage_id.name"],
        )
        return super()._get_file_searches() | {"requests": found}

    def _prepare_file_blocks(self, found):
        return [*super()._prepare_file_blocks(found), self._prepare_request_block(found)]

    def _prepare_request_block(self, found):
        """Open requests, what is promised soonest first."""
        rows = [
            {
                "label": f"{request.number} {request.name}",
                "note": self._get_name(found, "requests", request, "stage_id.name"),
                "value": format_datetime(self.env, request.sla_deadline) if request.sla_deadline else "",
                "badge": LATE.get(request.sla_state, ""),
                "model": "crm.service.request",
                "id": request.id,
            }
            for request in self._get_found(found, "requests", "crm.service.request")
        ]
        return {
            "key": "requests",
            "title": self.env._("Open Requests"),
            "icon": "fa-life-ring",
            "sequence": 36,
            "count": self._count_found(found, "requests"),
            "rows": rows,
            "action": self._prepare_file_action(
                "crm.service.request", self.env._("Open Requests"), self._get_open_request_domain()
            ),
        }
