from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _knowledge_reader(self):
        """Which circle of readers this user belongs to; see engine/audience.py."""
        self.ensure_one()
        if self._is_internal():
            return "internal"
        if self._is_portal():
            # The level is the seller's note about the customer, which a portal user cannot read on the own company.
            graded = self.sudo().partner_id.commercial_partner_id.grade_id
            return "partner" if graded else "customer"
        return "public"
