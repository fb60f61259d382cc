from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.hospitality import Guest, Limits, after, objections, split
from .crm_hospitality_policy import KINDS

MACHINE = {"state", "approved_by_id", "approved_amount", "objections"}
PLANNED = {"amount", "kind", "date", "host_ids", "guest_ids", "company_id"}


class CrmHospitality(models.Model):
    """A reception, a visit or a gift: who invited whom, what it cost each customer, and what came of it."""

    _name = "crm.hospitality"
    _description = "Hospitality or Gift"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("What", required=True, tracking=True)
    kind = fields.Selection(KINDS, default="meal", required=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime("When", required=True, default=fields.Datetime.now, index=True)
    place = fields.Char()
    user_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user, tracking=True, index=True)
    host_ids = fields.Many2many("res.users", string="Hosts", domain=[("share", "=", False)], check_company=True)
    guest_ids = fields.One2many("crm.hospitality.guest", "hospitality_id", "Guests", copy=True)
    guest_count = fields.Integer("Guests", compute="_compute_guest_count", store=True)
    customer_ids = fields.Many2many("res.partner", compute="_compute_customer_ids", string="Customers")
    amount = fields.Monetary("Cost", tracking=True, help="All in all; it is split among the guests who came.")
    cost_per_guest = fields.Monetary(compute="_compute_cost_per_guest")
    lead_id = fields.Many2one("crm.lead", "Opportunity", check_company=True, index="btree_not_null")
    purpose = fields.Char(help="What is to be reached.")
    result = fields.Text(help="What came of it.")
    compliance_note = fields.Text(help="Why it is appropriate. Needed when a limit is exceeded.")
    policy_note = fields.Char(compute="_compute_objection_text")
    objections = fields.Char(readonly=True, copy=False)
    objection_text = fields.Char(compute="_compute_objection_text")
    approved_by_id = fields.Many2one("res.users", "Approved By", readonly=True, copy=False)
    approved_amount = fields.Monetary(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Planned"),
            ("waiting", "Waiting for Approval"),
            ("approved", "Approved"),
            ("done", "Took Place"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )

    _cost_positive = models.Constraint("CHECK (amount >= 0)", "A cost is not negative.")

    @api.depends("guest_ids.came")
    def _compute_guest_count(self):
        for hospitality in self:
            hospitality.guest_count = len(hospitality.guest_ids.filtered("came"))

    @api.depends("guest_ids.customer_id")
    def _compute_customer_ids(self):
        for hospitality in self:
            hospitality.customer_ids = hospitality.guest_ids.customer_id

    @api.depends("amount", "guest_count")
    def _compute_cost_per_guest(self):
        for hospitality in self:
            hospitality.cost_per_guest = hospitality.amount / (hospitality.guest_count or 1)

    @api.depends(
        "kind", "company_id", "objections", "amount", "guest_ids.share", "guest_ids.official", "guest_ids.came"
    )
    def _compute_objection_text(self):
        texts = {
            "guest": self.env._("A guest costs more than the limit."),
            "year": self.env._("A customer gets more than the limit of the year."),
            "official": self.env._("A public official is invited."),
        }
        for hospitality in self:
            open_ = hospitality.state in ("draft", "approved")
            reasons = hospitality._get_objections() if open_ else (hospitality.objections or "").split(",")
            hospitality.objection_text = " ".join(texts[reason] for reason in reasons if reason in texts)
            hospitality.policy_note = hospitality._get_policy().note

    def _get_policy(self):
        # sudo: the company's limits are for everybody who plans.
        return self.env["crm.hospitality.policy"].sudo()._get_for(self.company_id, self.kind)

    def _split_cost(self):
        """Return {guest: cost}; the costs add up to the amount when anybody came."""
        self.ensure_one()
        digits = self.currency_id.decimal_places if self.currency_id else 2
        guests = self.guest_ids
        units = round(self.amount * 10**digits)
        parts = split(units, [max(guest.share, 0) if guest.came else 0 for guest in guests])
        return {guest: part / 10**digits for guest, part in zip(guests, parts, strict=True)}

    def _get_objections(self):
        """Why somebody else must agree, by the limits and what these customers got before in the year."""
        self.ensure_one()
        policy = self._get_policy()
        limits = Limits(policy.limit_per_guest, policy.limit_per_year)
        spent = self._get_spent_before() if limits.per_customer_year else {}
        guests = [
            Guest(guest.customer_id.id, guest.cost, spent.get(guest.customer_id._origin.id, 0.0), guest.official)
            for guest in self.guest_ids
            if guest.came
        ]
        return objections(guests, limits)

    def _get_spent_before(self):
        """{customer id: cost of the others in the year of this one}, approved ones included: they will be spent."""
        year = (self.date or fields.Datetime.now()).year
        # sudo: what a colleague gave counts too, though its owner only may read it.
        groups = (
            self.env["crm.hospitality.guest"]
            .sudo()
            ._read_group(
                [
                    ("customer_id", "in", self.guest_ids.customer_id._origin.ids),
                    ("company_id", "=", self.company_id.id),
                    ("hospitality_id", "!=", self._origin.id),
                    ("state", "in", ["approved", "done"]),
                    ("date", ">=", f"{year}-01-01"),
                    ("date", "<", f"{year + 1}-01-01"),
                ],
                ["customer_id"],
                ["cost:sum"],
            )
        )
        return {customer.id: cost for customer, cost in groups}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_machine(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_machine(vals)
        if PLANNED & vals.keys():
            self._check_open()
        return super().write(vals)

    def _refuse_machine(self, vals):
        if not self.env.su and MACHINE & vals.keys():
            raise AccessError(self.env._("An approval is not written by hand."))

    def _check_open(self):
        if not self.env.su and any(hospitality.state not in ("draft", "approved") for hospitality in self):
            raise UserError(self.env._("This is decided: take it back to planning before it is changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_planned(self):
        if any(hospitality.state not in ("draft", "cancelled") for hospitality in self):
            raise UserError(self.env._("What was submitted is kept; cancel it instead."))

    def _move(self, event, values=None):
        self.check_access("write")
        self.lock_for_update()
        for hospitality in self:
            state = after(hospitality.state, event)
            if not state:
                raise UserError(self.env._("“%(name)s” is not in a state for this.", name=hospitality.name))
            # sudo: the state is written by this machine only; the right to write was asked above.
            hospitality.sudo().write({"state": state, **(values or {})})

    def action_submit(self):
        """Within the limits it is approved at once; beyond them it waits for somebody who is not a host."""
        for hospitality in self:
            if not hospitality.guest_ids:
                raise UserError(self.env._("Say who is invited."))
            reasons = hospitality._get_objections()
            if not reasons:
                hospitality._move("pass", {"approved_amount": hospitality.amount, "objections": False})
                continue
            hospitality._ask(reasons)

    def _ask(self, reasons):
        self.ensure_one()
        if not (self.compliance_note or "").strip():
            raise UserError(self.env._("%(why)s Write the compliance note first.", why=self._describe(reasons)))
        self._move("submit", {"objections": ",".join(reasons), "approved_by_id": False})

    def _describe(self, reasons):
        return self.objection_text or ", ".join(reasons)

    def action_approve(self):
        self._check_approver()
        for hospitality in self:
            hospitality._move("approve", {"approved_by_id": self.env.uid, "approved_amount": hospitality.amount})

    def action_refuse(self):
        self._check_approver()
        self._move("refuse")

    def _check_approver(self):
        """Four eyes: a sales administrator who neither planned nor hosts it."""
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(self.env._("Only a sales administrator approves hospitality."))
        for hospitality in self:
            if self.env.user in hospitality.host_ids | hospitality.user_id | hospitality.create_uid:
                raise UserError(self.env._("Whoever invites does not approve it: ask a colleague."))

    def action_revise(self):
        self._move("revise", {"approved_by_id": False, "approved_amount": 0, "objections": False})

    def action_cancel(self):
        self._move("cancel")

    def action_done(self):
        """It took place: the costs stand, each customer gets its touchpoint. Dearer than approved: asked again."""
        for hospitality in self:
            reasons = hospitality._get_objections()
            if reasons and hospitality.amount > hospitality.approved_amount:
                hospitality._ask(reasons)
                continue
            if not hospitality.guest_ids.filtered("came"):
                raise UserError(self.env._("Nobody came to “%(name)s”: cancel it instead.", name=hospitality.name))
            hospitality._move("hold")
            self.env["crm.touchpoint"]._record(hospitality._prepare_touchpoints())

    def _prepare_touchpoints(self):
        """One row per customer with what it cost; a visit keeps the promise of the key account plan."""
        self.ensure_one()
        came = self.guest_ids.filtered("came")
        return [
            {
                "partner_id": guests[0].partner_id.id,
                "lead_id": self.lead_id.id if self.lead_id.partner_id.commercial_partner_id == customer else None,
                "company_id": self.company_id.id,
                "user_id": (self.host_ids[:1] or self.user_id).id,
                "occurred_at": min(self.date, fields.Datetime.now()),
                "channel": "visit",
                "kind": "visit" if self.kind == "visit" else "gift",
                "direction": "out",
                "subject": self.name,
                "detail": ", ".join(guests.mapped("partner_id.name"))[:250],
                "amount": sum(guests.mapped("cost")),
                "currency_id": self.currency_id.id,
                "res_model": self._name,
                "res_id": self.id,
                "source_key": f"crm.hospitality:{self.id}:{customer.id}",
            }
            for customer, guests in came.grouped("customer_id").items()
        ]
