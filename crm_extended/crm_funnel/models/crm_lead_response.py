from odoo import api, fields, models

from .crm_response_clock import STATES


class CrmLead(models.Model):
    """What the response clock says, on the lead."""

    _inherit = "crm.lead"

    response_clock_ids = fields.One2many("crm.response.clock", "lead_id", readonly=True)
    response_state = fields.Selection(STATES, compute="_compute_response", search="_search_response_state")
    response_due_at = fields.Datetime("Answer Due", compute="_compute_response")
    responded_at = fields.Datetime("Answered", compute="_compute_response")
    response_hours = fields.Float("Working Hours to Answer", compute="_compute_response")

    @api.depends("response_clock_ids.state", "response_clock_ids.responded_at", "response_clock_ids.hours")
    def _compute_response(self):
        for lead in self:
            clock = lead.response_clock_ids[:1]
            lead.response_state = clock.state
            lead.response_due_at = clock.due_at
            lead.responded_at = clock.responded_at
            lead.response_hours = clock.hours

    def _search_response_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("response_clock_ids.state", "in", list(value))]

    def _prepare_funnel_row(self):
        """A lead on the customer's page: its score, how far it is qualified, and the answer it got."""
        self.ensure_one()
        tiers = dict(self._fields["score_tier"]._description_selection(self.env))
        states = dict(self._fields["response_state"]._description_selection(self.env))
        level = self._fields["sql_at"] if self.sql_at else self._fields["mql_at"] if self.mql_at else None
        notes = [tiers[self.score_tier], level and level._description_string(self.env), states.get(self.response_state)]
        return {
            "label": self.name,
            "note": " · ".join(note for note in notes if note),
            "value": str(self.score),
            "badge": {"hot": "danger", "warm": "warning"}.get(self.score_tier, ""),
            "model": "crm.lead",
            "id": self.id,
        }
