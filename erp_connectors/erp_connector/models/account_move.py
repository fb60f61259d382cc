from datetime import date
from decimal import Decimal

from odoo import api, fields, models

from ..engine.canonical import reference

KINDS = {"out_invoice": "invoice", "out_refund": "credit_note", "entry": "journal_entry"}


class AccountMove(models.Model):
    """A document of the books: what goes to an ERP when Odoo's books lead, and what came from one."""

    _name = "account.move"
    _inherit = ["account.move", "erp.document"]
    _erp_kind = "invoice"
    _erp_kinds = ("invoice", "credit_note", "journal_entry")

    erp_number = fields.Char("ERP Number", compute="_compute_erp_state", help="Number of this document in the ERP.")
    erp_state = fields.Selection(
        [("none", "Not for an ERP"), ("open", "On the Way"), ("stuck", "Needs Attention"), ("done", "In the ERP")],
        "ERP",
        compute="_compute_erp_state",
    )
    erp_problem = fields.Char("ERP Problem", compute="_compute_erp_state", groups="base.group_user")

    def _compute_erp_state(self):
        for move, values in self._erp_states().items():
            move.update(values)

    def _erp_kind_of(self):
        return KINDS.get(self.move_type)

    def _erp_sendable(self):
        """Posted, and not an entry that Odoo made by itself for a payment, a statement or a currency difference."""
        self.ensure_one()
        if self.state != "posted" or not self._erp_kind_of():
            return False
        return self.move_type != "entry" or self._erp_made_by_hand()

    def _erp_made_by_hand(self):
        made_by_odoo = self.origin_payment_id or self.statement_line_id or self.tax_cash_basis_rec_id
        journals = self.company_id.currency_exchange_journal_id
        return not made_by_odoo and self.journal_id.type == "general" and self.journal_id not in journals

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._erp_posted()
        return posted

    def _erp_posted(self):
        """Write a message for each of these that goes to an ERP, in the transaction that posts them."""
        for company, moves in self.grouped("company_id").items():
            for kind, records in moves.filtered(lambda move: move._erp_sendable())._erp_by_kind().items():
                for backend in self.env["erp.backend"]._live_for(company, kind):
                    backend._send_books(kind, records.filtered(lambda move, b=backend: move._erp_goes_to(b)))

    def _erp_goes_to(self, backend):
        """Of entries only those of the chosen journals."""
        chosen = backend.entry_journal_ids
        return self.move_type != "entry" or not chosen or self.journal_id in chosen

    def button_draft(self):
        self.filtered(lambda move: move.state == "posted")._erp_backends()._take_back(self)
        return super().button_draft()

    def button_cancel(self):
        result = super().button_cancel()
        for kind, moves in self._erp_by_kind().items():
            moves._erp_backends()._tell_cancelled(kind, moves)
        return result

    def _erp_document(self):
        self.ensure_one()
        return self._erp_entry() if self.move_type == "entry" else self._erp_bill()

    def _erp_bill(self):
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        receivable = self.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        due = self.invoice_date_due or max(receivable.filtered("date_maturity").mapped("date_maturity"), default="")
        partner = self.commercial_partner_id
        return {
            "number": self.name,
            "type": "refund" if self.move_type == "out_refund" else "invoice",
            **self._erp_order_of_bill(lines),
            "customer": reference("res.partner", partner.id),
            "customer_name": partner.name or "",
            "date": self.invoice_date or self.date,
            "due": due,
            "currency": self.currency_id.name,
            "payment_term": self.invoice_payment_term_id.name or "",
            "reference": self.ref or "",
            **self._erp_reversed(),
            "untaxed": _amount(self.amount_untaxed, self.currency_id),
            "tax": _amount(self.amount_tax, self.currency_id),
            "total": _amount(self.amount_total, self.currency_id),
            "receivable_account": receivable[:1].account_id.code or "",
            "lines": [line._erp_bill_line() for line in lines],
            "taxes": self._erp_taxes(lines),
        }

    def _erp_order_of_bill(self, lines):
        """The one order that it bills, as far as the ERP has it or will have it."""
        order = lines.sale_line_ids.order_id
        order = order if len(order) == 1 else order.browse()
        backend = self._erp_backend_of_context()
        known = order and (not backend or backend._may_refer(order))
        return {
            "order": reference("sale.order", order.id) if known else "",
            "order_key": backend._document_key("order", order) if known and backend else "",
            "order_number": order.name or "",
        }

    def _erp_reversed(self):
        move = self.reversed_entry_id if self.move_type == "out_refund" else self.browse()
        backend = self._erp_backend_of_context()
        known = move and (not backend or backend._may_refer(move))
        return {
            "reversed": reference("account.move", move.id) if known else "",
            "reversed_number": move.name or "",
        }

    def _erp_taxes(self, lines):
        """One row per tax, in the currency of the document; group taxes are told by their parts."""
        rows = []
        for tax, items in self.line_ids.filtered("tax_line_id").grouped("tax_line_id").items():
            taxed = lines.filtered(lambda line, tax=tax: tax in line.tax_ids.flatten_taxes_hierarchy())
            rows.append(
                {
                    "tax": tax.name,
                    "tax_rate": tax._erp_rate(),
                    "base": _amount(sum(taxed.mapped("price_subtotal")), self.currency_id),
                    "amount": _amount(abs(sum(items.mapped("amount_currency"))), self.currency_id),
                }
            )
        return rows

    def _erp_entry(self):
        lines = self.line_ids.filtered(
            lambda line: line.display_type not in ("line_section", "line_subsection", "line_note")
        )
        currency = self.company_id.currency_id
        day = self.date or date.today()
        return {
            "number": self.name,
            "date": day,
            "period": f"{day:%Y-%m}",
            "journal": self.journal_id.code or "",
            "journal_name": self.journal_id.name or "",
            "reference": self.ref or "",
            "currency": currency.name,
            "total": _amount(sum(lines.mapped("debit")), currency),
            "lines": [line._erp_entry_line() for line in lines],
        }

    @api.model
    def _erp_backend_of_context(self):
        return self.env["erp.backend"].sudo().browse(self.env.context.get("erp_backend_id"))


def _amount(amount, currency):
    """Decimal of an amount, with the decimals of its currency."""
    return Decimal(f"{amount:.{currency.decimal_places}f}")
