from odoo import api, models


class EventRegistration(models.Model):
    _inherit = "event.registration"

    @api.model_create_multi
    def create(self, vals_list):
        registrations = super().create(vals_list)
        registrations._record_event_touchpoints()
        return registrations

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("open", "done") or vals.get("partner_id"):
            self._record_event_touchpoints()
        return result

    def _record_event_touchpoints(self):
        """A confirmed seat is a registration, a seat that was taken is an attendance; each once."""
        rows = []
        for registration in self.filtered("partner_id"):
            if registration.state in ("open", "done"):
                rows.append(registration._prepare_event_touchpoint("registration", registration.create_date))
            if registration.state == "done":
                rows.append(registration._prepare_event_touchpoint("attendance", registration.date_closed))
        self.env["crm.touchpoint"]._record(rows)

    def _prepare_event_touchpoint(self, kind, occurred_at):
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.event_id.user_id.id,
            "occurred_at": occurred_at,
            "channel": "event",
            "kind": kind,
            "direction": "in",
            "subject": self.event_id.name,
            "res_model": self._name,
            "res_id": self.id,
            "source_key": f"event.registration:{self.id}:{kind}",
        }
