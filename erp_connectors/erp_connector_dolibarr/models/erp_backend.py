from odoo import api, fields, models

from ..engine.dolibarr import Dolibarr


class ErpBackend(models.Model):
    _inherit = "erp.backend"

    dialect = fields.Selection(selection_add=[("dolibarr", "Dolibarr")], ondelete={"dolibarr": "cascade"})

    @api.model
    def _dialect_classes(self):
        return super()._dialect_classes() | {"dolibarr": Dolibarr}
