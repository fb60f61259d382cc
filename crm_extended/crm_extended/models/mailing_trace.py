from odoo import models
from odoo.tools import SQL


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    def set_opened(self, domain=None):
        traces = super().set_opened(domain=domain)
        traces._record_mailing_touchpoints("open")
        return traces

    def set_clicked(self, domain=None):
        traces = super().set_clicked(domain=domain)
        traces._record_mailing_touchpoints("click")
        return traces

    def set_replied(self, domain=None):
        traces = super().set_replied(domain=domain)
        traces._record_mailing_touchpoints("reply")
        return traces

    def _record_mailing_touchpoints(self, kind):
        """One row per mail and kind: a mail opened ten times was opened."""
        # sudo: opens and clicks come from the public; only ids of the recipients are taken.
        traces = self.sudo()
        recipients = traces._get_recipients()
        self.env["crm.touchpoint"]._record(
            [
                {
                    **recipients.get(trace.id, {}),
                    "user_id": trace.mass_mailing_id.user_id.id,
                    "channel": "sms" if trace.trace_type == "sms" else "mailing",
                    "kind": kind,
                    "direction": "in",
                    "subject": trace.mass_mailing_id.subject,
                    "res_model": "mailing.mailing" if trace.mass_mailing_id else None,
                    "res_id": trace.mass_mailing_id.id,
                    "source_key": f"mailing.trace:{trace.id}:{kind}",
                }
                for trace in traces
            ]
        )

    def _get_recipients(self):
        """Return {trace id: {"partner_id": ..., "lead_id": ...}} for traces whose recipient is known."""
        found = {}
        for model, traces in self.grouped("model").items():
            records = self.env[model].browse(traces.mapped("res_id")).exists() if model in self.env else self.browse()
            known = set(records.ids)
            for trace in traces.filtered(lambda trace, known=known: trace.res_id in known):
                record = self.env[model].browse(trace.res_id)
                if model == "res.partner":
                    found[trace.id] = {"partner_id": record.id}
                elif "partner_id" in record and record._fields["partner_id"].comodel_name == "res.partner":
                    found[trace.id] = {"partner_id": record.partner_id.id}
                if model == "crm.lead":
                    found[trace.id]["lead_id"] = record.id
        nameless = self.filtered(lambda trace: trace.email and not any(found.get(trace.id, {}).values()))
        return found | nameless._get_partners_by_email()

    def _get_partners_by_email(self):
        """A mailing list knows only addresses: the one partner who has the address is meant, of two none."""
        if not self:
            return {}
        emails = {trace.id: trace.email.lower() for trace in self}
        self.env["res.partner"].flush_model(["active", "email_normalized"])
        rows = self.env.execute_query(
            SQL(
                "SELECT email_normalized, MIN(id) FROM res_partner WHERE email_normalized = ANY(%s) AND active "
                "GROUP BY email_normalized HAVING COUNT(*) = 1",
                list(set(emails.values())),
            )
        )
        partners = dict(rows)
        return {trace_id: {"partner_id": partners[email]} for trace_id, email in emails.items() if email in partners}
