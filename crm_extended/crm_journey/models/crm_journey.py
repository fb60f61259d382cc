import ast

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine.flow import Flow


class CrmJourney(models.Model):
    """A series of steps that customers are led through, each at the own pace."""

    _name = "crm.journey"
    _description = "Customer Journey"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    state = fields.Selection(
        [("draft", "Draft"), ("paused", "Paused"), ("running", "Running"), ("ended", "Ended")],
        default="draft",
        required=True,
        tracking=True,
        copy=False,
        help="Draft and paused journeys move nobody and can be changed. An ended one takes in nobody new, "
        "but leads those who are in it to the end.",
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        default=lambda self: self.env.user,
        tracking=True,
        check_company=True,
        domain=[("share", "=", False)],
        help="Customers are chosen with this person's rights. Calls and tasks of customers without a salesperson "
        "come here.",
    )
    campaign_id = fields.Many2one(
        "utm.campaign", "Campaign", check_company=True, help="Mails count for this campaign, and so do their results."
    )
    goal = fields.Text(help="What this journey is to achieve.")

    entry = fields.Selection(
        [
            ("segment", "Customers match a filter"),
            ("event", "Something happens"),
            ("silent", "A customer falls silent"),
            ("lost", "An opportunity was lost"),
            ("manual", "Chosen by hand"),
        ],
        "Begins When",
        default="segment",
        required=True,
        tracking=True,
    )
    domain = fields.Char("Customers", default="[]", required=True, help="Only these customers and contacts are taken.")
    event_kind = fields.Selection("_select_event_kinds", "Event", tracking=True)
    event_channel = fields.Selection(lambda self: self.env["crm.touchpoint"]._fields["channel"].selection, "Only Over")
    create_contact = fields.Boolean(
        "Create the Contact", help="A lead without a customer becomes a contact; otherwise such leads are left out."
    )
    silence_factor = fields.Float(
        "Times the Usual Gap", default=2, help="2 means: twice as long without an order as usual for this customer."
    )
    silence_orders = fields.Integer("Orders Needed", default=3, help="With fewer orders no habit is known.")
    silence_days = fields.Integer("At Least (days)", default=30, help="Nobody is called silent before.")
    lost_days = fields.Integer("Days Since the Loss", default=60)
    reentry = fields.Selection(
        [
            ("never", "Once only"),
            ("source", "Once for each product, seminar, order ..."),
            ("days", "Again after some days"),
            ("always", "Whenever it begins anew"),
        ],
        "Again?",
        default="never",
        required=True,
        tracking=True,
    )
    reentry_days = fields.Integer("Days Between", default=180)

    stop_on_order = fields.Boolean("An order", tracking=True)
    stop_on_reply = fields.Boolean("A reply", default=True, tracking=True)
    stop_on_meeting = fields.Boolean("A meeting or visit", tracking=True)
    stop_on_opt_out = fields.Boolean("Being blacklisted", default=True, tracking=True)
    stop_domain = fields.Char("Customer matches", help="The journey stops for customers who match this filter.")

    step_ids = fields.One2many("crm.journey.step", "journey_id", "Steps", copy=False)
    first_step_id = fields.Many2one("crm.journey.step", "First Step", copy=False, domain="[('journey_id', '=', id)]")
    enrolment_ids = fields.One2many("crm.journey.enrolment", "journey_id", "Enrolments", copy=False)
    active_count = fields.Integer("On the Way", compute="_compute_counts")
    done_count = fields.Integer("Arrived", compute="_compute_counts")
    stopped_count = fields.Integer("Stopped", compute="_compute_counts")
    failed_count = fields.Integer("Stuck", compute="_compute_counts")
    fault_text = fields.Text("To Be Mended", compute="_compute_fault_text")

    _positive = models.Constraint(
        "CHECK (silence_factor >= 1 AND silence_orders >= 2 AND silence_days >= 1 AND lost_days >= 0 "
        "AND reentry_days >= 1)",
        "A silence is at least one usual gap after two orders and one day; between two entries lies at least one day.",
    )

    @api.model
    def _select_event_kinds(self):
        return [
            *self.env["crm.touchpoint"]._fields["kind"]._description_selection(self.env),
            ("lead", self.env._("Lead Created")),
        ]

    def _compute_counts(self):
        counts = dict.fromkeys(self.ids, {})
        for journey, state, count in self.env["crm.journey.enrolment"]._read_group(
            [("journey_id", "in", self.ids)], ["journey_id", "state"], ["__count"]
        ):
            counts[journey.id] = counts[journey.id] | {state: count}
        for journey in self:
            own = counts.get(journey.id, {})
            journey.active_count = own.get("active", 0)
            journey.done_count = own.get("done", 0)
            journey.stopped_count = own.get("stopped", 0)
            journey.failed_count = own.get("failed", 0)

    @api.depends("first_step_id", "step_ids.kind", "step_ids.then_id", "step_ids.otherwise_id")
    @api.depends_context("lang")
    def _compute_fault_text(self):
        for journey in self:
            journey.fault_text = "\n".join(journey._get_faults())

    @api.constrains("domain", "stop_domain", "user_id")
    def _check_domains(self):
        for journey in self:
            for text in filter(None, (journey.domain, journey.stop_domain)):
                journey._check_domain(text)

    def _check_domain(self, text):
        """Refuse what is no filter on customers, and what the responsible person may not ask."""
        try:
            self._get_partners_as_responsible().search_count(self._parse_domain(text), limit=1)
        except (ValueError, SyntaxError, TypeError, KeyError) as error:
            raise ValidationError(
                self.env._(
                    "“%(filter)s” is no filter on customers: %(why)s", filter=text, why=str(error).splitlines()[0]
                )
            ) from error

    @api.model
    def _parse_domain(self, text):
        return Domain(ast.literal_eval((text or "[]").strip() or "[]"))

    def _get_partners_as_responsible(self):
        """res.partner as the responsible person sees it, in the journey's company only."""
        self.ensure_one()
        return (
            self.env["res.partner"]
            .with_user(self.user_id)
            .with_context(allowed_company_ids=self.company_id.ids)
            .sudo(False)
        )

    # The life of a journey

    @api.model_create_multi
    def create(self, vals_list):
        journeys = super().create(vals_list)
        self.env.registry.clear_cache()
        return journeys

    def write(self, vals):
        if {"entry", "company_id"} & set(vals):
            self._require_standstill()
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_running(self):
        if any(journey.state == "running" or journey.active_count for journey in self):
            raise UserError(self.env._("Customers are on the way in this journey. Stop them or archive the journey."))

    def copy(self, default=None):
        copies = super().copy(default)
        for original, twin in zip(self, copies, strict=True):
            original.step_ids._copy_into(twin)
        return copies

    def copy_data(self, default=None):
        return [
            vals | {"name": self.env._("%s (copy)", journey.name)}
            for journey, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _require_standstill(self):
        """Nobody rebuilds a road while customers drive on it."""
        if running := self.filtered(lambda journey: journey.state == "running"):
            raise UserError(self.env._("Pause “%(name)s” before you change it.", name=running[0].name))

    def action_start(self):
        for journey in self:
            if faults := journey._get_faults():
                raise UserError("\n".join([self.env._("“%(name)s” can not start yet:", name=journey.name), *faults]))
            if journey.entry == "event" and not journey.event_kind:
                raise UserError(self.env._("Say which event “%(name)s” begins with.", name=journey.name))
        self.state = "running"
        # sudo: whoever may start a journey need not be allowed to touch scheduled actions.
        for xmlid in ("crm_journey.cron_enrol", "crm_journey.cron_proceed"):
            self.env.ref(xmlid).sudo()._trigger()

    def action_pause(self):
        self.filtered(lambda journey: journey.state == "running").state = "paused"

    def action_end(self):
        self.filtered(lambda journey: journey.state in ("running", "paused")).state = "ended"

    # The engine's view of it

    def _get_flow(self):
        self.ensure_one()
        return Flow.of(self.first_step_id.id, [step._prepare_engine_step() for step in self.step_ids])

    def _get_faults(self):
        """What keeps the journey from starting, one sentence each, in the reader's language."""
        self.ensure_one()
        names = {step.id: step.display_name for step in self.step_ids}
        words = {
            "empty": self.env._("There is no first step."),
            "missing": self.env._("A way out of “%(step)s” leads nowhere."),
            "unreachable": self.env._("No way leads to “%(step)s”."),
            "same_way": self.env._("Both ways of “%(step)s” lead to the same place."),
            "circle": self.env._("“%(step)s” goes round in a circle without any waiting."),
            "no_mail": self.env._("“%(step)s” asks about a message, but none is sent before it."),
        }
        flow = self._get_flow()
        found = [words[code].replace("%(step)s", names.get(key, "")) for code, key in flow.faults()]
        return found + [fault for step in self.step_ids for fault in step._get_faults()]

    @api.model
    @tools.ormcache()
    def _get_listened_kinds(self):
        """Kinds of touchpoints that begin a running journey or may be waited for in it."""
        # sudo: asked whenever anything happens with a customer, whoever did it.
        running = self.sudo().search([("state", "in", ("running", "ended"))])
        begins = running.filtered(lambda journey: journey.state == "running" and journey.entry == "event")
        awaited = running.step_ids.filtered(lambda step: step.kind == "branch")
        kinds = {*begins.mapped("event_kind")}
        for step in awaited:
            kinds |= step._get_awaited_kinds()
        return frozenset(kinds - {False})

    def _journey_score(self, partners):
        """{partner: score} for branches on the score: the highest of the customer's open leads. Hook for others."""
        customers = partners.commercial_partner_id
        leads = self.env["crm.lead"].search(
            [
                ("partner_id.commercial_partner_id", "in", customers.ids),
                ("won_status", "=", "pending"),
                ("company_id", "in", [False, *self.company_id.ids]),
            ]
        )
        best = dict.fromkeys(customers, 0)
        for lead in leads:
            customer = lead.partner_id.commercial_partner_id
            best[customer] = max(best[customer], lead.score)
        return {partner: best[partner.commercial_partner_id] for partner in partners}

    # Doors

    def action_view_enrolments(self):
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("crm_journey.action_enrolment") | {
            "domain": [("journey_id", "=", self.id)],
            "context": {"search_default_" + self.env.context["journey_filter"]: 1}
            if self.env.context.get("journey_filter")
            else {},
        }
