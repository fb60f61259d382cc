from datetime import datetime, time

from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        invoices = self.filtered(lambda move: move.move_type == "out_invoice")
        self.env["crm.touchpoint"]._record([invoice._prepare_payment_touchpoint() for invoice in invoices])
        return result

    def _prepare_payment_touchpoint(self):
        """Row for a customer invoice that is paid. Core may call the hook twice; the key makes that one payment."""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.invoice_user_id.id,
            "occurred_at": self._get_paid_at(),
            "channel": "office",
            "kind": "payment",
            "direction": "in",
            "subject": self.name,
            "amount": self.amount_total,
            "currency_id": self.currency_id.id,
            "res_model": self._name,
            "res_id": self.id,
            "source_key": f"account.move:{self.id}:paid",
        }

    def _get_paid_at(self):
        """When the last payment arrived: now, or at noon (UTC) of the day it is booked on when that day has passed."""
        now = fields.Datetime.now()
        day = max(self.line_ids.matched_credit_ids.mapped("max_date"), default=now.date())
        return now if day >= now.date() else datetime.combine(day, time(12))
