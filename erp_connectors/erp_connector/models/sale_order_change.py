from odoo import models

from ..engine.canonical import dumps

BEFORE = "erp.orders.before"


class SaleOrder(models.Model):
    """A confirmed order is changed: the ERPs that have it hear of it once, when the transaction ends."""

    _inherit = "sale.order"

    def _erp_fields(self):
        """Fields that can change what an order says to an ERP."""
        return {
            "partner_id",
            "partner_shipping_id",
            "partner_invoice_id",
            "client_order_ref",
            "date_order",
            "commitment_date",
            "currency_id",
            "pricelist_id",
            "payment_term_id",
            "fiscal_position_id",
            "user_id",
            "name",
            "order_line",
        }

    def write(self, vals):
        if not self._erp_fields().isdisjoint(vals):
            self._erp_about_to_change()
        return super().write(vals)

    def _erp_about_to_change(self):
        """Keep what these orders say before the transaction's first change of them."""
        if self.env.context.get("erp_no_message"):
            return
        before = self.env.cr.precommit.data.setdefault(BEFORE, {})
        # sudo: whoever may change an order, the ERP hears of all of it.
        fresh = self.sudo().filtered(lambda order: order.state == "sale" and order.id not in before)
        for company, orders in fresh.grouped("company_id").items():
            backends = self.env["erp.backend"]._live_for(company, "order")
            if not backends:
                continue
            if not before:
                self.env.cr.precommit.add(self.env["sale.order"].sudo()._erp_tell_changes)
            before |= backends._orders_said(orders)

    def _erp_tell_changes(self):
        """Before the commit: compare with what was kept, and have the backends told of what differs."""
        before = self.env.cr.precommit.data.pop(BEFORE, {})
        kept = self.browse(before).exists().filtered(lambda order: order.state == "sale")
        for company, orders in kept.grouped("company_id").items():
            backends = self.env["erp.backend"]._live_for(company, "order")
            now = backends._orders_said(orders)
            changed = [order for order in orders if order.id in now and dumps(now[order.id]) != dumps(before[order.id])]
            if changed:
                backends._order_changed({order: (before[order.id], now[order.id]) for order in changed})
        # The transaction's own flush is over.
        self.env.flush_all()
