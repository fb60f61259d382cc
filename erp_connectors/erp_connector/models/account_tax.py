from decimal import Decimal

from odoo import models

from ..engine import books


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _erp_rate(self):
        """Percentage of these taxes together, as a decimal string: "13" or "5.5". A group counts as its parts, a tax on a
        tax as it is charged. Fixed-amount taxes do not count."""
        percents = self.flatten_taxes_hierarchy().filtered(lambda tax: tax.amount_type == "percent")
        return books.rate_together(
            [(Decimal(str(tax.amount)), tax.include_base_amount, tax.is_base_affected) for tax in percents]
        )
