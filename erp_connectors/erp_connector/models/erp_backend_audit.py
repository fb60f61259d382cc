from odoo import models


class ErpBackend(models.Model):
    """What was tried is sealed when a drain has ended."""

    _inherit = "erp.backend"

    def _after_drain(self):
        result = super()._after_drain()
        self.env["erp.audit"]._seal_soon(self)
        return result
