from odoo import api, fields, models

from ..engine.dolibarr import Dolibarr
from ..engine.keeping import said_by


class ErpBackend(models.Model):
    _inherit = "erp.backend"

    dialect = fields.Selection(selection_add=[("dolibarr", "Dolibarr")], ondelete={"dolibarr": "cascade"})

    @api.model
    def _dialect_classes(self):
        return super()._dialect_classes() | {"dolibarr": Dolibarr}

    def _prepare_options(self):
        options = super()._prepare_options()
        if self.dialect != "dolibarr":
            return options
        rules = self._prepare_rules()
        return options | {
            "local_currency": self.company_id.currency_id.name,
            "said": {kind: said_by(rules[kind]) for kind in ("customer", "product") if kind in rules},
        }
