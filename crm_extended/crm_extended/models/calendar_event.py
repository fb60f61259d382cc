from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# How far back the cron looks for meetings that took place; a meeting entered later than that is not recorded.
LOOK_BACK = timedelta(days=35)


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    customer_visit = fields.Boolean(help="We go to the customer, or the customer comes to us. Keeps the visit cadence.")

    @api.model
    def _cron_record_meetings(self):
        """Turn meetings that are over into touchpoints. Planned and cancelled ones never become any; safe to repeat."""
        now = fields.Datetime.now()
        self.flush_model()
        self.env["calendar.attendee"].flush_model(["state", "partner_id"])
        held = self.env.execute_query_dict(
            SQL(
                """
                SELECT event.id, MIN(attendee.partner_id) AS partner_id, partner.commercial_partner_id AS customer_id,
                       event.user_id, organizer.company_id, event.start, event.customer_visit, %(lead)s AS lead_id,
                       CASE WHEN event.privacy IN ('private', 'confidential') THEN NULL ELSE event.name END AS subject
                  FROM calendar_event event
                  JOIN calendar_attendee attendee ON attendee.event_id = event.id AND attendee.state != 'declined'
                  JOIN res_partner partner ON partner.id = attendee.partner_id AND partner.partner_share
             LEFT JOIN res_users organizer ON organizer.id = event.user_id
                 WHERE event.active AND event.stop <= %(now)s AND event.stop > %(since)s
                   AND NOT EXISTS (
                       SELECT FROM crm_touchpoint
                        WHERE source_key = 'calendar.event:' || event.id || ':' || partner.commercial_partner_id)
              GROUP BY event.id, partner.commercial_partner_id, organizer.company_id
                """,
                lead=SQL.identifier("event", "opportunity_id"),
                now=now,
                since=now - LOOK_BACK,
            )
        )
        return self.env["crm.touchpoint"]._record([self._prepare_meeting_touchpoint(row) for row in held])

    @api.model
    def _prepare_meeting_touchpoint(self, held):
        """Row for one meeting that took place, with one customer in it."""
        return {
            "partner_id": held["partner_id"],
            "customer_id": held["customer_id"],
            "lead_id": held["lead_id"],
            "company_id": held["company_id"],
            "user_id": held["user_id"],
            "occurred_at": held["start"],
            "channel": "visit",
            "kind": "visit" if held["customer_visit"] else "meeting",
            "direction": "out",
            "subject": held["subject"],
            "res_model": "calendar.event",
            "res_id": held["id"],
            "source_key": f"calendar.event:{held['id']}:{held['customer_id']}",
        }
