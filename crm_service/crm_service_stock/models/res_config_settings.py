from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_assets_without_serial = fields.Boolean(related="company_id.service_assets_without_serial", readonly=False)
