from odoo import api, models


class EventRegistration(models.Model):
    _inherit = "event.registration"

    @api.model_create_multi
    def create(self, vals_list):
        registrations = super().create(vals_list)
        # A seat that came with a campaign of its own keeps it; all others count for the seminar's.
        for event, seats in registrations.grouped("event_id").items():
            if event.campaign_id:
                seats.filtered(lambda seat: not seat.utm_campaign_id).utm_campaign_id = event.campaign_id
        return registrations
