from odoo import api, fields, models
from odoo.tools import SQL


class CrmJourneyArrival(models.Model):
    """Something happened that a journey listens for. Written with the event itself, worked off by the cron."""

    _name = "crm.journey.arrival"
    _description = "Event for Journeys"
    _log_access = False

    touchpoint_id = fields.Many2one("crm.touchpoint", ondelete="cascade", index="btree_not_null")
    lead_id = fields.Many2one("crm.lead", ondelete="cascade", index="btree_not_null")

    @api.model
    def _note_touchpoints(self, touchpoints, kinds):
        """One statement, whatever happened and however often."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_journey_arrival (touchpoint_id) "
                "SELECT id FROM crm_touchpoint WHERE id = ANY(%s) AND kind = ANY(%s)",
                touchpoints.ids,
                list(kinds),
            )
        )

    @api.model
    def _take(self, limit):
        """Take the oldest rows nobody else is working on."""
        ids = self.env.execute_query(
            SQL("SELECT id FROM crm_journey_arrival ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED", limit)
        )
        return self.browse(row_id for (row_id,) in ids)
