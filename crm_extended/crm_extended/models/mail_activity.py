from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        calls = self.filtered(lambda activity: activity.activity_category == "phonecall" and activity.res_model)
        rows = [row for call in calls for row in call._prepare_call_touchpoints()]
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        self.env["crm.touchpoint"]._record(rows)
        return result

    def _prepare_call_touchpoints(self):
        """Rows for a call that is being marked as done: one for the customer of the record it was planned on."""
        self.ensure_one()
        # sudo: an activity may be done by its assignee without access to the record, as in core.
        record = self.env[self.res_model].sudo().browse(self.res_id).exists()
        if not record or not getattr(record, "_touchpoint_messages", False):
            return []
        partner = record if record._name == "res.partner" else record._mail_get_customer()
        return [
            {
                "partner_id": partner.id,
                "lead_id": record.id if record._name == "crm.lead" else None,
                "company_id": "company_id" in record and record.company_id.id,
                "user_id": self.env.uid,
                "channel": "phone",
                "kind": "call",
                "direction": "out",
                "subject": self.summary or self.activity_type_id.name,
                "res_model": record._name,
                "res_id": record.id,
                "source_key": f"mail.activity:{self.id}",
            }
        ]

    def _get_step_name(self):
        """How a step is called on the customer's page."""
        self.ensure_one()
        return self.summary or self.activity_type_id.name or ""
