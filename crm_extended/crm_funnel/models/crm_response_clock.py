import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..engine import response_time
from .crm_response_notice import LEVELS

_logger = logging.getLogger(__name__)

STATES = [
    ("running", "Waiting"),
    ("met", "Answered in Time"),
    ("late", "Answered Late"),
    ("missed", "Overdue"),
    ("void", "Closed Unanswered"),
]
BATCH = 200


class CrmResponseClock(models.Model):
    """From the arrival of a lead to the first answer of a human being, in working hours."""

    _name = "crm.response.clock"
    _description = "Response Clock"
    _order = "started_at desc, id desc"
    _rec_name = "lead_id"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", "Lead", required=True, readonly=True, index=True, ondelete="cascade")
    policy_id = fields.Many2one("crm.response.policy", "Promise", readonly=True, index=True, ondelete="set null")
    state = fields.Selection(STATES, required=True, readonly=True, default="running")
    started_at = fields.Datetime("Lead Came", required=True, readonly=True)
    due_at = fields.Datetime("Answer Due", readonly=True)
    warn_at = fields.Datetime(readonly=True)
    escalate_at = fields.Datetime(readonly=True)
    reassign_at = fields.Datetime(readonly=True)
    responded_at = fields.Datetime("Answered", readonly=True)
    responder_id = fields.Many2one("res.users", "Answered By", readonly=True, ondelete="set null")
    touchpoint_id = fields.Many2one(
        "crm.touchpoint", "Answer", readonly=True, index="btree_not_null", ondelete="set null"
    )
    hours = fields.Float("Working Hours to Answer", readonly=True, aggregator="avg")
    in_time = fields.Float(
        "Response Rate (%)", readonly=True, aggregator="avg", help="100 when answered in time, 0 when not."
    )
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", "Owner at the Start", readonly=True, ondelete="set null")
    source_id = fields.Many2one("utm.source", "Source", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", "Company", readonly=True, ondelete="cascade")
    notice_ids = fields.One2many("crm.response.notice", "clock_id", "Notices", readonly=True)

    _one_per_lead = models.Constraint("UNIQUE (lead_id)", "A lead has one response clock.")
    _waiting = models.Index("(due_at) WHERE responded_at IS NULL")

    @api.model
    def _start(self, lead_ids):
        """Start the clocks of new open leads for which there is a promise."""
        leads = self.env["crm.lead"].browse(lead_ids).exists()
        leads = leads.filtered(lambda lead: lead.active and lead.won_status == "pending")
        policies = self.env["crm.response.policy"].search([])
        if not leads or not policies:
            return
        by_calendar = {}
        for lead in leads:
            if policy := policies._find_for(lead):
                by_calendar.setdefault(policy._get_calendar(lead.company_id), []).append((lead, policy))
        rows = []
        for calendar, pairs in by_calendar.items():
            started = [lead.create_date.replace(microsecond=0) for lead, _policy in pairs]
            most = max(
                policy.hours * max(100, policy.reassign_percent, policy.escalate_percent) / 100 for _, policy in pairs
            )
            spans = calendar._get_spans(min(started), most, max(started))
            for (lead, policy), start in zip(pairs, started, strict=True):
                rows.append((lead, policy, start, policy._get_promise().moments(start, spans)))
        self._insert(rows)

    @api.model
    def _insert(self, rows):
        """One statement for all clocks; a lead that has one keeps it."""
        values = [
            SQL(
                "(%s, %s, 'running', %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                lead.id,
                policy.id,
                start,
                moments["due"],
                moments["warn"],
                moments["escalate"],
                moments["reassign"],
                lead.team_id.id or None,
                lead.user_id.id or None,
                lead.source_id.id or None,
                lead.company_id.id or None,
            )
            for lead, policy, start, moments in rows
        ]
        if values:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO crm_response_clock (lead_id, policy_id, state, started_at, due_at, warn_at, escalate_at, "
                    "reassign_at, team_id, user_id, source_id, company_id) VALUES %s ON CONFLICT (lead_id) DO NOTHING",
                    SQL(", ").join(values),
                )
            )
            self.invalidate_model(flush=False)

    @api.model
    def _answer(self, touchpoint_ids):
        """Stop the clocks that these touchpoints answer: a human being of ours, by whatever way, to the customer.

        Mailings and what the system writes by itself are no answer.
        """
        answered = self.env.execute_query(
            SQL(
                """
                UPDATE crm_response_clock clock
                   SET responded_at = first.occurred_at, responder_id = first.user_id, touchpoint_id = first.id,
                       state = CASE WHEN first.occurred_at <= COALESCE(clock.due_at, 'infinity') THEN 'met' ELSE 'late' END,
                       in_time = CASE WHEN first.occurred_at <= COALESCE(clock.due_at, 'infinity') THEN 100 ELSE 0 END
                  FROM (SELECT DISTINCT ON (waiting.id) waiting.id AS clock_id, touch.*
                          FROM (SELECT touch.lead_id, touch.id FROM crm_touchpoint touch
                                 WHERE touch.id = ANY(%(ids)s) AND touch.lead_id IS NOT NULL
                                 UNION ALL
                                SELECT lead.id, touch.id FROM crm_touchpoint touch
                                  JOIN res_partner partner ON partner.commercial_partner_id = touch.customer_id
                                  JOIN crm_lead lead ON lead.partner_id = partner.id
                                 WHERE touch.id = ANY(%(ids)s) AND touch.lead_id IS NULL) AS pair(lead_id, touch_id)
                          JOIN crm_response_clock waiting ON waiting.lead_id = pair.lead_id
                          JOIN crm_touchpoint touch ON touch.id = pair.touch_id
                         WHERE touch.direction = 'out'
                           AND touch.kind IN ('message', 'call', 'visit', 'meeting') AND touch.channel != 'mailing'
                           AND touch.user_id IS NOT NULL AND touch.user_id != %(robot)s
                           AND touch.occurred_at >= waiting.started_at
                           AND (waiting.responded_at IS NULL OR touch.occurred_at < waiting.responded_at)
                      ORDER BY waiting.id, touch.occurred_at, touch.id) AS first
                 WHERE clock.id = first.clock_id
             RETURNING clock.id
                """,
                ids=list(touchpoint_ids),
                robot=SUPERUSER_ID,
            )
        )
        if answered:
            self.invalidate_model(flush=False)
            self.browse(row[0] for row in answered)._measure()

    def _measure(self):
        """Working hours from the arrival to the answer."""
        by_calendar = {}
        for clock in self:
            calendar = (
                clock.policy_id._get_calendar(clock.company_id) if clock.policy_id else clock.env["resource.calendar"]
            )
            by_calendar.setdefault(calendar, []).append(clock)
        for calendar, clocks in by_calendar.items():
            last = max(clock.responded_at for clock in clocks)
            spans = calendar._get_spans(min(clock.started_at for clock in clocks), 0, last)
            for clock in clocks:
                clock.hours = response_time.worked(clock.started_at, clock.responded_at, spans).total_seconds() / 3600

    @api.model
    def _move(self, sources, target):
        """A merged lead that waited first is the one that counts, unless the one that stays has its own clock."""
        # sudo: whoever may merge leads may have their clocks merged; nobody may write a clock.
        leads = (sources | target).ids
        clocks = self.sudo().search_fetch([("lead_id", "in", leads)], ["lead_id"], order="started_at")
        if clocks and target not in clocks.lead_id:
            clocks[0].lead_id = target

    # Watching

    @api.model
    def _cron_watch(self):
        """Take every step that has come, each once; note what is overdue. Safe to run twice, resumable."""
        self._note_overdue()
        for level, _label in LEVELS:
            while clocks := self.env["crm.response.notice"]._claim(level, BATCH):
                clocks._take_step(level)
                self._finish_batch(len(clocks))

    @api.model
    def _finish_batch(self, done):
        """A batch is kept even when a later one fails; nobody is told again what was told before."""
        if self.env.context.get("cron_id"):
            self.env["ir.cron"]._commit_progress(done)

    @api.model
    def _note_overdue(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE crm_response_clock clock
                      SET state = CASE WHEN NOT lead.active OR lead.won_status != 'pending' THEN 'void' ELSE 'missed' END,
                          in_time = CASE WHEN clock.due_at <= %(now)s THEN 0 END
                     FROM crm_lead lead
                    WHERE lead.id = clock.lead_id AND clock.responded_at IS NULL AND clock.state IN ('running', 'missed')
                      AND (NOT lead.active OR lead.won_status != 'pending'
                           OR clock.state = 'running' AND clock.due_at <= %(now)s)""",
                now=fields.Datetime.now(),
            )
        )
        self.invalidate_model(flush=False)

    def _take_step(self, level):
        """Tell or reassign. One lead that fails does not keep the others waiting."""
        for clock in self:
            try:
                with self.env.cr.savepoint():
                    user = getattr(clock, f"_step_{level}")()
                    clock.notice_ids.filtered(lambda notice: notice.level == level).user_id = user
            except Exception:
                _logger.exception("response clock %s: step %s failed", clock.id, level)

    def _step_warn(self):
        lead = self.lead_id
        return self._tell(lead.user_id or lead.team_id.user_id, "warn")

    def _step_escalate(self):
        lead = self.lead_id
        return self._tell(lead.team_id.user_id or lead.user_id, "escalate")

    def _step_reassign(self):
        lead = self.lead_id
        lead.team_id._assign_best(lead, reason="late", without=lead.user_id)
        return lead.user_id

    def _tell(self, user, level):
        """An activity for today, in the person's language: it stays on the lead until somebody answers."""
        self.ensure_one()
        if user:
            told = self.with_context(lang=user.lang or self.env.lang)
            told.lead_id.activity_schedule(
                "mail.mail_activity_data_call", summary=told._get_notice(level), user_id=user.id
            )
        return user

    def _get_notice(self, level):
        lead = self.lead_id.name
        if level == "warn":
            return self.env._("Answer “%(lead)s” soon, the time is nearly up", lead=lead)
        return self.env._("“%(lead)s” has not been answered in time", lead=lead)
