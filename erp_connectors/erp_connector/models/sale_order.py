import pytz

from odoo import fields, models

from ..engine.canonical import reference


class SaleOrder(models.Model):
    """A confirmed order goes to the ERP: one message, in the transaction of the confirmation."""

    _name = "sale.order"
    _inherit = ["sale.order", "erp.document"]
    _erp_kind = "order"

    erp_number = fields.Char("ERP Number", compute="_compute_erp_state")
    erp_state = fields.Selection(
        [("none", "Not for an ERP"), ("open", "On the Way"), ("stuck", "Needs Attention"), ("done", "In the ERP")],
        "ERP",
        compute="_compute_erp_state",
    )
    erp_problem = fields.Char("ERP Problem", compute="_compute_erp_state", groups="base.group_user")

    def _compute_erp_state(self):
        for order, values in self._erp_states().items():
            order.update(values)

    def _erp_sendable(self):
        return self.state == "sale"

    def _action_confirm(self):
        result = super()._action_confirm()
        for company, orders in self.grouped("company_id").items():
            self.env["erp.backend"]._live_for(company, "order")._send_books("order", orders)
        return result

    def _action_cancel(self):
        """Tell the ERPs that have these orders; what was never sent is given up."""
        confirmed = self.filtered(lambda order: order.state == "sale")
        result = super()._action_cancel()
        for backend in confirmed._erp_backends():
            backend._order_cancelled(confirmed.filtered(lambda order, b=backend: order.company_id == b.company_id))
        return result

    def _erp_document(self):
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        return {
            "number": self.name,
            "customer": reference("res.partner", self.partner_id.commercial_partner_id.id),
            "customer_name": self.partner_id.commercial_partner_id.name or "",
            "customer_reference": self.client_order_ref or "",
            "delivery_address": self._erp_address_of("partner_shipping_id"),
            "invoice_address": self._erp_address_of("partner_invoice_id"),
            "date": self._erp_day(self.date_order),
            "requested_on": self._erp_day(self.commitment_date),
            "currency": self.currency_id.name,
            "payment_term": self.payment_term_id.name or "",
            "salesperson": self.user_id.name or "",
            "untaxed": str(self.amount_untaxed),
            "tax": str(self.amount_tax),
            "total": str(self.amount_total),
            "lines": [line._erp_line() for line in lines],
        }

    def _erp_day(self, moment):
        """The day of a moment where the books are kept, whoever confirms the order; "" without a moment."""
        zone = pytz.timezone(self.env.context.get("erp_zone") or "UTC")
        return pytz.utc.localize(moment).astimezone(zone).date() if moment else ""

    def _erp_address_of(self, field):
        """{} for the customer's own address. An ERP that has heard of another one is told that one in full as well."""
        told = (self.id, field) in self.env.context.get("erp_told_addresses", ())
        return self[field]._erp_address_for(self.partner_id.commercial_partner_id, always=told)

    def _erp_lines_to_invoice(self):
        """Order lines an ERP can still bill."""
        return self.order_line.filtered(lambda line: not line.display_type and line._erp_quantity_to_invoice() > 0)
