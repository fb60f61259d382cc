from odoo import fields, models

from ..engine import books
from ..engine.canonical import reference
from .account_move import _amount


class AccountPayment(models.Model):
    """A payment of a customer goes to the ERP when Odoo's books lead, with the invoices that it pays."""

    _name = "account.payment"
    _inherit = ["account.payment", "erp.document"]
    _erp_kind = "payment"

    erp_number = fields.Char("ERP Number", compute="_compute_erp_state", help="Number of this payment in the ERP.")
    erp_state = fields.Selection(
        [("none", "Not for an ERP"), ("open", "On the Way"), ("stuck", "Needs Attention"), ("done", "In the ERP")],
        "ERP",
        compute="_compute_erp_state",
    )
    erp_problem = fields.Char("ERP Problem", compute="_compute_erp_state", groups="base.group_user")

    def _compute_erp_state(self):
        for payment, values in self._erp_states().items():
            payment.update(values)

    def _erp_sendable(self):
        self.ensure_one()
        return self.partner_type == "customer" and self.state in ("in_process", "paid")

    def action_post(self):
        drafts = self.filtered(lambda payment: payment.state == "draft")
        result = super().action_post()
        drafts._erp_posted()
        return result

    def _erp_posted(self):
        """Write a message for each of these that goes to an ERP, in the transaction that posts them."""
        for backend, payments in self._erp_by_backend():
            backend._send_payments(payments)

    def _erp_settled(self):
        """These settled an invoice: what has not been sent yet says so."""
        for backend, payments in self._erp_by_backend():
            backend._send_settled(payments)

    def _erp_by_backend(self):
        """[(backend, those of these that go to it)]."""
        if self.env.context.get("erp_payment_later"):
            return []
        sendable = self.filtered(lambda payment: payment._erp_sendable())
        return [
            (backend, payments)
            for company, payments in sendable.grouped("company_id").items()
            for backend in self.env["erp.backend"]._live_for(company, "payment")
        ]

    def action_draft(self):
        self._erp_backends()._take_back(self)
        return super().action_draft()

    def action_cancel(self):
        backends = self._erp_backends()
        backends._take_back(self.filtered(lambda payment: payment.state != "draft"))
        result = super().action_cancel()
        backends._tell_cancelled("payment", self)
        return result

    def action_reject(self):
        backends = self._erp_backends()
        backends._take_back(self)
        result = super().action_reject()
        backends._tell_cancelled("payment", self)
        return result

    def _erp_document(self):
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id
        return {
            "number": self.name or "",
            "direction": self.payment_type,
            "customer": reference("res.partner", partner.id) if partner else "",
            "customer_name": partner.name or "",
            "date": self.date,
            "amount": _amount(self.amount, self.currency_id),
            "currency": self.currency_id.name,
            "journal": self.journal_id.code or "",
            "method": self.payment_method_line_id.name or "",
            "memo": self.memo or "",
            "invoices": [
                {
                    "invoice": reference("account.move", move.id),
                    "number": move.name,
                    "amount": part,
                }
                for move, part in self._erp_paid_invoices()
            ],
        }

    def _erp_paid_invoices(self):
        """[(invoice, how much of it this payment pays)], in the payment's currency."""
        self.ensure_one()
        moves = self.reconciled_invoice_ids.sorted("id")
        if not self.move_id:
            # A journal without an outstanding account: Odoo keeps which invoices, and not how much of each.
            wanted = [(move, _amount(move.amount_total, move.currency_id)) for move in moves]
            return books.allocate(_amount(self.amount, self.currency_id), wanted)
        ours = self.move_id.line_ids
        partials = ours.matched_debit_ids | ours.matched_credit_ids
        parts = []
        for move in moves:
            debit = partials.filtered(lambda partial, move=move: partial.debit_move_id.move_id == move)
            credit = partials.filtered(lambda partial, move=move: partial.credit_move_id.move_id == move)
            # Each side of a partial is in the currency of its own line; ours is the payment's.
            amount = sum(debit.mapped("credit_amount_currency")) + sum(credit.mapped("debit_amount_currency"))
            if amount:
                parts.append((move, _amount(amount, self.currency_id)))
        return parts
