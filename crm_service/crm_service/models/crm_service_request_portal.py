from base64 import b64decode
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine.appointment import Rules, refusal


class CrmServiceRequestPortal(models.Model):
    """What a customer settles himself: the date somebody comes, and that the work is done."""

    _name = "crm.service.request"
    _inherit = ["crm.service.request"]

    appointment_at = fields.Datetime("Appointment", tracking=True, copy=False, help="When we come or call.")
    proposed_at = fields.Datetime(
        "Proposed by the Customer", readonly=True, copy=False, tracking=True, help="Waits for your answer."
    )
    proposal_count = fields.Integer("Dates Proposed", readonly=True, copy=False)
    signature = fields.Image(readonly=True, copy=False, attachment=True, max_width=1024, max_height=1024)
    signed_by = fields.Char(readonly=True, copy=False)
    signed_on = fields.Datetime(readonly=True, copy=False)

    def _appointment_rules(self):
        # sudo: the company's rules are no secret, a customer has no right on the company
        company = self.sudo().company_id or self.env.company.sudo()
        return Rules(
            timedelta(hours=company.service_notice_hours),
            timedelta(days=company.service_ahead_days),
            company.service_most_proposals,
        )

    def _refusal(self, wanted):
        """Why the customer cannot have this date, in words; empty when he can."""
        calendar = self.team_id.calendar_id
        working = calendar and self.env["resource.calendar"]._working_times({calendar.id})[calendar.id]
        rules = self._appointment_rules()
        reason = refusal(
            wanted, fields.Datetime.now(), self.appointment_at or None, self.proposal_count, rules, working or None
        )
        hours = int(rules.notice.total_seconds() // 3600)
        return {
            None: "",
            "past": self.env._("This date has passed."),
            "soon": self.env._("Please choose a date at least %(hours)s hours from now.", hours=hours),
            "far": self.env._("Please choose a date within the next %(days)s days.", days=rules.ahead.days),
            "late": self.env._("Your appointment is less than %(hours)s hours away: please call us.", hours=hours),
            "often": self.env._("The date was changed several times already: please call us."),
            "closed": self.env._("We do not work at that time: please choose another."),
        }[reason]

    def _propose(self, wanted):
        """The customer proposes a date. It waits for an answer; a newer proposal replaces it."""
        self.ensure_one()
        self.lock_for_update()
        if self.clock == "stop":
            raise UserError(self.env._("This request is closed."))
        problem = self._refusal(wanted)
        if problem:
            raise UserError(problem)
        if self.proposed_at == wanted:
            return
        self.write({"proposed_at": wanted, "proposal_count": self.proposal_count + 1})
        self.activity_unlink(["crm_service.activity_proposal"])
        user = self.user_id or self._recipient("lead")
        env = self.with_context(lang=user.lang or self.env.lang).env
        self.activity_schedule(
            "crm_service.activity_proposal",
            summary=env._("%(customer)s proposes a date", customer=self.partner_id.display_name or ""),
            user_id=user.id or self.env.ref("base.user_admin").id,
        )

    def action_accept_proposal(self):
        for request in self.filtered("proposed_at"):
            request.write({"appointment_at": request.proposed_at, "proposed_at": False})
            request._answer_proposal(request.env._("We have noted the appointment: %(when)s"), request.appointment_at)

    def action_decline_proposal(self):
        for request in self.filtered("proposed_at"):
            wanted, request.proposed_at = request.proposed_at, False
            request._answer_proposal(
                request.env._("We are sorry, %(when)s is not possible. Please propose another date."), wanted
            )

    def _answer_proposal(self, text, moment):
        zone = self.partner_id.tz or self.team_id.calendar_id.tz or self.env.user.tz or "UTC"
        when = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)
        self.activity_feedback(["crm_service.activity_proposal"])
        self.message_post(
            body=text % {"when": f"{when:%Y-%m-%d %H:%M} ({zone})"},
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _can_be_signed(self):
        return self.clock == "stop" and not self.signed_on and not self.merged_into_id

    def _sign(self, name, signature, author):
        """The customer accepts the result. The drawing stays in the conversation, also when it is opened again."""
        self.ensure_one()
        self.lock_for_update()
        self.write({"signature": signature, "signed_by": name, "signed_on": fields.Datetime.now()})
        self.message_post(
            body=self.env._("The result was accepted and signed by %(name)s.", name=name),
            author_id=author.id,
            attachments=[("signature.png", b64decode(signature))],
            subtype_xmlid="mail.mt_note",
        )

    def _reopen(self):
        super()._reopen()
        # What was accepted is not the state of things any more.
        self.filtered("signed_on").write({"signature": False, "signed_by": False, "signed_on": False})
