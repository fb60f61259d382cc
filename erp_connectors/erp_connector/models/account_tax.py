from odoo import models


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _erp_rate(self):
        """Percentage of these taxes together, as a decimal string: "13" or "5.5". Fixed-amount taxes do not count."""
        rate = sum(self.filtered(lambda tax: tax.amount_type == "percent").mapped("amount"))
        return f"{rate:.4f}".rstrip("0").rstrip(".")
