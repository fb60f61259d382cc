from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ..engine.sla import Change, Clock, Promise


class CrmServiceHistory(models.Model):
    """What the SLA clock is computed from. Own rows and not mail tracking, which can be switched off."""

    _name = "crm.service.history"
    _description = "Service Request History"
    _order = "request_id, at, id"
    _log_access = False

    request_id = fields.Many2one("crm.service.request", required=True, readonly=True, index=True, ondelete="cascade")
    at = fields.Datetime("From", required=True, readonly=True)
    clock = fields.Selection(
        [("run", "Runs"), ("pause", "Paused"), ("stop", "Stopped")], "SLA Clock", required=True, readonly=True
    )
    stage_id = fields.Many2one("crm.service.stage", readonly=True, ondelete="set null")
    policy_id = fields.Many2one("crm.service.policy", "SLA Policy", readonly=True, ondelete="set null")
    calendar_id = fields.Many2one("resource.calendar", "Working Hours", readonly=True, ondelete="set null")
    respond_minutes = fields.Integer("First Answer Within (minutes)", readonly=True)
    resolve_minutes = fields.Integer("Solved Within (minutes)", readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="set null")

    @api.model
    def _by_request(self, requests):
        """{request id: its rows in order}, in one query."""
        grouped = defaultdict(self.browse)
        for row in self.search([("request_id", "in", requests.ids)], order="request_id, at, id"):
            grouped[row.request_id.id] |= row
        return grouped

    def _same_as(self, values):
        """True when the row already says all of these values, so that no new row is needed."""
        return bool(self) and all(
            (self[name].id if self._fields[name].type == "many2one" else self[name]) == value
            for name, value in values.items()
        )

    def _to_engine(self, hours):
        """Rows as changes; `hours` maps a calendar's id (or False) to working time."""
        changes = []
        for row in self:
            promise = None
            if row.policy_id or row.respond_minutes or row.resolve_minutes:
                promise = Promise(
                    timedelta(minutes=row.respond_minutes) if row.respond_minutes else None,
                    timedelta(minutes=row.resolve_minutes) if row.resolve_minutes else None,
                    hours[row.calendar_id.id],
                )
            changes.append(Change(row.at, Clock(row.clock), promise))
        return changes
