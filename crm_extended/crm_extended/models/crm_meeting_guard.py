from odoo import fields, models


class CrmMeetingGuard(models.Model):
    """One row for each of our people, written by whoever plans a meeting with him; see calendar_conflict.py."""

    _name = "crm.meeting.guard"
    _description = "Guard against Double Booking"
    _log_access = False
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    version = fields.Integer()

    _partner_once = models.UniqueIndex("(partner_id)")
