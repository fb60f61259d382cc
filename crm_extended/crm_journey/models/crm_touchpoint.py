from odoo import models


class CrmTouchpoint(models.Model):
    _inherit = "crm.touchpoint"

    def _after_recorded(self):
        super()._after_recorded()
        # Cached: nothing is asked of the database as long as no journey listens.
        if kinds := self.env["crm.journey"]._get_listened_kinds():
            # sudo: whatever a customer or a colleague does may begin a journey.
            self.env["crm.journey.arrival"].sudo()._note_touchpoints(self, kinds)
