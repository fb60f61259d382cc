from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.sla import State, Target

STATES = [
    ("none", "No Promise"),
    ("running", "In Time"),
    ("warning", "In Danger"),
    ("missed", "Broken"),
    ("paused", "Paused"),
    ("met", "Kept"),
]
NOTICE_BATCH = 200
STALE_BATCH = 1000


class CrmServiceSla(models.Model):
    """How one policy stands for one request. Written by the clock only; people read it."""

    _name = "crm.service.sla"
    _description = "SLA of a Service Request"
    _order = "is_current desc, id desc"
    _rec_name = "policy_id"
    _log_access = False

    request_id = fields.Many2one("crm.service.request", required=True, readonly=True, index=True, ondelete="cascade")
    policy_id = fields.Many2one("crm.service.policy", required=True, readonly=True, index=True, ondelete="cascade")
    is_current = fields.Boolean("In Force", readonly=True, default=True, help="Off: another policy has taken over.")
    state = fields.Selection(STATES, "SLA", readonly=True, default="none")
    respond_state = fields.Selection(STATES, "First Answer", readonly=True, default="none")
    respond_warn_at = fields.Datetime("Answer Warning", readonly=True)
    respond_due = fields.Datetime("Answer Due", readonly=True)
    respond_used = fields.Float("Answer Time Used (hours)", readonly=True, aggregator="avg")
    resolve_state = fields.Selection(STATES, "Solution", readonly=True, default="none")
    resolve_warn_at = fields.Datetime("Solution Warning", readonly=True)
    resolve_due = fields.Datetime("Solution Due", readonly=True)
    resolve_used = fields.Float("Solution Time Used (hours)", readonly=True, aggregator="avg")
    next_notice_at = fields.Datetime(readonly=True)
    is_stale = fields.Boolean(readonly=True, help="The working hours have changed since this was computed.")
    team_id = fields.Many2one(related="request_id.team_id")
    user_id = fields.Many2one(related="request_id.user_id")

    _once = models.Constraint("UNIQUE (request_id, policy_id)", "A policy governs a request once.")
    _next_notice = models.Index("(next_notice_at) WHERE is_current AND next_notice_at IS NOT NULL")
    _stale = models.Index("(id) WHERE is_stale")

    @api.model
    def _prepare_values(self, request, timeline, told, now):
        """Column values of the row in force, read from the request's timeline."""
        policy = request.policy_id
        values = {"is_current": True, "is_stale": False}
        readings = {}
        for target in Target:
            gauge = readings[target] = timeline.gauge(target, now)
            state, warn_at = gauge.state.value, None
            if gauge.state in (State.RUNNING, State.PAUSED):
                warn_at = timeline.reaches(gauge.allowed * policy.warn_percent / 100)
                if gauge.state is State.RUNNING and warn_at and warn_at <= now:
                    state = "warning"
            values |= {
                f"{target.value}_state": state,
                f"{target.value}_warn_at": warn_at or False,
                f"{target.value}_due": gauge.due or False,
                f"{target.value}_used": gauge.consumed.total_seconds() / 3600,
            }
        values["state"] = self._overall(values["respond_state"], values["resolve_state"])
        due, later = timeline.ladder(policy.step_ids._to_engine(), told, now)
        # What is due is told by the cron and not here, so that a mass change does not wait for a thousand mails.
        values["next_notice_at"] = now if due else later or False
        return values

    @staticmethod
    def _overall(*states):
        ranking = ("missed", "warning", "running", "paused", "met", "none")
        return min(states, key=ranking.index)

    def _deadline(self):
        """The next moment at which a promise breaks, or False."""
        dues = [
            self[f"{target.value}_due"]
            for target in Target
            if self[f"{target.value}_state"] in ("running", "warning")
            or (self[f"{target.value}_state"] == "missed" and not self._done(target))
        ]
        return min((due for due in dues if due), default=False)

    def _done(self, target):
        request = self.request_id
        return bool(request.clock == "stop" or (target is Target.RESPOND and request.responded_at))

    @api.model
    def _cron_refresh(self):
        """Move colours and tell people. Safe to run twice and at once on several nodes; resumes where it stopped."""
        self.env["crm.service.policy"]._reconsider_pending()
        self._recompute_stale()
        self._refresh_states()
        while True:
            told = self._tell_due()
            self.env["ir.cron"]._commit_progress(told)
            if told < NOTICE_BATCH:
                break

    @api.model
    def _refresh_states(self):
        """One statement, however many requests are open: rows whose warning or due time has passed change colour."""
        self.flush_model()
        now = fields.Datetime.now()
        respond, resolve = self._passed("respond", now), self._passed("resolve", now)
        self.env.cr.execute(
            SQL(
                """WITH passed AS (
                       SELECT id, %(respond)s AS respond, %(resolve)s AS resolve FROM crm_service_sla
                        WHERE is_current AND (%(respond)s != respond_state OR %(resolve)s != resolve_state))
                   UPDATE crm_service_sla AS sla
                      SET respond_state = passed.respond, resolve_state = passed.resolve,
                          state = CASE WHEN 'missed' IN (passed.respond, passed.resolve) THEN 'missed'
                                       WHEN 'warning' IN (passed.respond, passed.resolve) THEN 'warning'
                                       ELSE sla.state END
                     FROM passed WHERE passed.id = sla.id""",
                respond=respond,
                resolve=resolve,
            )
        )
        changed = self.env.cr.rowcount
        self.invalidate_model()
        self.env["crm.service.request"].invalidate_model(["sla_state"])
        return changed

    @api.model
    def _passed(self, target, now):
        state, warn, due = (SQL.identifier(f"{target}_{suffix}") for suffix in ("state", "warn_at", "due"))
        return SQL(
            """CASE WHEN %(state)s IN ('running', 'warning') AND %(due)s < %(now)s THEN 'missed'
                    WHEN %(state)s = 'running' AND %(warn)s <= %(now)s THEN 'warning' ELSE %(state)s END""",
            state=state,
            warn=warn,
            due=due,
            now=now,
        )

    @api.model
    def _tell_due(self):
        """Take the escalation steps that are due, at most a batch; return how many rows were looked at."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM crm_service_sla WHERE is_current AND next_notice_at <= %s
                    ORDER BY next_notice_at, id LIMIT %s FOR UPDATE SKIP LOCKED""",
                fields.Datetime.now(),
                NOTICE_BATCH,
            )
        )
        slas = self.browse([row[0] for row in rows])
        slas.request_id._escalate()
        return len(slas)

    @api.model
    def _hours_changed(self, calendars):
        """Working hours have changed: every running clock that uses them is computed again by the cron."""
        if not calendars:
            return
        # sudo: whoever changes a calendar need not be an agent; nothing is shown to him.
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE crm_service_sla SET is_stale = TRUE WHERE is_current AND NOT is_stale AND request_id IN (
                       SELECT history.request_id FROM crm_service_history history
                         JOIN crm_service_request request ON request.id = history.request_id
                        WHERE history.calendar_id IN %s AND request.clock != 'stop')""",
                tuple(calendars.ids),
            )
        )
        self.invalidate_model(["is_stale"])
        cron = self.env.ref("crm_service.cron_sla_refresh", raise_if_not_found=False)
        if cron and self.env.cr.rowcount:
            cron.sudo()._trigger()

    @api.model
    def _recompute_later(self, domain):
        """Have the cron bring the clocks of these open requests up to date."""
        requests = self.env["crm.service.request"]._search(domain)
        self.search([("is_current", "=", True), ("request_id", "in", requests)]).is_stale = True
        self.env.ref("crm_service.cron_sla_refresh").sudo()._trigger()  # sudo: a cron is not the caller's to read

    @api.model
    def _recompute_stale(self):
        while stale := self.search([("is_stale", "=", True)], limit=STALE_BATCH):
            stale.is_stale = False
            stale.request_id._update_clock()
            self.env["ir.cron"]._commit_progress(len(stale))
