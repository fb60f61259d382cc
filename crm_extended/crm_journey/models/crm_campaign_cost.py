from odoo import fields, models


class CrmCampaignCost(models.Model):
    """Money that was spent on a campaign: an advertisement, a hall, a stand, an agency."""

    _name = "crm.campaign.cost"
    _description = "Campaign Cost"
    _order = "date desc, id desc"

    campaign_id = fields.Many2one("utm.campaign", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    name = fields.Char("What For", required=True)
    medium_id = fields.Many2one("utm.medium", "Channel", index="btree_not_null", ondelete="restrict")
    event_id = fields.Many2one("event.event", "Seminar", index="btree_not_null", ondelete="set null")
    amount = fields.Monetary(required=True)

    _not_negative = models.Constraint("CHECK (amount >= 0)", "What was spent is not less than nothing.")
