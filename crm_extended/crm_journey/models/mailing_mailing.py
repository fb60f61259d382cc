from odoo import fields, models
from odoo.exceptions import UserError


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    journey_step_ids = fields.One2many("crm.journey.step", "mailing_id", "Journey Steps")
    journey_id = fields.Many2one("crm.journey", "Journey", compute="_compute_journey_id")

    def _compute_journey_id(self):
        for mailing in self:
            mailing.journey_id = mailing.journey_step_ids[:1].journey_id

    def action_put_in_queue(self):
        self._refuse_blast()
        return super().action_put_in_queue()

    def action_send_mail(self, res_ids=None):
        self._refuse_blast()
        return super().action_send_mail(res_ids=res_ids)

    def _refuse_blast(self):
        """A message of a journey goes to one customer at a time; sent to all, everybody would get it twice."""
        if owned := self.filtered("journey_id"):
            raise UserError(
                self.env._(
                    "“%(message)s” belongs to the journey “%(journey)s”, which sends it when it is due.",
                    message=owned[0].display_name,
                    journey=owned[0].journey_id.name,
                )
            )

    def _journey_send(self, partners):
        """Put this message to these customers into core's queue and return {partner id: mailing.trace}.

        Nothing is sent or committed here, unlike core's own sending: the queue takes over when the transaction is
        safe. Blacklist and opt-outs are core's; a trace that was cancelled says why.
        """
        self.ensure_one()
        if not partners:
            return {}
        mailing = self.with_context(journey_send=True, active_ids=partners.ids, active_id=False)
        if self.mailing_type == "sms":
            mailing._journey_send_sms(partners)
        else:
            mailing._journey_send_mail(partners)
        if self.state != "done":
            self.write({"state": "done", "sent_date": fields.Datetime.now()})
        traces = self.env["mailing.trace"].search(
            [("mass_mailing_id", "=", self.id), ("model", "=", "res.partner"), ("res_id", "in", partners.ids)],
            order="id",
        )
        return {trace.res_id: trace for trace in traces}

    def _journey_send_mail(self, partners):
        composer = self.env["mail.compose.message"].with_context(
            journey_send=True,
            active_ids=partners.ids,
            default_composition_mode="mass_mail",
            **self._get_mass_mailing_context(),
        )
        composer.create(self._prepare_journey_mail(partners))._action_send_mail(auto_commit=False)
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _prepare_journey_mail(self, partners):
        """Values of core's composer, as in `_action_send_mail`, but into the queue."""
        return {
            "auto_delete": not self.keep_archives,
            "auto_delete_keep_log": self.reply_to_mode == "update",
            "author_id": self.user_id.partner_id.id or self.env.user.partner_id.id,
            "attachment_ids": [(4, attachment.id) for attachment in self.attachment_ids],
            "body": self._prepend_preview(self.body_html or "", self.preview),
            "composition_mode": "mass_mail",
            "email_from": self.email_from,
            "force_send": False,
            "mail_server_id": self.mail_server_id.id,
            "mass_mailing_id": self.id,
            "model": self.mailing_model_real,
            "reply_to_force_new": self.reply_to_mode == "new",
            "reply_to": self.reply_to if self.reply_to_mode == "new" else False,
            "subject": self.subject,
            "template_id": False,
            "use_exclusion_list": self.use_exclusion_list,
        }

    def _journey_send_sms(self, partners):
        values = self._send_sms_get_composer_values(partners.ids) | {"mass_force_send": False}
        composer = self.env["sms.composer"].with_context(journey_send=True, active_id=False)
        composer.create(values)._action_send_sms()
        self.env.ref("sms.ir_cron_sms_scheduler_action")._trigger()
