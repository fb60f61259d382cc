from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    _touchpoint_messages = True

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
