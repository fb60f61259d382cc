from odoo import fields, models
from odoo.tools import format_date, formatLang

from ..engine.contract import OPEN
from .res_partner_file import BLOCK_ROWS

SOON = 30


class ResPartner(models.Model):
    _inherit = "res.partner"

    contract_count = fields.Integer(
        "Contracts", compute="_compute_contract_count", groups="sales_team.group_sale_salesman"
    )

    def _compute_contract_count(self):
        customers = self.commercial_partner_id
        counts = dict(
            self.env["crm.contract"]._read_group(
                [("commercial_partner_id", "in", customers.ids), ("state", "in", OPEN)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.contract_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_extended.action_contract")
        return action | {
            "domain": [("commercial_partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.id},
        }

    def _get_file_models(self):
        return [*super()._get_file_models(), "crm.contract"]

    def _prepare_file_blocks(self):
        blocks = super()._prepare_file_blocks()
        if self.env["crm.contract"].has_access("read"):
            block = self._prepare_contract_file_block()
            if block["rows"]:
                blocks.append(block)
        return blocks

    def _prepare_contract_file_block(self):
        domain = [("commercial_partner_id", "=", self.commercial_partner_id.id), ("state", "in", OPEN)]
        names = ["name", "title", "state", "date_end", "amount", "currency_id"]
        contracts = self.env["crm.contract"].search_fetch(domain, names, order="date_end, id", limit=BLOCK_ROWS)
        states = dict(self.env["crm.contract"]._fields["state"]._description_selection(self.env))
        rows = [
            {
                "label": contract.display_name,
                "note": f"{states[contract.state]} · {format_date(self.env, contract.date_end)}",
                "value": formatLang(self.env, contract.amount, currency_obj=contract.currency_id),
                "badge": "warning" if contract.state == "active" and contract.days_left <= SOON else "",
                "model": "crm.contract",
                "id": contract.id,
            }
            for contract in contracts
        ]
        return {
            "key": "contracts",
            "title": self.env._("Contracts"),
            "icon": "fa-file-text",
            "sequence": 35,
            "rows": rows,
            "action": self._prepare_file_action("crm.contract", self.env._("Contracts"), domain),
        }
