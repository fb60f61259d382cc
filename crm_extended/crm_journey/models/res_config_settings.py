from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    journey_cap_count = fields.Integer(related="company_id.journey_cap_count", readonly=False)
    journey_cap_days = fields.Integer(related="company_id.journey_cap_days", readonly=False)
    journey_quiet_from = fields.Float(related="company_id.journey_quiet_from", readonly=False)
    journey_quiet_to = fields.Float(related="company_id.journey_quiet_to", readonly=False)
    journey_quiet_weekend = fields.Boolean(related="company_id.journey_quiet_weekend", readonly=False)
