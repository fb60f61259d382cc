from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    erp_credit_policy = fields.Selection(related="company_id.erp_credit_policy", readonly=False)
