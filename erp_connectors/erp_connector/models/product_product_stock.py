from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    erp_stock_ids = fields.One2many("erp.stock", "product_id", "Stock in the ERP", readonly=True)
