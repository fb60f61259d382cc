from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    _touchpoint_messages = True

    def write(self, vals):
        alone = (
            self.filtered(lambda partner: partner.commercial_partner_id == partner)
            if vals.get("parent_id")
            else self.browse()
        )
        result = super().write(vals)
        if joined := alone.filtered(lambda partner: partner.commercial_partner_id != partner):
            joined._bring_touchpoints_along()
        return result

    def _bring_touchpoints_along(self):
        """A person who was a customer alone and now belongs to a company brings the history into that company."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_touchpoint SET customer_id = moved.customer "
                "FROM unnest(%s, %s) AS moved(partner, customer) WHERE customer_id = moved.partner",
                self.ids,
                [partner.commercial_partner_id.id for partner in self],
            )
        )
