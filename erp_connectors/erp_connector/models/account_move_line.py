from decimal import Decimal

from odoo import models

from ..engine import books
from ..engine.canonical import reference
from .account_move import _amount


class AccountMoveLine(models.Model):
    """Lines of invoices and of journal entries in our neutral words."""

    _inherit = "account.move.line"

    def _erp_bill_line(self):
        self.ensure_one()
        quantity, untaxed = Decimal(str(self.quantity)), _amount(self.price_subtotal, self.currency_id)
        return {
            "line_id": self.id,
            "product": reference("product.product", self.product_id.id) if self.product_id else "",
            "product_code": self.product_id.default_code or "",
            "type": "service" if self.product_id.type == "service" else "goods",
            "name": self.name or self.product_id.display_name or "",
            "quantity": str(self.quantity),
            "unit": self.product_uom_id.name or "",
            "price_unit": str(self.price_unit),
            "discount": str(self.discount),
            "price_net": books.price_net(untaxed, quantity, Decimal(str(self.price_unit))),
            "account": self.account_id.code or "",
            "tax": ", ".join(self.tax_ids.mapped("name")),
            "tax_rate": self.tax_ids._erp_rate() if self.tax_ids else "0",
            "untaxed": untaxed,
            "tax_amount": _amount(self.price_total - self.price_subtotal, self.currency_id),
        }

    def _erp_entry_line(self):
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id
        customer = self.account_id.account_type == "asset_receivable" and partner
        company = self.company_currency_id
        return {
            "line_id": self.id,
            "account": self.account_id.code or "",
            "account_name": self.account_id.name or "",
            "name": self.name or "",
            "partner": reference("res.partner", partner.id) if customer else "",
            "partner_name": partner.name or "",
            "debit": _amount(self.debit, company),
            "credit": _amount(self.credit, company),
            "amount_currency": _amount(self.amount_currency, self.currency_id),
            "currency": self.currency_id.name,
            "analytic": self._erp_analytic(),
            "tax": ", ".join(self.tax_ids.mapped("name")),
            "due": self.date_maturity or "",
        }

    def _erp_analytic(self):
        # sudo: who posts an entry may see what it is charged to, without the rights of analytic accounting.
        accounts = self.env["account.analytic.account"].sudo().browse(books.main_analytic(self.analytic_distribution))
        account = accounts.exists()[:1]
        return account.code or account.name or ""
