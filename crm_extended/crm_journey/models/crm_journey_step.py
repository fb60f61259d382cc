from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.flow import ABOUT_A_MAIL, MESSAGES, Step

UNITS = {"minutes": 1, "hours": 60, "days": 1440, "weeks": 10080}
WEEKDAYS = {"any": range(7), "work": range(5)} | {str(day): [day] for day in range(7)}
ICONS = {
    "wait": "fa-hourglass-half",
    "until": "fa-calendar-check-o",
    "branch": "fa-code-fork",
    "mail": "fa-envelope-o",
    "sms": "fa-mobile",
    "call": "fa-phone",
    "task": "fa-check-square-o",
    "coupon": "fa-gift",
    "field": "fa-pencil",
    "webhook": "fa-plug",
}


class CrmJourneyStep(models.Model):
    _name = "crm.journey.step"
    _description = "Journey Step"
    _order = "journey_id, sequence, id"

    journey_id = fields.Many2one("crm.journey", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="journey_id.company_id")
    journey_state = fields.Selection(related="journey_id.state")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("wait", "Wait"),
            ("until", "Wait Until"),
            ("branch", "Branch"),
            ("mail", "E-mail"),
            ("sms", "SMS"),
            ("call", "Call"),
            ("task", "Task"),
            ("coupon", "Coupon or Points"),
            ("field", "Set a Field"),
            ("webhook", "Webhook"),
        ],
        required=True,
        default="mail",
    )
    then_id = fields.Many2one(
        "crm.journey.step",
        "Then",
        ondelete="set null",
        index="btree_not_null",
        domain="[('journey_id', '=', journey_id)]",
        help="The next step; of a branch, when its condition comes true. Empty: the journey ends here.",
    )
    otherwise_id = fields.Many2one(
        "crm.journey.step",
        "Otherwise",
        ondelete="set null",
        index="btree_not_null",
        domain="[('journey_id', '=', journey_id)]",
        help="The next step when the condition has not come true in time. Empty: the journey ends here.",
    )
    delay = fields.Integer(default=1)
    delay_unit = fields.Selection(
        [("minutes", "Minutes"), ("hours", "Hours"), ("days", "Days"), ("weeks", "Weeks")], default="days"
    )
    until_kind = fields.Selection([("time", "A time of the day"), ("date", "A date")], default="time")
    until_date = fields.Datetime("Date")
    until_time = fields.Float("Time", default=9, help="On the customer's clock.")
    until_days = fields.Selection(
        [
            ("any", "Any day"),
            ("work", "Monday to Friday"),
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        "On",
        default="work",
    )
    condition = fields.Selection(
        [
            ("open", "Mail opened"),
            ("click", "Link clicked"),
            ("reply", "Mail answered"),
            ("touch", "Something happened"),
            ("bought", "Customer has ordered"),
            ("score", "Score reached"),
            ("match", "Customer matches a filter"),
        ]
    )
    about_id = fields.Many2one(
        "crm.journey.step",
        "Which Message",
        ondelete="set null",
        domain="[('journey_id', '=', journey_id), ('kind', 'in', ('mail', 'sms'))]",
        help="Empty: the last one that was sent.",
    )
    touch_kind = fields.Selection("_select_touch_kinds", "What Happened")
    touch_channel = fields.Selection(lambda self: self.env["crm.touchpoint"]._fields["channel"].selection, "Only Over")
    same_product = fields.Boolean("The Product It Began With")
    score = fields.Integer("Score of at Least", default=50)
    domain = fields.Char("Filter", default="[]")
    mailing_id = fields.Many2one(
        "mailing.mailing",
        "Message",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('mailing_model_id.model', '=', 'res.partner'), ('mailing_type', '=', kind)]",
    )
    user_id = fields.Many2one(
        "res.users", "Assigned To", domain=[("share", "=", False)], help="Empty: the customer's salesperson."
    )
    activity_days = fields.Integer("Due After (days)", default=1)
    note = fields.Html()
    program_id = fields.Many2one("loyalty.program", "Program", ondelete="restrict")
    points = fields.Float(default=1)
    valid_days = fields.Integer("Valid for (days)", default=30)
    field_id = fields.Many2one("crm.journey.field", "Field", ondelete="restrict")
    value = fields.Char(help="For a tag or a person the name or the number of the record.")
    url = fields.Char("Address")

    active_count = fields.Integer("Here Now", compute="_compute_counts")
    passed_count = fields.Integer("Passed", compute="_compute_counts")
    summary = fields.Char(compute="_compute_summary")

    _delay_positive = models.Constraint("CHECK (delay >= 0)", "Nobody waits for less than nothing.")
    _time_of_day = models.Constraint("CHECK (until_time >= 0 AND until_time < 24)", "A day has 24 hours.")
    _not_itself = models.Constraint("CHECK (then_id != id)", "A step can not be followed by itself.")

    @api.model
    def _select_touch_kinds(self):
        return self.env["crm.touchpoint"]._fields["kind"]._description_selection(self.env)

    def _compute_counts(self):
        here = self.env["crm.journey.enrolment"]._read_group(
            [("step_id", "in", self.ids), ("state", "=", "active")], ["step_id"], ["__count"]
        )
        passed = self.env["crm.journey.run"]._read_group([("step_id", "in", self.ids)], ["step_id"], ["__count"])
        here, passed = dict(here), dict(passed)
        for step in self:
            step.active_count, step.passed_count = here.get(step, 0), passed.get(step, 0)

    @api.depends(
        "kind", "delay", "delay_unit", "until_kind", "until_date", "until_time", "until_days", "condition",
        "touch_kind", "score", "mailing_id", "user_id", "program_id", "points", "field_id", "value", "url",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_summary(self):
        for step in self:
            step.summary = step._describe()

    def _describe(self):
        """What the step does, in a few words."""
        self.ensure_one()
        words = {
            name: dict(self._fields[name]._description_selection(self.env)) for name in ("delay_unit", "condition")
        }
        lasting = f"{self.delay} {words['delay_unit'].get(self.delay_unit, '')}"
        if self.kind == "wait":
            return lasting
        if self.kind == "until":
            if self.until_kind == "date":
                return fields.Datetime.to_string(self.until_date) if self.until_date else ""
            days = dict(self._fields["until_days"]._description_selection(self.env)).get(self.until_days, "")
            return f"{days} {int(self.until_time):02d}:{round(self.until_time % 1 * 60) % 60:02d}"
        if self.kind == "branch":
            what = words["condition"].get(self.condition, "")
            if self.condition == "touch":
                what = dict(self._select_touch_kinds()).get(self.touch_kind, "")
            elif self.condition == "score":
                what = f"{what}: {self.score}"
            return self.env._("%(what)s, within %(time)s", what=what, time=lasting) if self.delay else what
        # sudo: whoever may see the step is told what it does, without rights on mailings, programs and lists.
        step = self.sudo()
        return {
            "mail": step.mailing_id.subject,
            "sms": step.mailing_id.name,
            "call": self.user_id.name or self.env._("Salesperson"),
            "task": self.user_id.name or self.env._("Salesperson"),
            "coupon": step.program_id.name,
            "field": f"{step.field_id.display_name or ''} = {self.value or ''}",
            "webhook": self.url,
        }[self.kind] or ""

    # What must be right

    @api.constrains("journey_id", "then_id", "otherwise_id", "about_id")
    def _check_same_journey(self):
        for step in self:
            if (step.then_id | step.otherwise_id | step.about_id).journey_id - step.journey_id:
                raise ValidationError(self.env._("“%(step)s” leads into another journey.", step=step.name))

    @api.constrains("domain", "kind", "condition")
    def _check_domain(self):
        for step in self.filtered(lambda step: step.kind == "branch" and step.condition == "match"):
            step.journey_id._check_domain(step.domain)

    @api.constrains("field_id", "value", "kind")
    def _check_value(self):
        for step in self.filtered(lambda step: step.kind == "field" and step.field_id):
            step.field_id._convert(step.value)

    @api.constrains("url", "kind")
    def _check_url(self):
        for step in self.filtered(lambda step: step.kind == "webhook" and step.url):
            self.env["crm.journey.host"]._check_address(step.url)

    def _get_faults(self):
        """What this step lacks, one sentence each."""
        self.ensure_one()
        needed = {
            "mail": self.mailing_id,
            "sms": self.mailing_id,
            "coupon": self.program_id,
            "field": self.field_id,
            "webhook": self.url,
            "branch": self.condition,
            "until": self.until_kind == "time" or self.until_date,
        }
        faults = []
        if not needed.get(self.kind, True):
            faults.append(self.env._("“%(step)s” is not complete.", step=self.name))
        # sudo: salespeople see the picture without rights on mailings.
        if self.kind in MESSAGES and self.mailing_id and self.mailing_id.sudo().mailing_model_real != "res.partner":
            faults.append(self.env._("The message of “%(step)s” is not made for customers.", step=self.name))
        if self.kind == "branch" and self.condition == "touch" and not self.touch_kind:
            faults.append(self.env._("“%(step)s” does not say what has to happen.", step=self.name))
        return faults

    @api.model_create_multi
    def create(self, vals_list):
        self.env["crm.journey"].browse([vals.get("journey_id") for vals in vals_list])._require_standstill()
        steps = super().create(vals_list)
        for step in steps:
            if not step.journey_id.first_step_id:
                step.journey_id.first_step_id = step
        return steps

    def write(self, vals):
        # A message may be mended while customers are on the way; the way itself may not.
        if set(vals) - {"name", "note", "mailing_id", "user_id", "value", "url", "sequence"}:
            self.journey_id._require_standstill()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_and_close_the_gap(self):
        """Those who led here, and customers who stand here, go on to the step behind this one."""
        self.journey_id._require_standstill()
        for step in self:
            heir = step.then_id - self
            before = self.search([("then_id", "=", step.id)]) - self
            before.then_id = heir
            (self.search([("otherwise_id", "=", step.id)]) - self).otherwise_id = heir
            if step.journey_id.first_step_id == step:
                step.journey_id.first_step_id = heir
            # sudo: designers do not write enrolments, but the step under these is going away.
            self.env["crm.journey.enrolment"].sudo().search([("step_id", "=", step.id)])._stand_at(heir)

    # The engine's view of it

    def _prepare_engine_step(self):
        self.ensure_one()
        return Step(
            self.id,
            self.kind,
            then=self.then_id.id or None,
            otherwise=self.otherwise_id.id or None,
            delay=timedelta(minutes=(self.delay or 0) * UNITS[self.delay_unit or "days"]),
            date=(self.until_date or None) if self.kind == "until" and self.until_kind == "date" else None,
            minute=min(round((self.until_time or 0) * 60), 1439),
            weekdays=frozenset(WEEKDAYS[self.until_days or "any"]),
            condition=self.condition or None,
        )

    def _get_awaited_kinds(self):
        """Kinds of touchpoints that may make this branch's condition come true."""
        self.ensure_one()
        if self.condition in ABOUT_A_MAIL:
            return {self.condition}
        return {"touch": {self.touch_kind}, "bought": {"order"}}.get(self.condition, set())

    def _copy_into(self, journey):
        """The same steps in another journey, tied together in the same way."""
        twins = {step: step.copy({"journey_id": journey.id, "then_id": False, "otherwise_id": False}) for step in self}
        for step, twin in twins.items():
            twin.write(
                {
                    name: twins[step[name]].id
                    for name in ("then_id", "otherwise_id", "about_id")
                    if step[name] and step[name] in twins
                }
            )
        if self.journey_id.first_step_id in twins:
            journey.first_step_id = twins[self.journey_id.first_step_id]

    def action_write_message(self):
        """Open the message of this step; the first time, make it."""
        self.ensure_one()
        if self.kind not in MESSAGES:
            raise UserError(self.env._("Only e-mail and SMS steps have a message."))
        if not self.mailing_id:
            self.mailing_id = self.env["mailing.mailing"].create(self._prepare_mailing_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": "mailing.mailing",
            "res_id": self.mailing_id.id,
            "views": [(False, "form")],
        }

    def _prepare_mailing_values(self):
        self.ensure_one()
        return {
            "name": f"{self.journey_id.name}: {self.name}",
            "subject": self.name,
            "mailing_type": self.kind,
            "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            "campaign_id": self.journey_id.campaign_id.id,
            "user_id": self.journey_id.user_id.id,
            **({"email_from": self._get_sender()} if self.kind == "mail" else {}),
        }

    def _get_sender(self):
        """Whose address the message is sent from: the journey's owner, else who writes it, else the company."""
        journey = self.journey_id
        for partner in (journey.user_id.partner_id, self.env.user.partner_id, journey.company_id.partner_id):
            if partner.email_normalized:
                return partner.email_formatted
        raise UserError(self.env._("Nobody to send from: enter an e-mail address in your preferences first."))
