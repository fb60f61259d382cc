import logging
from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.sla import Target, Timeline
from .crm_service_policy_step import LEVELS
from .crm_service_request import CLOSED, OPEN

_logger = logging.getLogger(__name__)


class CrmServiceRequestClock(models.Model):
    """The SLA clock of a request: which policy governs it, what its history says, whom to tell."""

    _name = "crm.service.request"
    _inherit = ["crm.service.request"]

    policy_id = fields.Many2one("crm.service.policy", "SLA Policy", readonly=True, copy=False, index="btree_not_null")
    sla_id = fields.Many2one(
        "crm.service.sla", "SLA", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    sla_deadline = fields.Datetime(
        "Next Deadline", readonly=True, copy=False, help="When the next promise breaks; empty while the clock stands."
    )
    sla_state = fields.Selection(related="sla_id.state", string="SLA Status")
    respond_due = fields.Datetime(related="sla_id.respond_due")
    resolve_due = fields.Datetime(related="sla_id.resolve_due")
    sla_ids = fields.One2many("crm.service.sla", "request_id", "SLA Rows", readonly=True)
    history_ids = fields.One2many("crm.service.history", "request_id", "History", readonly=True)
    notice_ids = fields.One2many("crm.service.notice", "request_id", "Escalations", readonly=True)

    @api.model
    def _clock_fields(self):
        """Fields whose change may move the clock or change the governing policy."""
        return {
            "stage_id", "team_id", "category_id", "priority", "impact", "urgency", "partner_id",
            "company_id", "entitlement_id", "responded_at", "active",
        }  # fmt: skip

    @api.model
    def _open_under(self, policies):
        return self.search(OPEN & Domain("policy_id", "in", policies.ids)) if policies else self

    def _update_clock(self):
        """Write down what changed, then read the clock anew. Costs the same queries for one request and a thousand."""
        requests = self.sudo()  # sudo: whoever changes a request moves its clock, but nobody writes clock rows by hand
        if not requests:
            return
        policies = requests._governing_policies()
        rows = self.env["crm.service.history"].sudo()._by_request(requests)
        now = fields.Datetime.now()
        values_list = []
        for request in requests:
            values = request._prepare_history(policies[request.id])
            last = rows[request.id][-1:]
            if not last._same_as(values):
                moment = max(now, last.at) if last else request.opened_at
                values_list.append({"request_id": request.id, "at": moment, "user_id": self.env.uid, **values})
        self.env["crm.service.history"].sudo().create(values_list)
        for policy, group in requests.grouped(lambda request: policies[request.id]).items():
            moved = group.filtered(lambda request, policy=policy: request.policy_id != policy)
            if moved:
                moved.with_context(tracking_disable=True).write({"policy_id": policy.id})
        requests._read_clock()

    def _governing_policies(self):
        """{request id: policy in force}: the response level of its entitlement, else the first policy that fits."""
        ignored = self.env.context.get("ignored_policy_ids", [])
        policies = self.env["crm.service.policy"].search([("id", "not in", ignored)])
        found, known = {}, {}
        for request in self:
            level = request.entitlement_id.policy_id
            if level and level.active and level.id not in ignored and request.entitlement_id.is_valid:
                found[request.id] = level
                continue
            key = (
                request.company_id,
                request.team_id,
                request.category_id,
                request.priority,
                request.commercial_partner_id,
            )
            if key not in known:
                known[key] = next((policy for policy in policies if policy._fits(request)), policies.browse())
            found[request.id] = known[key]
        return found

    def _prepare_history(self, policy):
        """What a history row says about the request now."""
        calendar = policy.calendar_id or self.team_id.calendar_id
        return {
            "clock": self.clock or "run",
            "stage_id": self.stage_id.id,
            "policy_id": policy.id,
            "calendar_id": calendar.id if policy else False,
            "respond_minutes": round(policy.respond_hours * 60),
            "resolve_minutes": round(policy.resolve_hours * 60),
        }

    def _timelines(self):
        """{request id: Timeline}, with one query for the history and two for the working hours."""
        rows = self.env["crm.service.history"]._by_request(self)
        calendars = {row.calendar_id.id for group in rows.values() for row in group}
        hours = self.env["resource.calendar"]._working_times(calendars)
        return {
            request.id: Timeline(rows[request.id]._to_engine(hours), request.responded_at or None)
            for request in self
            if rows[request.id]
        }

    def _told(self):
        """{request id: {(target, level) already told}}."""
        told = defaultdict(set)
        for notice in self.env["crm.service.notice"].search([("request_id", "in", self.ids)]):
            told[notice.request_id.id].add((Target(notice.target), notice.level))
        return told

    def _read_clock(self):
        """Bring SLA rows and deadlines in line with the history: one row per policy and request."""
        Sla = self.env["crm.service.sla"]
        timelines, told, now = self._timelines(), self._told(), fields.Datetime.now()
        known = {(sla.request_id.id, sla.policy_id.id): sla for sla in Sla.search([("request_id", "in", self.ids)])}
        new, current = [], Sla
        for request in self.filtered("policy_id"):
            values = Sla._prepare_values(request, timelines[request.id], told[request.id], now)
            sla = known.get((request.id, request.policy_id.id))
            if sla:
                sla.write({name: value for name, value in values.items() if sla[name] != value})
                current |= sla
            else:
                new.append({"request_id": request.id, "policy_id": request.policy_id.id, **values})
        current |= Sla.create(new)
        replaced = (Sla.browse([sla.id for sla in known.values()]) - current).filtered("is_current")
        replaced.write({"is_current": False, "next_notice_at": False})
        by_request = {sla.request_id.id: sla for sla in current}
        for request in self:
            sla = by_request.get(request.id, Sla)
            deadline = sla._deadline() if sla else False
            if request.sla_id != sla or request.sla_deadline != deadline:
                request.with_context(tracking_disable=True).write({"sla_id": sla.id, "sla_deadline": deadline})
        self.filtered(lambda request: request.clock == CLOSED)._withdraw_alarms()

    def _escalate(self):
        """Take every step of the ladder that is due, each exactly once, and note when the next one is."""
        timelines, told, now = self._timelines(), self._told(), fields.Datetime.now()
        failed = self.browse()
        for request in self:
            due, _later = timelines[request.id].ladder(request.policy_id.step_ids._to_engine(), told[request.id], now)
            rows = [(request, step, request._recipient(step.level)) for step in due]
            try:
                with self.env.cr.savepoint():
                    for _request, step, user in self.env["crm.service.notice"]._claim(rows):
                        request._tell(step, user)
            except Exception:
                # One request that cannot be told of (say, a broken automation) must not silence all the others.
                _logger.exception("escalation of %s failed and is tried again in an hour", request.display_name)
                failed |= request
        self._read_clock()
        failed.sla_id.next_notice_at = now + timedelta(hours=1)

    def _recipient(self, level):
        """Who is told at a level; a level that nobody fills goes to the next higher one, then to the lower ones."""
        team = self.team_id
        people = {
            "agent": self.user_id,
            "lead": team.lead_id,
            "manager": team.manager_id,
            "director": team.director_id,
        }
        order = [name for name, _label in LEVELS]
        place = order.index(level)
        candidates = (people[name] for name in [*order[place:], *reversed(order[:place])])
        return next((user for user in candidates if user and user.active), self.env["res.users"])

    def _tell(self, step, user):
        """One notice: an activity for the person, and a note on the request."""
        lang = user.lang or self.env.lang
        env = self.with_context(lang=lang).env
        what = env._("the first answer") if step.target is Target.RESPOND else env._("the solution")
        text = env._("%(percent)s %% of the time for %(what)s is used up.", percent=step.percent, what=what)
        summary = env._("SLA: %(number)s", number=self.number or self.name)
        if user:
            # One thing to do for each person: what was said before stands in the new one.
            kind = self.env.ref("crm_service.activity_escalation")
            before = self.activity_ids.filtered(lambda one: one.activity_type_id == kind and one.user_id == user)
            notes = filter(None, [*before.mapped("note"), text])
            before.unlink()
            self.activity_schedule(
                activity_type_id=kind.id, summary=summary, note=Markup("<br/>").join(notes), user_id=user.id
            )
        else:
            self.message_post(body=text, subtype_xmlid="mail.mt_note")

    def _withdraw_alarms(self):
        """A solved request alarms nobody any more."""
        if self:
            self.activity_unlink(["crm_service.activity_escalation"])

    def action_sla(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("SLA of %(request)s", request=self.number or self.name),
            "res_model": "crm.service.sla",
            "view_mode": "list,form",
            "domain": [("request_id", "=", self.id)],
        }
