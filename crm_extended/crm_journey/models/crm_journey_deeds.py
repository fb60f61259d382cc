from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.flow import MESSAGES


class CrmJourneyRun(models.Model):
    """What the steps do, for many customers at once."""

    _inherit = "crm.journey.run"

    def _execute(self, step, now):
        """Do what the step says for all these runs, which were opened in this transaction."""
        company = step.journey_id.company_id
        runs = self.with_company(company).with_context(
            allowed_company_ids=company.ids, lang=step.journey_id.user_id.lang
        )
        getattr(runs, f"_do_{step.kind}")(step.with_env(runs.env), now)

    def _do_mail(self, step, now):
        if step.kind in MESSAGES:
            self._claim_attention()
        traces = step.mailing_id._journey_send(self.partner_id)
        words = dict(self.env["mailing.trace"]._fields["failure_type"]._description_selection(self.env))
        rows = []
        for run in self:
            trace = traces.get(run.partner_id.id)
            if not trace or trace.trace_status in ("cancel", "error"):
                why = words.get(trace.failure_type, "") if trace else self.env._("No address")
                run.write({"state": "skipped", "trace_id": trace and trace.id, "note": why})
                continue
            run.write({"is_message": True, "trace_id": trace.id})
            rows.append(run._prepare_message_touchpoint(step, now))
        # sudo: the touchpoint of a message is a fact of the system.
        self.env["crm.touchpoint"].sudo()._record(rows)

    def _do_sms(self, step, now):
        self._do_mail(step, now)

    def _claim_attention(self):
        """Two workers that write to one customer at the same moment would not see each other's message.

        A row per customer that both must write makes the later one fail and begin anew, with the message in sight.
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_journey_pulse (partner_id, messages) SELECT p, 1 FROM unnest(%s) AS p ORDER BY p "
                "ON CONFLICT (partner_id) DO UPDATE SET messages = crm_journey_pulse.messages + 1",
                sorted(set(self.partner_id.ids)),
            )
        )

    def _prepare_message_touchpoint(self, step, now):
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "lead_id": self.enrolment_id.lead_id.id,
            "company_id": self.journey_id.company_id.id,
            "user_id": self.journey_id.user_id.id,
            "occurred_at": now,
            "channel": "sms" if step.kind == "sms" else "mailing",
            "kind": "message",
            "direction": "out",
            "subject": step.mailing_id.subject or step.name,
            "res_model": "mailing.mailing",
            "res_id": step.mailing_id.id,
            "source_key": f"crm.journey.run:{self.id}",
        }

    def _do_call(self, step, now):
        self._schedule(step, self.env.ref("mail.mail_activity_data_call"))

    def _do_task(self, step, now):
        self._schedule(step, self.env.ref("mail.mail_activity_data_todo"))

    def _schedule(self, step, activity_type):
        values = []
        for run in self:
            record = run.enrolment_id.lead_id or run.partner_id
            salesperson = run.enrolment_id.lead_id.user_id or run.partner_id.user_id
            values.append(
                {
                    "activity_type_id": activity_type.id,
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "summary": step.name,
                    "note": step.note,
                    "user_id": (step.user_id or salesperson.filtered("active") or step.journey_id.user_id).id,
                    "date_deadline": fields.Date.context_today(run) + timedelta(days=step.activity_days),
                    "automated": True,
                }
            )
        self._keep_made(self.env["mail.activity"].create(values))

    def _do_coupon(self, step, now):
        """A coupon of its own for each, or points on the customer's card."""
        program = step.program_id
        Card = self.env["loyalty.card"].with_context(loyalty_no_mail=True)
        cards, new = {}, []
        if program.program_type == "loyalty":
            own = Card.search([("program_id", "=", program.id), ("partner_id", "in", self.partner_id.ids)])
            cards = {card.partner_id: card for card in own}
        expires = step.valid_days and fields.Date.context_today(self) + timedelta(days=step.valid_days)
        for run in self.filtered(lambda run: run.partner_id not in cards):
            values = {"program_id": program.id, "partner_id": run.partner_id.id, "points": step.points}
            if program.program_type != "loyalty":
                values["expiration_date"] = expires
            new.append((run, values))
        made = dict(zip([run for run, _v in new], Card.create([values for _r, values in new]), strict=True))
        history = []
        for run in self:
            card = made.get(run) or cards[run.partner_id]
            if run not in made:
                card.points += step.points
            history.append({"card_id": card.id, "description": step.name, "issued": step.points})
            run.write({"res_model": "loyalty.card", "res_id": card.id, "note": card.code})
        self.env["loyalty.history"].create(history)

    def _do_field(self, step, now):
        name, value = step.field_id._prepare_value(step.value)
        self.partner_id.write({name: value})

    def _do_webhook(self, step, now):
        deliveries = self.env["crm.journey.delivery"].create([run._prepare_delivery(step) for run in self])
        self._keep_made(deliveries)
        self.env.ref("crm_journey.cron_deliver")._trigger()

    def _prepare_delivery(self, step):
        """What another system is told. The run is the event's identity: told twice, it is the same event."""
        self.ensure_one()
        partner = self.partner_id
        return {
            "run_id": self.id,
            "url": step.url,
            "payload": {
                "event": f"crm.journey.run:{self.id}",
                "journey": self.journey_id.name,
                "step": step.name,
                "at": fields.Datetime.to_string(self.ran_at) + "Z",
                "customer": {
                    "id": partner.id,
                    "ref": partner.ref or None,
                    "name": partner.name,
                    "email": partner.email or None,
                },
            },
        }

    def _keep_made(self, records):
        if len(records) != len(self):
            raise UserError(self.env._("Not every customer got what the step makes."))
        for run, record in zip(self, records, strict=True):
            run.write({"res_model": record._name, "res_id": record.id})
