from odoo import fields, models


class ErpDeliveryLine(models.Model):
    """What is in a delivery."""

    _name = "erp.delivery.line"
    _description = "ERP Delivery Line"

    delivery_id = fields.Many2one("erp.delivery", required=True, readonly=True, index=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", "Product", readonly=True, ondelete="set null")
    name = fields.Char("Description", required=True, readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
