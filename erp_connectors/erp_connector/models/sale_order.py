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
    erp_problem = fields.Char("ERP Problem", compute="_compute_erp_state")

    def _compute_erp_state(self):
        links = self._erp_links()
        # sudo: a salesperson may know how their own order fares in the ERP, and sees nothing else of the message.
        messages = (
            self.env["erp.message"]
            .sudo()
            .search_fetch(
                [("res_model", "=", "sale.order"), ("res_id", "in", self.ids), ("direction", "=", "out")],
                ["state", "error_text", "advice", "res_id"],
            )
        )
        by_order = {}
        for message in messages.filtered(lambda message: message.state not in ("accepted", "cancelled")):
            by_order.setdefault(message.res_id, message)
        for order in self:
            link, message = links.get(order.id), by_order.get(order.id)
            stuck = message and message.state in ("dead", "review")
            order.erp_number = link.external_ref if link else False
            order.erp_state = "stuck" if stuck else "open" if message else "done" if link else "none"
            problem = filter(None, (message.error_in_words, message.advice_in_words)) if stuck else ()
            order.erp_problem = " — ".join(problem) or False

    def _action_confirm(self):
        result = super()._action_confirm()
        for company, orders in self.grouped("company_id").items():
            self.env["erp.backend"]._live_for(company, "order")._enqueue("order", "create", orders)
        return result

    def _erp_document(self):
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        return {
            "number": self.name,
            "customer": reference("res.partner", self.partner_id.commercial_partner_id.id),
            "customer_name": self.partner_id.commercial_partner_id.name or "",
            "customer_reference": self.client_order_ref or "",
            "date": fields.Datetime.context_timestamp(self, self.date_order).date(),
            "requested_on": self.commitment_date and self.commitment_date.date() or "",
            "currency": self.currency_id.name,
            "payment_term": self.payment_term_id.name or "",
            "salesperson": self.user_id.name or "",
            "untaxed": str(self.amount_untaxed),
            "tax": str(self.amount_tax),
            "total": str(self.amount_total),
            "lines": [line._erp_line() for line in lines],
        }

    def _erp_lines_to_invoice(self):
        """Order lines an ERP can still bill."""
        return self.order_line.filtered(lambda line: not line.display_type and line._erp_quantity_to_invoice() > 0)
