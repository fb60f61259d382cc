from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_notice_hours = fields.Integer(related="company_id.service_notice_hours", readonly=False)
    service_ahead_days = fields.Integer(related="company_id.service_ahead_days", readonly=False)
    service_most_proposals = fields.Integer(related="company_id.service_most_proposals", readonly=False)
    service_suggest = fields.Boolean(related="company_id.service_suggest", readonly=False)
    service_ask_signature = fields.Boolean(related="company_id.service_ask_signature", readonly=False)
