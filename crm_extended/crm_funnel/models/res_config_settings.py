from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lead_protection_days = fields.Integer(related="company_id.lead_protection_days", readonly=False)
    attribution_days = fields.Integer(related="company_id.attribution_days", readonly=False)
    attribution_half_life = fields.Float(related="company_id.attribution_half_life", readonly=False)
