from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from ..engine.contract import OPEN
from .res_partner_blocks import BLOCK_ROWS

SOON = 30


class ResPartner(models.Model):
    _inherit = "res.partner"

    contract_count = fields.Integer(
        "Contracts", compute="_compute_customer_page", groups="sales_team.group_sale_salesman"
    )

    def _read_customer_page(self, found):
        super()._read_customer_page(found)
        self.contract_count = self._count_found(found, "contracts")

    def action_view_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_extended.action_contract")
        return action | {
            "domain": [("commercial_partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.id},
        }

    def _get_file_models(self):
        return [*super()._get_file_models(), "crm.contract"]

    def _get_contract_domain(self):
        return Domain("commercial_partner_id", "=", self.commercial_partner_id._origin.id) & Domain("state", "in", OPEN)

    def _get_file_searches(self):
        contracts = ("crm.contract", self._get_contract_domain(), "date_end, id", BLOCK_ROWS, [])
        return super()._get_file_searches() | {"contracts": contracts}

    def _prepare_file_blocks(self, found):
        return [*super()._prepare_file_blocks(found), self._prepare_contract_file_block(found)]

    def _prepare_contract_file_block(self, found):
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
            for contract in self._get_found(found, "contracts", "crm.contract")
        ]
        return {
            "key": "contracts",
            "title": self.env._("Contracts"),
            "icon": "fa-file-text",
            "sequence": 35,
            "rows": rows,
            "action": self._prepare_file_action("crm.contract", self.env._("Contracts"), self._get_contract_domain()),
        }
