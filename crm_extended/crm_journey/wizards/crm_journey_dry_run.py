from odoo import api, fields, models

from ..engine.flow import MESSAGES
from ..engine.machine import Facts, Finish, Go, Stop, Wait, walk

MOST_LINES = 60


class CrmJourneyDryRun(models.TransientModel):
    """Walk one customer through a journey without doing anything, the clock running ahead."""

    _name = "crm.journey.dry.run"
    _description = "Dry Run of a Journey"

    journey_id = fields.Many2one("crm.journey", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    assumption = fields.Selection(
        [
            ("now", "does nothing from now on"),
            ("keen", "reads, clicks and answers to every condition"),
        ],
        "Assume the Customer",
        default="now",
        required=True,
    )
    line_ids = fields.One2many("crm.journey.dry.run.line", "run_id", compute="_compute_line_ids", store=True)
    note = fields.Text(compute="_compute_line_ids", store=True)

    @api.depends("journey_id", "partner_id", "assumption")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [fields.Command.clear()]
            wizard.note = False
            if wizard.partner_id and wizard.journey_id:
                wizard.note = wizard._get_note()
                lines = wizard._walk()
                wizard.line_ids = [fields.Command.create(line) for line in lines[:MOST_LINES]]

    def _get_note(self):
        """Why this customer would not even begin, or False."""
        journey = self.journey_id
        partner = self.partner_id._origin
        if not partner.filtered_domain(journey._get_partner_domain()):
            return self.env._("This customer does not match the journey's filter and would not enter.")
        if self.env["crm.journey.enrolment"].search_count(
            journey._get_blocking_domain() & fields.Domain("partner_id", "=", partner.id), limit=1
        ):
            return self.env._("This customer is in the journey already, or was not long ago.")
        return False

    def _walk(self):
        """Values of the lines: each deed, wait and decision with its time."""
        journey, partner = self.journey_id, self.partner_id._origin
        now = fields.Datetime.now()
        company = journey.company_id
        sent = self.env["crm.journey.run"].search([("partner_id", "=", partner.id), ("is_message", "=", True)])
        facts = Facts(
            stop=self._get_stop(),
            sent=tuple(sent.mapped("ran_at")),
            zone=partner._get_journey_zone(company),
            quiet=company._get_journey_quiet(),
            cap=company._get_journey_cap(),
        )
        steps = {step.id: step for step in journey.step_ids}
        lines = []
        for moment, key, answer in walk(journey._get_flow(), facts, now, lambda step: self._assume(steps[step.key])):
            lines.append(self._prepare_line(len(lines), moment, steps.get(key), answer))
        return lines

    def _get_stop(self):
        """The stop rule that is true already, before anything has happened."""
        journey, partner = self.journey_id, self.partner_id._origin
        if not partner.active:
            return "archived"
        if journey.stop_on_opt_out and partner.is_blacklisted:
            return "opt_out"
        if journey.stop_domain:
            domain = journey._parse_domain(journey.stop_domain) & fields.Domain("id", "=", partner.id)
            return "match" if journey._get_partners_as_responsible().search_count(domain) else ""
        return ""

    def _assume(self, step):
        """Would the condition come true? What can be known of the customer is asked, the rest is assumed."""
        partner = self.partner_id._origin
        if step.condition == "match":
            domain = step.journey_id._parse_domain(step.domain) & fields.Domain("id", "=", partner.id)
            return bool(step.journey_id._get_partners_as_responsible().search_count(domain))
        if step.condition == "score":
            return step.journey_id._journey_score(partner).get(partner, 0) >= step.score
        return self.assumption == "keen"

    def _prepare_line(self, number, moment, step, answer):
        reasons = {
            "wait": self.env._("waits"),
            "condition": self.env._("waits for the condition"),
            "quiet": self.env._("waits for the end of the quiet hours"),
            "cap": self.env._("waits because of the frequency cap"),
        }
        if isinstance(answer, Stop):
            words = dict(self.env["crm.journey.enrolment"]._fields["stop_reason"]._description_selection(self.env))
            what = self.env._("stops: %(why)s", why=words.get(answer.reason, answer.reason))
        elif isinstance(answer, Finish):
            what = self.env._("arrives")
        elif isinstance(answer, Wait):
            what = reasons[answer.reason]
        elif isinstance(answer, Go):
            what = {"yes": self.env._("takes the way “then”"), "no": self.env._("takes the way “otherwise”")}.get(
                answer.verdict, self.env._("goes on")
            )
        else:
            what = self._describe_deed(step)
        return {
            "sequence": number,
            "moment": moment,
            "step_id": step.id if step else False,
            "what": what,
            "kind": type(answer).__name__.lower(),
        }

    def _describe_deed(self, step):
        partner = self.partner_id._origin
        # sudo: names of messages and programs only.
        step = step.sudo()
        if step.kind in MESSAGES:
            address = partner.email if step.kind == "mail" else partner.phone
            if not address:
                return self.env._("is left out: there is no address")
            if step.kind == "mail" and partner.is_blacklisted:
                return self.env._("is left out: the address is blacklisted")
            return self.env._(
                "gets “%(message)s”", message=step.mailing_id.subject or step.mailing_id.name or step.name
            )
        return {
            "call": self.env._("is called"),
            "task": self.env._("makes a task"),
            "coupon": self.env._("gets: %(what)s", what=step.program_id.name),
            "field": self.env._("is changed: %(what)s", what=step.summary),
            "webhook": self.env._("is reported to %(url)s", url=step.url),
        }[step.kind]
