from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmLeadLost(models.TransientModel):
    _inherit = "crm.lead.lost"

    competitor_id = fields.Many2one(
        "crm.competitor", "Lost to", compute="_compute_competitor_id", store=True, readonly=False
    )
    competitor_product_id = fields.Many2one(
        "crm.competitor.product", "With Product", domain="[('competitor_id', '=', competitor_id)]"
    )
    currency_id = fields.Many2one(related="competitor_product_id.currency_id")
    competitor_price = fields.Monetary("Their Price", help="Kept as a price point of the competitor's product.")

    @api.depends("lead_ids")
    def _compute_competitor_id(self):
        """One known competitor is the likely winner; the user may choose another."""
        for wizard in self:
            known = wizard.lead_ids.competitor_ids
            wizard.competitor_id = known if len(known) == 1 else False

    @api.onchange("competitor_id")
    def _onchange_competitor_id(self):
        if self.competitor_product_id.competitor_id != self.competitor_id:
            self.competitor_product_id = False
            self.competitor_price = 0.0

    def action_lost_reason_apply(self):
        if self.competitor_price and not self.competitor_product_id:
            raise UserError(self.env._("Say for which of their products this price is."))
        result = super().action_lost_reason_apply()
        if self.competitor_id:
            self.lead_ids.write(
                {"lost_competitor_id": self.competitor_id.id, "competitor_ids": [Command.link(self.competitor_id.id)]}
            )
        if self.competitor_price:
            self.env["crm.competitor.price"].create(self._prepare_price_values())
        return result

    def _prepare_price_values(self):
        return {
            "product_id": self.competitor_product_id.id,
            "amount": self.competitor_price,
            "lead_id": self.lead_ids.id if len(self.lead_ids) == 1 else False,
            "source": self.env._("Lost opportunity"),
        }
