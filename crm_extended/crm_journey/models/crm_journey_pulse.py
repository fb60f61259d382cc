from odoo import fields, models


class CrmJourneyPulse(models.Model):
    """One row per customer that every message of a journey writes, so that two at once notice each other."""

    _name = "crm.journey.pulse"
    _description = "Messages to a Customer"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    messages = fields.Integer()

    _one_per_partner = models.UniqueIndex("(partner_id)")
