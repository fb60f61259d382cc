from odoo import api, fields, models
from odoo.fields import Domain

from .crm_service_request import OPEN

AT_ONCE = 500
DEFAULT_LADDER = [
    ("respond", 75, "agent"),
    ("respond", 100, "lead"),
    ("resolve", 75, "agent"),
    ("resolve", 100, "lead"),
    ("resolve", 150, "manager"),
    ("resolve", 200, "director"),
]


class CrmServicePolicy(models.Model):
    _name = "crm.service.policy"
    _description = "SLA Policy"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first policy that fits governs a request.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    team_ids = fields.Many2many("crm.service.team", string="Teams", check_company=True, help="Empty: every team.")
    category_ids = fields.Many2many(
        "crm.service.category", string="Categories", help="With all categories below. Empty: every category."
    )
    priority_from = fields.Selection(
        [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Critical")], "From Priority", default="0", required=True
    )
    partner_category_ids = fields.Many2many(
        "res.partner.category", string="Customer Tags", help="Empty: every customer. Else customers with one of them."
    )
    only_entitled = fields.Boolean(
        "By Entitlement Only", help="Governs only requests whose entitlement names this policy as response level."
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Hours",
        check_company=True,
        help="Empty: those of the team, else around the clock.",
    )
    respond_hours = fields.Float("First Answer Within", help="In working hours; zero promises nothing.")
    resolve_hours = fields.Float("Solved Within", help="In working hours; zero promises nothing.")
    warn_percent = fields.Integer("Warning At (%)", default=75, help="A request turns yellow when so much is used up.")
    step_ids = fields.One2many(
        "crm.service.policy.step", "policy_id", "Escalation", copy=True, default=lambda self: self._default_step_ids()
    )
    is_pending = fields.Boolean(readonly=True, help="Open requests are still to be brought under this policy.")
    open_count = fields.Integer("Open Requests", compute="_compute_open_count")

    _hours_not_negative = models.Constraint(
        "CHECK (respond_hours >= 0 AND resolve_hours >= 0)", "A promise cannot be a negative time."
    )
    _warn_between = models.Constraint("CHECK (warn_percent BETWEEN 1 AND 100)", "A warning comes between 1 and 100 %.")

    def _default_step_ids(self):
        return [
            fields.Command.create({"target": target, "percent": percent, "level": level})
            for target, percent, level in DEFAULT_LADDER
        ]

    def _compute_open_count(self):
        counts = self.env["crm.service.request"]._read_group(
            OPEN & Domain("policy_id", "in", self.ids), ["policy_id"], ["__count"]
        )
        counts = {policy.id: count for policy, count in counts}
        for policy in self:
            policy.open_count = counts.get(policy.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._reconsider()
        return policies

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - {"name", "is_pending"}:
            self._reconsider()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_releases_requests(self):
        # sudo: the requests of every team lose the policy, seen by the manager or not.
        requests = self.env["crm.service.request"].sudo()._open_under(self)
        requests.with_context(ignored_policy_ids=self.ids)._update_clock()

    def _reconsider(self):
        """Let open requests find their policy again: those under these policies, and those they might now govern.

        A handful at once, so that the manager sees it; thousands by the cron, so that he need not wait.
        """
        # sudo: a policy is set up by a manager but governs the requests of every team.
        requests = self.env["crm.service.request"].sudo().search(self._concerned(), limit=AT_ONCE + 1)
        if len(requests) <= AT_ONCE:
            requests._update_clock()
        else:
            self.is_pending = True
            self.env.ref("crm_service.cron_sla_refresh").sudo()._trigger()

    def _concerned(self):
        """Domain of open requests that these policies govern or might govern."""
        companies = [
            Domain("company_id", "in", [policy.company_id.id, False]) if policy.company_id else Domain.TRUE
            for policy in self
        ]
        return OPEN & (Domain("policy_id", "in", self.ids) | Domain.OR(companies))

    @api.model
    def _reconsider_pending(self):
        """The cron's share; begins anew after a crash, which changes nothing that is right already."""
        pending = self.with_context(active_test=False).search([("is_pending", "=", True)])
        last_id = 0
        while pending:
            domain = pending._concerned() & Domain("id", ">", last_id)
            requests = self.env["crm.service.request"].search(domain, order="id", limit=1000)
            if not requests:
                break
            last_id = requests[-1].id
            requests._update_clock()
            self.env["ir.cron"]._commit_progress(len(requests))
        pending.is_pending = False

    def _fits(self, request):
        """True when the policy governs such a request. Order and response level are looked at by the caller."""
        self.ensure_one()
        return (
            not self.only_entitled
            and (not self.company_id or not request.company_id or self.company_id == request.company_id)
            and (not self.team_ids or request.team_id in self.team_ids)
            and (request.priority or "0") >= self.priority_from
            and (not self.category_ids or self._covers_category(request.category_id))
            and (
                not self.partner_category_ids
                or bool(self.partner_category_ids & request.commercial_partner_id.category_id)
            )
        )

    def _covers_category(self, category):
        above = {int(key) for key in (category.parent_path or "").split("/") if key}
        return bool(above & set(self.category_ids.ids))

    def action_view_requests(self):
        return self.env["crm.service.request"]._action_list(
            self.env._("Requests under %(policy)s", policy=self.name), [("policy_id", "in", self.ids)]
        )
