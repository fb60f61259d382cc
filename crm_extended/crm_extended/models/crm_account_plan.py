from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.cadence import Cadence


class CrmAccountPlan(models.Model):
    _name = "crm.account.plan"
    _description = "Key Account Plan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "partner_id, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, check_company=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    level_id = fields.Many2one("crm.account.level", "Level", required=True, tracking=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        "Account Manager",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        tracking=True,
        check_company=True,
        domain=[("share", "=", False)],
    )
    member_ids = fields.Many2many(
        "res.users",
        string="Team",
        compute="_compute_member_ids",
        store=True,
        readonly=False,
        domain=[("share", "=", False)],
    )
    date_start = fields.Date("Since", default=fields.Date.context_today, required=True)
    visit_every = fields.Integer("Visit Every (days)", compute="_compute_visit_every", store=True, readonly=False)
    visit_grace = fields.Integer("Grace (days)", compute="_compute_visit_grace", store=True, readonly=False)
    situation = fields.Html(help="Where we stand with this customer, and what they want to reach.")
    goal_ids = fields.One2many("crm.account.goal", "plan_id", "Goals")
    stakeholder_ids = fields.One2many("crm.account.stakeholder", "plan_id", "Stakeholders")
    last_visit_date = fields.Date("Last Visit", compute="_compute_visits")
    next_visit_date = fields.Date("Next Visit Due", compute="_compute_visits")
    neglected = fields.Boolean(compute="_compute_visits")
    neglect_notified_on = fields.Date(
        readonly=True, copy=False, help="Day the account manager was told; cleared by the next visit."
    )

    _cadence_positive = models.Constraint(
        "CHECK (visit_every >= 1 AND visit_grace >= 0)", "A visit needs at least one day between two."
    )
    _one_per_customer = models.Constraint(
        "UNIQUE (partner_id, company_id)", "This customer has a key account plan already."
    )

    # One method for each: a value that is given must not keep the level from setting the others.

    @api.depends("level_id")
    def _compute_visit_every(self):
        for plan in self:
            plan.visit_every = plan.level_id.visit_every or 30

    @api.depends("level_id")
    def _compute_visit_grace(self):
        for plan in self:
            plan.visit_grace = plan.level_id.visit_grace

    @api.depends("level_id")
    def _compute_user_id(self):
        for plan in self:
            plan.user_id = plan.level_id.user_id or plan.user_id or self.env.user

    @api.depends("level_id")
    def _compute_member_ids(self):
        for plan in self:
            plan.member_ids = plan.level_id.member_ids or plan.member_ids

    @api.depends("partner_id", "visit_every", "visit_grace", "date_start")
    def _compute_visits(self):
        last = self._get_last_visits()
        for plan in self:
            visited_at = last.get(plan.partner_id.commercial_partner_id)
            visit = visited_at and fields.Datetime.context_timestamp(plan, visited_at).date()
            cadence = plan.visit_every >= 1 and plan.date_start and Cadence(plan.visit_every, max(plan.visit_grace, 0))
            plan.last_visit_date = visit
            plan.next_visit_date = cadence and cadence.due(visit, plan.date_start)
            plan.neglected = cadence and cadence.broken(visit, plan.date_start, fields.Date.context_today(plan))

    def _get_last_visits(self):
        """Return {customer: time of the last visit} for all plans, in one query."""
        # sudo: whether a customer was visited is told to whoever may read the plan.
        domain = Domain("customer_id", "in", self.partner_id.commercial_partner_id.ids) & Domain("kind", "=", "visit")
        return dict(self.env["crm.touchpoint"].sudo()._read_group(domain, ["customer_id"], ["occurred_at:max"]))

    @api.model
    def _cron_notify_neglect(self):
        """Tell each account manager once per broken promise. Safe to run twice."""
        told = self.search([("neglect_notified_on", "!=", False)])
        visited = told.filtered(lambda plan: plan.last_visit_date and plan.last_visit_date >= plan.neglect_notified_on)
        visited.neglect_notified_on = False
        # A plan already notified stays silent until the next visit clears the mark: nobody wants a daily alarm.
        for plan in self.search([("neglect_notified_on", "=", False)]).filtered("neglected"):
            plan._notify_neglect()

    def _notify_neglect(self):
        """Give the account manager a step to take. Hook for other ways of telling."""
        self.ensure_one()
        self.neglect_notified_on = fields.Date.context_today(self)
        manager = self.user_id or self.env.user
        told = self.with_context(lang=manager.lang or self.env.lang)
        told.activity_schedule(
            "mail.mail_activity_data_meeting",
            user_id=manager.id,
            summary=told.env._("Visit %(customer)s: the promise is broken", customer=self.partner_id.name),
        )

    def action_open_customer_file(self):
        return self.partner_id.action_open_customer_file()
