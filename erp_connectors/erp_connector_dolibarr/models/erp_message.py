from odoo import api, models


class ErpMessage(models.Model):
    _inherit = "erp.message"

    @api.model
    def _known_advice(self):
        return super()._known_advice() | {
            "INCOMPLETE": self.env._(
                "Delete the order in Dolibarr, put right what kept it from being stored (stock, a mandatory extra field, a "
                "trigger), then send again."
            ),
        }
