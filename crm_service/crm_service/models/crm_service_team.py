import ast
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.satisfaction import csat, nps
from .crm_service_policy import AT_ONCE
from .crm_service_request import OPEN


class CrmServiceTeam(models.Model):
    _name = "crm.service.team"
    _description = "Service Team"
    _inherit = ["rating.parent.mixin", "mail.alias.mixin", "mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char("Team", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    is_default = fields.Boolean("Takes What Nobody Else Takes")
    privacy = fields.Selection(
        [("all", "All agents"), ("members", "Members only")], "Requests Seen By", default="all", required=True
    )
    calendar_id = fields.Many2one("resource.calendar", "Working Hours", check_company=True)
    member_ids = fields.Many2many("res.users", string="Members", domain=[("share", "=", False)], check_company=True)
    lead_id = fields.Many2one("res.users", "Team Leader", domain=[("share", "=", False)], tracking=True)
    manager_id = fields.Many2one("res.users", "Service Manager", domain=[("share", "=", False)], tracking=True)
    director_id = fields.Many2one("res.users", "Director", domain=[("share", "=", False)], tracking=True)
    alias_id = fields.Many2one(help="An e-mail to this address opens a request in this team.")
    open_count = fields.Integer("Open", compute="_compute_counts")
    unassigned_count = fields.Integer("Unassigned", compute="_compute_counts")
    danger_count = fields.Integer("In Danger", compute="_compute_counts")
    missed_count = fields.Integer("Broken", compute="_compute_counts")
    csat = fields.Float("Satisfied (%)", compute="_compute_satisfaction")
    nps = fields.Float(
        "NPS", compute="_compute_satisfaction", help="Promoters (5) less detractors (1 to 3), in percent."
    )
    sold_amount = fields.Monetary(
        "Sold by Service", compute="_compute_sold_amount", help="Confirmed orders that came from this team's requests."
    )

    _one_default = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE is_default AND active", "Another team takes what nobody else takes."
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for team in self:
            team.currency_id = (team.company_id or self.env.company).currency_id

    def _compute_counts(self):
        Request = self.env["crm.service.request"]
        domain = OPEN & Domain("team_id", "in", self.ids)
        counts = defaultdict(lambda: [0, 0])
        for team, user, count in Request._read_group(domain, ["team_id", "user_id"], ["__count"]):
            counts[team.id][0] += count
            counts[team.id][1] += 0 if user else count
        states = defaultdict(int)
        for team, state, count in Request._read_group(domain, ["team_id", "sla_id.state"], ["__count"]):
            states[team.id, state] += count
        for team in self:
            team.open_count, team.unassigned_count = counts[team.id]
            team.danger_count, team.missed_count = states[team.id, "warning"], states[team.id, "missed"]

    def _compute_satisfaction(self):
        # sudo: figures of the team, no single rating is shown.
        rows = (
            self.env["rating.rating"]
            .sudo()
            ._read_group(
                [
                    ("parent_res_model", "=", self._name),
                    ("parent_res_id", "in", self.ids),
                    ("consumed", "=", True),
                    ("rating", ">=", 1),
                ],
                ["parent_res_id", "rating"],
                ["__count"],
            )
        )
        counts = defaultdict(lambda: defaultdict(int))
        for team_id, rate, count in rows:
            counts[team_id][round(rate)] += count
        for team in self:
            team.csat, team.nps = csat(counts[team.id]) or 0.0, nps(counts[team.id]) or 0.0

    def _compute_sold_amount(self):
        # sudo: the sum is credited to the team; the orders themselves stay with sales.
        rows = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [("opportunity_id.service_request_id.team_id", "in", self.ids), ("state", "=", "sale")],
                ["opportunity_id", "currency_id"],
                ["amount_untaxed:sum"],
            )
        )
        sold = defaultdict(float)
        for lead, currency, amount in rows:
            team = lead.service_request_id.team_id
            sold[team.id] += currency._convert(amount, team.currency_id, team.company_id or self.env.company)
        for team in self:
            team.sold_amount = sold[team.id]

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"calendar_id"}:
            # sudo: new working hours concern every open request of the team, and clock rows are written by the clock.
            requests = self.env["crm.service.request"].sudo()
            concerned = OPEN & Domain("team_id", "in", self.ids)
            few = requests.search(concerned, limit=AT_ONCE + 1)
            if len(few) <= AT_ONCE:
                few._update_clock()
            else:
                self.env["crm.service.sla"].sudo()._recompute_later(concerned)
        return result

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("crm.service.request")
        if self.id:
            values["alias_defaults"] = defaults = ast.literal_eval(self.alias_defaults or "{}")
            defaults["team_id"] = self.id
        return values

    def action_requests(self):
        self.ensure_one()
        only = self.env.context.get("only")
        domains = {
            "unassigned": OPEN & Domain("user_id", "=", False),
            "warning": OPEN & Domain("sla_id.state", "=", "warning"),
            "missed": OPEN & Domain("sla_id.state", "=", "missed"),
        }
        domain = Domain("team_id", "=", self.id) & domains.get(only, OPEN)
        Request = self.env["crm.service.request"]
        return Request._action_list(self.name, list(domain), default_team_id=self.id)
