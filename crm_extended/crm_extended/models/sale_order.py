from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    _touchpoint_messages = True

    contract_ids = fields.Many2many("crm.contract", string="Contracts", copy=False)
    contract_count = fields.Integer(compute="_compute_contract_count", groups="sales_team.group_sale_salesman")

    def _compute_contract_count(self):
        counts = dict(self.env["crm.contract"]._read_group([("order_ids", "in", self.ids)], ["order_ids"], ["__count"]))
        for order in self:
            order.contract_count = counts.get(order, 0)

    def action_make_contract(self):
        """One contract for these orders: from the form, or from the list for several of one customer."""
        return self.env["crm.contract"]._make_from_orders(self)._get_form_action()

    def action_view_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_extended.action_contract")
        return action | {"domain": [("order_ids", "in", self.ids)], "context": {}}

    def _action_confirm(self):
        result = super()._action_confirm()
        self.env["crm.touchpoint"]._record([order._prepare_order_touchpoint() for order in self])
        return result

    def _prepare_order_touchpoint(self):
        """Row for a confirmed order. The key holds the order only: a cancelled and renewed order is one order."""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "lead_id": self.opportunity_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "occurred_at": self.date_order,
            "channel": self._get_touchpoint_channel(),
            "kind": "order",
            "direction": "in",
            "subject": self.name,
            "amount": self.amount_total,
            "currency_id": self.currency_id.id,
            "res_model": self._name,
            "res_id": self.id,
            "source_key": f"sale.order:{self.id}",
        }

    def _get_touchpoint_channel(self):
        """Where the order was taken; a shop says "shop"."""
        return "office"
