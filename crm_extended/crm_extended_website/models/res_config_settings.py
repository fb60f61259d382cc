from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    touchpoint_consent = fields.Selection(related="website_id.touchpoint_consent", readonly=False)
