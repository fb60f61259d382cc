from odoo import api, fields, models


class ErpStock(models.Model):
    """What the ERP says it has of a product in a warehouse. Only the ERP writes here."""

    _name = "erp.stock"
    _description = "ERP Stock"
    _order = "product_id, warehouse"
    _log_access = False

    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True, index=True, ondelete="cascade")
    warehouse = fields.Char(required=True, readonly=True, default="")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    taken_at = fields.Datetime("As of", required=True, readonly=True)

    _place_once = models.UniqueIndex("(backend_id, product_id, warehouse)", "This stock is noted already.")

    @api.depends("product_id", "warehouse")
    def _compute_display_name(self):
        for stock in self:
            stock.display_name = " / ".join(filter(None, (stock.product_id.display_name, stock.warehouse)))
