from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from .res_partner_blocks import BLOCK_ROWS


class ResPartner(models.Model):
    _inherit = "res.partner"

    hospitality_cost = fields.Monetary(
        "Hospitality and Gifts",
        compute="_compute_hospitality_cost",
        currency_field="sold_currency_id",
        groups="sales_team.group_sale_salesman",
        help="What receptions, visits and gifts have cost, the customer's part of each.",
    )

    def _compute_hospitality_cost(self):
        costs = self._get_hospitality_costs()
        for partner in self:
            partner.hospitality_cost = costs.get(partner.commercial_partner_id._origin.id, 0.0)

    def _get_hospitality_costs(self):
        """{customer id: cost in the current company}. Part of the cost of serving a customer."""
        # sudo: what a customer has cost is known to sales; which dinner it was only to those who may see it.
        groups = (
            self.env["crm.hospitality.guest"]
            .sudo()
            ._read_group(
                [
                    ("customer_id", "in", self.commercial_partner_id._origin.ids),
                    ("state", "=", "done"),
                    ("company_id", "=", self.env.company.id),
                ],
                ["customer_id"],
                ["cost:sum"],
            )
        )
        return {customer.id: cost for customer, cost in groups}

    def _get_hospitality_domain(self):
        customer = self.commercial_partner_id._origin
        return Domain("guest_ids.customer_id", "=", customer.id) & Domain("state", "!=", "cancelled")

    def _get_file_searches(self):
        hospitality = ("crm.hospitality", self._get_hospitality_domain(), "date desc, id desc", BLOCK_ROWS, [])
        return super()._get_file_searches() | {"hospitality": hospitality}

    def _prepare_file_blocks(self, found):
        return [*super()._prepare_file_blocks(found), self._prepare_hospitality_block(found)]

    def _prepare_hospitality_block(self, found):
        hospitalities = self._get_found(found, "hospitality", "crm.hospitality")
        states = dict(self.env["crm.hospitality"]._fields["state"]._description_selection(self.env))
        rows = [
            {
                "label": one.name,
                "note": f"{format_date(self.env, one.date)} · {states[one.state]}",
                "value": formatLang(self.env, one.amount, currency_obj=one.currency_id),
                "badge": "warning" if one.state == "waiting" else "",
                "model": "crm.hospitality",
                "id": one.id,
            }
            for one in hospitalities
        ]
        # Only asked for when there was something: the page has its budget of queries.
        cost = hospitalities and self._get_hospitality_costs().get(self.commercial_partner_id.id)
        name = self.env._("Hospitality and Gifts")
        return {
            "key": "hospitality",
            "title": name,
            "icon": "fa-gift",
            "sequence": 60,
            "count": cost and formatLang(self.env, cost, currency_obj=self.env.company.currency_id) or "",
            "rows": rows,
            "action": self._prepare_file_action("crm.hospitality", name, self._get_hospitality_domain()),
        }
