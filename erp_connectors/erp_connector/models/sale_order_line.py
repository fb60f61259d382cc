from decimal import Decimal

from odoo import models
from odoo.tools import float_round

from ..engine.canonical import reference


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _erp_line(self):
        """Neutral order line. `price_net` is the untaxed price of one unit after discount, such that quantity times
        price, rounded to the currency, is the line's untaxed amount."""
        self.ensure_one()
        quantity = Decimal(str(self.product_uom_qty))
        untaxed = Decimal(str(self.price_subtotal))
        price_net = (untaxed / quantity).quantize(Decimal("0.00000001")) if quantity else Decimal(str(self.price_unit))
        return {
            "line_id": self.id,
            "product": reference("product.product", self.product_id.id) if self.product_id else "",
            "product_code": self.product_id.default_code or "",
            "type": "service" if self.product_id.type == "service" else "goods",
            "name": self.name,
            "quantity": str(self.product_uom_qty),
            "unit": self.product_uom_id.name or "",
            "price_unit": str(self.price_unit),
            "discount": str(self.discount),
            "price_net": price_net,
            "tax": ", ".join(self.tax_ids.mapped("name")),
            "tax_rate": self.tax_ids._erp_rate() if self.tax_ids else "0",
            "untaxed": str(self.price_subtotal),
        }

    def _erp_quantity_to_invoice(self):
        """What is ordered and not yet invoiced: the ERP decides when it bills, not Odoo's delivery policy."""
        # Rounded as quantities are kept: 1.0 - 0.9 is less than 0.1.
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_round(self.product_uom_qty - self.qty_invoiced, precision_digits=digits)
