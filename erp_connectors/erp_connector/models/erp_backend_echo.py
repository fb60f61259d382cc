from odoo import models


class ErpBackend(models.Model):
    """What an ERP said is no news to it; the other ERPs of the company hear of it.

    The context's `erp_no_message` has the ids of the backends that hear nothing, or True for all of them.
    """

    _inherit = "erp.backend"

    def _listening(self):
        """Those of these that hear of what is done in this context."""
        silent = self.env.context.get("erp_no_message") or ()
        return self.browse() if silent is True else self.filtered(lambda backend: backend.id not in silent)

    def _live_for(self, company, kind):
        return super()._live_for(company, kind)._listening()
