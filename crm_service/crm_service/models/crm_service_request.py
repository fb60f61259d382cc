from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, is_html_empty

from ..engine.priority import priority

CLOSED = "stop"
# Said this way and not as "not closed", so that the database can use the partial indexes.
OPEN = Domain("clock", "in", ["run", "pause"])
PRIORITIES = [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Critical")]


class CrmServiceRequest(models.Model):
    _name = "crm.service.request"
    _description = "Service Request"
    _inherit = ["mail.thread.cc", "mail.activity.mixin", "portal.mixin", "rating.mixin", "utm.mixin"]
    _order = "sla_deadline, priority desc, id desc"
    _primary_email = "email_from"
    _mail_post_access = "read"
    _touchpoint_messages = True
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, index=True)
    name = fields.Char("Subject", required=True, tracking=True, index="trigram")
    description = fields.Html("What Happened", sanitize_attributes=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, readonly=False, precompute=True, index=True
    )
    channel = fields.Selection(
        [
            ("internal", "Internal"),
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("portal", "Portal"),
            ("chat", "Chat"),
            ("plan", "Maintenance plan"),
        ],
        default="internal",
        required=True,
        help="How the customer came to us.",
    )
    # The customer
    partner_id = fields.Many2one("res.partner", "Customer", index=True, tracking=True, check_company=True)
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer Company", store=True, index=True, precompute=True
    )
    email_from = fields.Char(
        "E-mail", compute="_compute_contact", store=True, readonly=False, precompute=True, index="trigram"
    )
    phone = fields.Char(compute="_compute_contact", store=True, readonly=False, precompute=True)
    # The work
    team_id = fields.Many2one(
        "crm.service.team",
        "Team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users", "Agent", index=True, tracking=True, domain=[("share", "=", False)], check_company=True
    )
    stage_id = fields.Many2one(
        "crm.service.stage",
        "Stage",
        compute="_compute_stage_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        copy=False,
        tracking=True,
        ondelete="restrict",
        group_expand="_group_expand_stages",
        domain="['|', ('team_ids', '=', False), ('team_ids', '=', team_id)]",
    )
    clock = fields.Selection(related="stage_id.clock", store=True, precompute=True)
    category_id = fields.Many2one("crm.service.category", "Category", index="btree_not_null", tracking=True)
    cause_id = fields.Many2one(
        "crm.service.cause", "Cause", index="btree_not_null", ondelete="restrict", help="What it turned out to be."
    )
    impact = fields.Selection(
        [("one", "One person"), ("team", "A team"), ("all", "The whole company")],
        compute="_compute_impact",
        store=True,
        readonly=False,
        precompute=True,
        help="Who cannot work as usual?",
    )
    urgency = fields.Selection(
        [("low", "Can wait"), ("normal", "Soon"), ("high", "At once")], default="normal", help="How long can it wait?"
    )
    priority = fields.Selection(
        PRIORITIES,
        compute="_compute_priority",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Follows from impact and urgency; you may set another.",
    )
    product_id = fields.Many2one("product.product", "Product", check_company=True, index="btree_not_null")
    asset_id = fields.Many2one("crm.asset", "Asset", check_company=True, index="btree_not_null", tracking=True)
    color = fields.Integer()
    portal_key = fields.Char(
        readonly=True, copy=False, groups="base.group_system", help="One per form: two clicks, one request."
    )
    # Times
    opened_at = fields.Datetime("Opened", default=fields.Datetime.now, required=True, readonly=True, copy=False)
    responded_at = fields.Datetime("First Answer", readonly=True, copy=False)
    closed_at = fields.Datetime("Closed", compute="_compute_closed_at", store=True, copy=False)
    hours_open = fields.Float("Hours to Close", compute="_compute_hours_open", store=True, aggregator="avg")
    reopen_count = fields.Integer("Reopened", readonly=True, copy=False)
    # Neighbours
    related_ids = fields.Many2many(
        "crm.service.request", "crm_service_request_related_rel", "request_id", "related_id", "Related Requests"
    )
    merged_into_id = fields.Many2one(
        "crm.service.request", "Merged Into", readonly=True, copy=False, index="btree_not_null"
    )
    split_from_id = fields.Many2one(
        "crm.service.request", "Split From", readonly=True, copy=False, index="btree_not_null"
    )
    same_customer_count = fields.Integer("Other Requests", compute="_compute_same_customer_count")

    _queue = models.Index("(user_id, sla_deadline, priority DESC, id DESC) WHERE clock IN ('run', 'pause')")
    _urgent = models.Index("(sla_deadline, priority DESC, id DESC) WHERE clock IN ('run', 'pause')")
    _customer_list = models.Index("(commercial_partner_id, id DESC)")
    _portal_once = models.UniqueIndex(
        "(portal_key) WHERE portal_key IS NOT NULL", "This request has been sent already."
    )
    _plan_once = models.UniqueIndex(
        "(maintenance_plan_id, planned_on) WHERE maintenance_plan_id IS NOT NULL",
        "This maintenance has been requested already.",
    )

    @api.depends("partner_id")
    def _compute_contact(self):
        for request in self:
            request.email_from = request.partner_id.email or request.email_from
            request.phone = request.partner_id.phone or request.phone

    @api.depends("team_id")
    def _compute_company_id(self):
        for request in self:
            request.company_id = request.team_id.company_id or request.company_id or self.env.company

    @api.depends("category_id")
    def _compute_team_id(self):
        for request in self:
            request.team_id = request.category_id.team_id or request.team_id or self._default_team()

    @api.model
    def _default_team(self):
        """The team a request goes to when nothing names one. There need not be any."""
        Team = self.env["crm.service.team"].sudo()  # sudo: a customer opens a request without seeing teams
        company = Domain("company_id", "in", [self.env.company.id, False])
        own = Team.search(company & Domain("member_ids", "=", self.env.uid), limit=1)
        return own or Team.search(company & Domain("is_default", "=", True), limit=1)

    @api.depends("team_id")
    def _compute_stage_id(self):
        first = {}
        for request in self:
            team = request.team_id
            if request.stage_id and (not request.stage_id.team_ids or team in request.stage_id.team_ids):
                continue
            if team not in first:
                first[team] = self._first_stage(team)
            request.stage_id = first[team]

    @api.model
    def _first_stage(self, team, clock="run"):
        stages = self.env["crm.service.stage"].sudo()  # sudo: stages are no secret, customers have no right on them
        return stages.search([("clock", "=", clock), ("team_ids", "in", [*team.ids, False])], limit=1)

    @api.model
    def _group_expand_stages(self, stages, domain):
        team = self.env.context.get("default_team_id")
        return stages.search([("team_ids", "in", [team, False])] if team else [])

    @api.depends("category_id")
    def _compute_impact(self):
        for request in self:
            request.impact = request.category_id.impact or request.impact or "one"

    @api.depends("impact", "urgency")
    def _compute_priority(self):
        for request in self:
            request.priority = str(priority(request.impact or "one", request.urgency or "normal"))

    @api.depends("clock")
    def _compute_closed_at(self):
        for request in self:
            request.closed_at = (request.closed_at or fields.Datetime.now()) if request.clock == CLOSED else False

    @api.depends("closed_at", "opened_at")
    def _compute_hours_open(self):
        for request in self:
            spent = request.closed_at and request.opened_at and request.closed_at - request.opened_at
            request.hours_open = spent.total_seconds() / 3600 if spent else 0.0

    @api.depends("commercial_partner_id")
    def _compute_same_customer_count(self):
        counts = self.env["crm.service.request"]._read_group(
            [("commercial_partner_id", "in", self.commercial_partner_id.ids)], ["commercial_partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in counts}
        for request in self:
            request.same_customer_count = max(0, counts.get(request.commercial_partner_id.id, 0) - 1)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = f"{request.number} {request.name}" if request.number else request.name

    def _compute_access_url(self):
        for request in self:
            request.access_url = f"/my/requests/{request.id}"

    @api.model
    def _search_display_name(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain("name", operator, value) | Domain("number", operator, value)

    @api.onchange("asset_id")
    def _onchange_asset_id(self):
        if self.asset_id:
            self.product_id = self.asset_id.product_id
            self.partner_id = self.partner_id or self.asset_id.partner_id

    @api.constrains("asset_id", "partner_id")
    def _check_asset_owner(self):
        for request in self.filtered(lambda request: request.asset_id and request.partner_id):
            if request.asset_id.commercial_partner_id != request.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(asset)s belongs to %(owner)s, not to %(customer)s.",
                        asset=request.asset_id.display_name,
                        owner=request.asset_id.commercial_partner_id.display_name,
                        customer=request.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        unnumbered = [vals for vals in vals_list if not vals.get("number")]
        for vals, number in zip(unnumbered, self._next_numbers(len(unnumbered)), strict=True):
            vals["number"] = number
        requests = super().create(vals_list)
        answered = requests.filtered(lambda request: request.channel in ("phone", "chat") and not request.responded_at)
        for moment, group in answered.grouped("opened_at").items():
            group.responded_at = moment  # on the phone and in a chat, the customer is answered while he asks
        requests._choose_entitlement()
        requests._update_clock()
        requests._subscribe_customer()
        return requests

    def write(self, vals):
        leavers = {request: request.partner_id for request in self} if "partner_id" in vals else {}
        result = super().write(vals)
        for request, partner in leavers.items():
            if partner.commercial_partner_id != request.commercial_partner_id:
                # What is said from now on is not for the customer who was named by mistake.
                request.message_unsubscribe(partner.ids)
        if vals.keys() & {"asset_id", "partner_id"} and "entitlement_id" not in vals:
            self._choose_entitlement()
        if vals.keys() & self._clock_fields():
            self._update_clock()
        if "partner_id" in vals:
            self._subscribe_customer()
        return result

    def _subscribe_customer(self):
        if not self.env.context.get("tracking_disable"):
            for partner, requests in self.grouped("partner_id").items():
                if partner:
                    requests.message_subscribe(partner.ids)

    @api.model
    def _next_numbers(self, count):
        """`count` numbers of the sequence with one query where the database counts, else one by one."""
        # sudo: everyone who may open a request gets a number, also a customer.
        company = [("company_id", "in", [self.env.company.id, False])]
        sequence = (
            self.env["ir.sequence"].sudo().search([("code", "=", self._name), *company], order="company_id", limit=1)
        )
        if not sequence or not count:
            return [False] * count
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [sequence.next_by_id() for _ in range(count)]
        name = f"ir_sequence_{sequence.id:03d}"
        rows = self.env.execute_query(SQL("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", name, count))
        return [sequence.get_next_char(row[0]) for row in rows]

    @api.ondelete(at_uninstall=False)
    def _unlink_only_without_answer(self):
        if any(request.responded_at and request.channel != "internal" for request in self) and not self.env.su:
            raise UserError(
                self.env._("A request that was answered is part of the customer's file: archive it instead.")
            )

    def copy_data(self, default=None):
        names = [self.env._("%(name)s (copy)", name=request.name) for request in self]
        return [dict(vals, name=name) for vals, name in zip(super().copy_data(default), names, strict=True)]

    def action_take(self):
        """Make me the agent. A colleague who was quicker keeps the request."""
        for request in self:
            request.lock_for_update()
            request.invalidate_recordset(["user_id"])
            if request.user_id and request.user_id != self.env.user:
                raise UserError(
                    self.env._("%(agent)s has taken this request already.", agent=request.user_id.display_name)
                )
        self.user_id = self.env.user

    def action_close(self):
        for team, requests in self.filtered(lambda request: request.clock != CLOSED).grouped("team_id").items():
            stage = self._first_stage(team, CLOSED)
            if not stage:
                raise UserError(self.env._("No stage closes requests: add one under Configuration, Stages."))
            requests.stage_id = stage

    def action_reopen(self):
        self.filtered(lambda request: request.clock == CLOSED)._reopen()

    @api.model
    def _action_list(self, title, domain, **context):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "view_mode": "list,kanban,form,calendar,pivot,graph,activity",
            "domain": domain,
            "context": context,
        }

    def action_same_customer(self):
        self.ensure_one()
        return self._action_list(
            self.env._("Requests of %(customer)s", customer=self.commercial_partner_id.display_name),
            [("commercial_partner_id", "=", self.commercial_partner_id.id)],
        )

    def _has_description(self):
        return not is_html_empty(self.description)
