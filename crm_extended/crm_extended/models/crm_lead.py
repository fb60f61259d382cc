from odoo import models
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = "crm.lead"

    _touchpoint_messages = True

    def write(self, vals):
        result = super().write(vals)
        if vals.get("partner_id"):
            self.env["crm.touchpoint"]._adopt(self)
        return result

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        self.env.cr.execute(
            SQL("UPDATE crm_touchpoint SET lead_id = %s WHERE lead_id = ANY(%s)", self.id, opportunities.ids)
        )
