from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    erp_stock_ids = fields.One2many(
        "erp.stock",
        "product_id",
        "Stock in the ERP",
        readonly=True,
        groups="sales_team.group_sale_salesman,erp_connector.group_erp_user",
    )
