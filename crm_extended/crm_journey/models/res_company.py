from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.calm import Cap, Quiet


class ResCompany(models.Model):
    _inherit = "res.company"

    journey_cap_count = fields.Integer(
        "Messages at Most", default=3, help="E-mails and SMS of all journeys together to one customer; 0: no limit."
    )
    journey_cap_days = fields.Integer("In Days", default=7)
    journey_quiet_from = fields.Float("Quiet From", default=20, help="On the customer's clock.")
    journey_quiet_to = fields.Float("Quiet Until", default=8, help="The same as the beginning: no quiet hours.")
    journey_quiet_weekend = fields.Boolean("No Messages at Weekends")

    @api.constrains("journey_cap_count", "journey_cap_days", "journey_quiet_from", "journey_quiet_to")
    def _check_journey_calm(self):
        for company in self:
            try:
                company._get_journey_cap()
                company._get_journey_quiet()
            except ValueError as error:
                raise ValidationError(
                    self.env._("Quiet hours lie within a day, and the frequency cap needs at least one day.")
                ) from error

    def _get_journey_cap(self):
        self.ensure_one()
        return Cap(self.journey_cap_count, self.journey_cap_days)

    def _get_journey_quiet(self):
        self.ensure_one()
        return Quiet(
            round(self.journey_quiet_from * 60),
            round(self.journey_quiet_to * 60),
            frozenset({5, 6}) if self.journey_quiet_weekend else frozenset(),
        )
