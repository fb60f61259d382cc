from odoo import api, fields, models

from ..engine.corner_shop import CornerShop


class ErpBackend(models.Model):
    _inherit = "erp.backend"

    dialect = fields.Selection(selection_add=[("corner_shop", "Corner Shop")], ondelete={"corner_shop": "cascade"})

    @api.model
    def _dialect_classes(self):
        return super()._dialect_classes() | {"corner_shop": CornerShop}
