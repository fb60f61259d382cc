from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..engine.lifecycle import Interval

BATCH = 200


class CrmMaintenancePlan(models.Model):
    _name = "crm.maintenance.plan"
    _description = "Maintenance Plan"
    _order = "next_date, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True)
    active = fields.Boolean(default=True)
    asset_id = fields.Many2one("crm.asset", required=True, index=True, ondelete="cascade", check_company=True)
    partner_id = fields.Many2one(related="asset_id.partner_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="asset_id.company_id", store=True, index=True, precompute=True)
    every = fields.Integer(required=True, default=12)
    unit = fields.Selection(
        [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")], required=True, default="month"
    )
    date_start = fields.Date("Counted From", required=True, default=fields.Date.context_today)
    date_end = fields.Date("Ends", help="No maintenance is requested after this day.")
    notice_days = fields.Integer("Days Ahead", default=14, help="The request is made so long before the maintenance.")
    next_date = fields.Date(
        "Next Maintenance", compute="_compute_next_date", store=True, readonly=False, precompute=True, index=True
    )
    team_id = fields.Many2one("crm.service.team", "Team", check_company=True)
    category_id = fields.Many2one("crm.service.category", "Category")
    planned_hours = fields.Float("Expected Hours")
    instructions = fields.Html()
    request_ids = fields.One2many("crm.service.request", "maintenance_plan_id", "Requests", readonly=True)
    request_count = fields.Integer(compute="_compute_request_count")

    _every_positive = models.Constraint("CHECK (every > 0)", "A maintenance comes at least every day.")
    _notice_not_negative = models.Constraint("CHECK (notice_days >= 0)", "A request is made ahead, not behind.")

    @api.depends("asset_id")
    def _compute_name(self):
        for plan in self:
            plan.name = plan.name or self.env._("Maintenance of %(asset)s", asset=plan.asset_id.display_name or "")

    @api.depends("date_start", "every", "unit")
    def _compute_next_date(self):
        for plan in self:
            plan.next_date = plan.date_start and plan.every > 0 and plan._following(plan.date_start)

    def _compute_request_count(self):
        counts = self.env["crm.service.request"]._read_group(
            [("maintenance_plan_id", "in", self.ids)], ["maintenance_plan_id"], ["__count"]
        )
        counts = {plan.id: count for plan, count in counts}
        for plan in self:
            plan.request_count = counts.get(plan.id, 0)

    def _following(self, day):
        return Interval(self.every, self.unit).following(self.date_start, day)

    @api.model
    def _cron_request_maintenance(self):
        """Open the requests whose time has come. Safe to run twice: each plan asks for each date once."""
        while plans := self._due():
            plans._request()
            self.env["ir.cron"]._commit_progress(len(plans))
            if len(plans) < BATCH:
                break

    def _due(self):
        """Plans to be requested now. The notice differs per plan, so the longest one bounds the search."""
        today = fields.Date.context_today(self)
        longest = self.search([("notice_days", ">", 0)], order="notice_days desc", limit=1).notice_days
        plans = self.search(
            [("next_date", "<=", today + relativedelta(days=longest)), ("asset_id.state", "!=", "retired")]
        )
        return plans.filtered(
            lambda plan: plan.next_date <= today + relativedelta(days=plan.notice_days)
            and (not plan.date_end or plan.next_date <= plan.date_end)
        )[:BATCH]

    def _request(self):
        Request = self.env["crm.service.request"]
        done = Request._read_group([("maintenance_plan_id", "in", self.ids)], ["maintenance_plan_id", "planned_on:day"])
        done = {(plan.id, day) for plan, day in done}
        today = fields.Date.context_today(self)
        requests = Request.create([plan._prepare_request() for plan in self if (plan.id, plan.next_date) not in done])
        for plan in self:
            # A plan that slept for years asks once and not for each date it missed.
            plan.next_date = plan._following(max(plan.next_date, today))
        return requests

    def _prepare_request(self):
        return {
            "name": self.name,
            "channel": "plan",
            "description": self.instructions,
            "partner_id": self.partner_id.id,
            "asset_id": self.asset_id.id,
            "product_id": self.asset_id.product_id.id,
            "company_id": self.company_id.id,
            "category_id": self.category_id.id,
            "urgency": "low",
            "planned_hours": self.planned_hours,
            "maintenance_plan_id": self.id,
            "planned_on": self.next_date,
            **({"team_id": self.team_id.id} if self.team_id else {}),
        }

    def action_requests(self):
        self.ensure_one()
        return self.env["crm.service.request"]._action_list(self.name, [("maintenance_plan_id", "=", self.id)])
