from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.anniversary import next_day

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]


class CrmOccasion(models.Model):
    """A personal day of a contact. Nobody sees it outside its group, and there is none without a consent."""

    _name = "crm.occasion"
    _description = "Personal Day"
    _order = "next_date, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Contact", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [("birthday", "Birthday"), ("wedding", "Wedding Day"), ("founding", "Founding Day"), ("other", "Other")],
        required=True,
        default="birthday",
    )
    day = fields.Integer(required=True)
    month = fields.Selection(MONTHS, required=True)
    year = fields.Integer(help="Leave empty when the contact does not tell it.")
    next_date = fields.Date("Next", compute="_compute_next_date", store=True, index=True)
    consent_date = fields.Date("Consent Given On", required=True, default=fields.Date.context_today)
    consent_source = fields.Char("Consent Given How", required=True, help="A form, a mail, a talk with whom.")
    note = fields.Char()

    @api.depends("day", "month")
    def _compute_next_date(self):
        today = fields.Date.context_today(self)
        for occasion in self:
            known = occasion.day and occasion.month
            occasion.next_date = known and next_day(occasion.day, int(occasion.month), today)

    @api.constrains("day", "month", "year")
    def _check_day(self):
        for occasion in self:
            try:
                # Without a year a leap year stands in: the 29th of February is a birthday.
                date(occasion.year or 2000, int(occasion.month), occasion.day)
            except ValueError:
                raise ValidationError(self.env._("There is no such day in the calendar.")) from None

    @api.constrains("consent_date")
    def _check_consent_date(self):
        if any(occasion.consent_date > fields.Date.context_today(occasion) for occasion in self):
            raise ValidationError(self.env._("A consent can not be given in the future."))

    @api.model
    def _cron_roll_on(self):
        """Days that have passed move on to the next year."""
        passed = self.search([("next_date", "<", fields.Date.context_today(self))])
        self.env.add_to_compute(self._fields["next_date"], passed)
