from odoo import fields, models


class EventEvent(models.Model):
    _inherit = "event.event"

    campaign_id = fields.Many2one(
        "utm.campaign", "Campaign", index="btree_not_null", help="Seats and orders of this seminar count for it."
    )
