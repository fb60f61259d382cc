from odoo import models


class CrmTouchpoint(models.Model):
    _inherit = "crm.touchpoint"

    def _after_recorded(self):
        super()._after_recorded()
        self.env["crm.funnel"]._note_touchpoints(self)
