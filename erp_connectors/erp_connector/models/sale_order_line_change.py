from odoo import api, models


class SaleOrderLine(models.Model):
    """A line of a confirmed order is changed, added or taken away."""

    _inherit = "sale.order.line"

    def _erp_fields(self):
        """Fields that can change what a line says to an ERP."""
        return {
            "order_id",
            "product_id",
            "name",
            "product_uom_qty",
            "product_uom_id",
            "price_unit",
            "discount",
            "tax_ids",
            "display_type",
        }

    @api.model_create_multi
    def create(self, vals_list):
        orders = {values["order_id"] for values in vals_list if values.get("order_id")}
        self.env["sale.order"].browse(orders)._erp_about_to_change()
        return super().create(vals_list)

    def write(self, vals):
        if not self._erp_fields().isdisjoint(vals):
            self.order_id._erp_about_to_change()
        return super().write(vals)

    def unlink(self):
        self.order_id._erp_about_to_change()
        return super().unlink()
