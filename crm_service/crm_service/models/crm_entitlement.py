from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.coverage import Entitlement
from .crm_service_request import OPEN


class CrmEntitlement(models.Model):
    _name = "crm.entitlement"
    _description = "Service Entitlement"
    _inherit = ["mail.thread", "crm.agreed.terms"]
    _order = "date_end, id"
    _check_company_auto = True

    name = fields.Char("Entitlement")
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("contract", "Contract"), ("warranty", "Warranty"), ("goodwill", "Goodwill")],
        required=True,
        default="contract",
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, required=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True, check_company=True)
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer Company", store=True, index=True, precompute=True
    )
    asset_id = fields.Many2one(
        "crm.asset", "Asset", index="btree_not_null", ondelete="cascade", check_company=True,
        help="Empty: every asset and question of the customer.",
    )  # fmt: skip
    order_id = fields.Many2one("sale.order", "Sold By", index="btree_not_null", check_company=True, copy=False)
    contract_service_id = fields.Many2one(
        "crm.contract.service", "Promised In", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
        groups="sales_team.group_sale_salesman",
    )  # fmt: skip
    contract_id = fields.Many2one(
        related="contract_service_id.contract_id", string="Contract", store=True, index="btree_not_null",
        groups="sales_team.group_sale_salesman",
    )  # fmt: skip
    date_start = fields.Date("From", required=True, default=fields.Date.context_today, tracking=True)
    date_end = fields.Date("Until", tracking=True)
    hours = fields.Float(tracking=True)
    visits = fields.Integer(tracking=True)
    use_ids = fields.One2many("crm.entitlement.use", "entitlement_id", "Used")
    hours_used = fields.Float(compute="_compute_left", store=True)
    visits_used = fields.Integer(compute="_compute_left", store=True)
    hours_left = fields.Float(compute="_compute_left", store=True)
    visits_left = fields.Integer(compute="_compute_left", store=True)
    state = fields.Selection(
        [("future", "Not Yet"), ("valid", "Valid"), ("ended", "Ended")],
        compute="_compute_state",
        search="_search_state",
    )
    is_valid = fields.Boolean(compute="_compute_state")
    request_count = fields.Integer(compute="_compute_request_count")

    _dates = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)", "An entitlement ends after it starts."
    )
    _term_once = models.UniqueIndex(
        "(contract_service_id, date_start) WHERE contract_service_id IS NOT NULL",
        "The contract has given its entitlement for this term already.",
    )

    @api.depends("use_ids.hours", "use_ids.visits", "hours", "visits")
    def _compute_left(self):
        rows = self.env["crm.entitlement.use"]._read_group(
            [("entitlement_id", "in", self.ids)], ["entitlement_id"], ["hours:sum", "visits:sum"]
        )
        used = {entitlement.id: (hours, visits) for entitlement, hours, visits in rows}
        for entitlement in self:
            entitlement.hours_used, entitlement.visits_used = used.get(entitlement.id, (0.0, 0))
            entitlement.hours_left = max(0.0, entitlement.hours - entitlement.hours_used)
            entitlement.visits_left = max(0, entitlement.visits - entitlement.visits_used)

    @api.depends("date_start", "date_end", "active")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for entitlement in self:
            started = entitlement.date_start and entitlement.date_start <= today
            over = (entitlement.date_end and entitlement.date_end < today) or not entitlement.active
            entitlement.state = "ended" if over else "valid" if started else "future"
            entitlement.is_valid = entitlement.state == "valid"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        ended = fields.Domain("date_end", "<", today)
        started = fields.Domain("date_start", "<=", today)
        domains = {"ended": ended, "future": ~started & ~ended, "valid": started & ~ended}
        return fields.Domain.OR(domains[state] for state in value if state in domains)

    def _compute_request_count(self):
        counts = dict(
            self.env["crm.service.request"]._read_group(
                [("entitlement_id", "in", self.ids)], ["entitlement_id"], ["__count"]
            )
        )
        for entitlement in self:
            entitlement.request_count = counts.get(entitlement, 0)

    @api.constrains("asset_id", "partner_id")
    def _check_asset_owner(self):
        for entitlement in self.filtered("asset_id"):
            if entitlement.asset_id.commercial_partner_id != entitlement.commercial_partner_id:
                raise ValidationError(
                    self.env._("%(asset)s belongs to another customer.", asset=entitlement.asset_id.display_name)
                )

    @api.model
    def _valid_for(self, partners):
        """Valid entitlements of these customers."""
        return (
            self.search([("commercial_partner_id", "in", partners.ids), ("state", "in", ["valid"])])
            if partners
            else self
        )

    def _end(self, day):
        """Nothing is covered after `day`; what had not begun by then is archived."""
        begun = self.filtered(lambda entitlement: entitlement.date_start <= day)
        begun.filtered(lambda entitlement: not entitlement.date_end or entitlement.date_end > day).date_end = day
        (self - begun).active = False

    def _reconsider_requests(self):
        """Open requests of these customers find what covers them now. Work already written down stays where it is."""
        if not self:
            return
        requests = self.env["crm.service.request"].search(
            OPEN & fields.Domain("commercial_partner_id", "in", self.commercial_partner_id.ids)
        )
        requests.filtered(lambda request: not request.use_ids)._choose_entitlement()
        requests._update_clock()

    def _concerns(self, request):
        """True when the entitlement may cover such a request."""
        return (
            self.commercial_partner_id == request.commercial_partner_id
            and self.company_id == request.company_id
            and (not self.asset_id or self.asset_id == request.asset_id)
        )

    def _to_engine(self, hours_back=0.0, visits_back=0):
        """Terms for the engine; None when there are none in force. `*_back` were used by the request that asks."""
        if not self.active:
            return None
        return Entitlement(
            self.date_start,
            self.date_end or None,
            None if self.unlimited_hours else max(0.0, self.hours - self.hours_used + hours_back),
            None if self.unlimited_visits else max(0, self.visits - self.visits_used + visits_back),
            self.parts,
        )

    def action_requests(self):
        self.ensure_one()
        return self.env["crm.service.request"]._action_list(self.name, [("entitlement_id", "=", self.id)])
