from odoo import models

CHANNEL_OF_MESSAGE = {
    "email": "email",
    "comment": "email",
    "email_outgoing": "email",
    "auto_comment": "email",
    "sms": "sms",
}


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    # Models whose conversation belongs to the customer's file say True. The rest (applications, tickets of other
    # departments) stay out: the file is read by all salespeople.
    _touchpoint_messages = False

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if self._touchpoint_messages and self:
            self.env["crm.touchpoint"]._record(self._prepare_message_touchpoints(message, msg_vals or {}, recipients))
        return recipients

    def _prepare_message_touchpoints(self, message, msg_vals, recipients):
        """Rows for one posted message: one per customer in it, none when only our own people are."""
        channel = CHANNEL_OF_MESSAGE.get(msg_vals.get("message_type") or message.message_type)
        # sudo: the subtype is configuration, and a portal user who writes may not read it.
        # An SMS is a note to core, whatever it says to the customer.
        internal = channel != "sms" and (message.sudo().is_internal or message.sudo().subtype_id.internal)
        if not channel or internal:
            return []
        # sudo: the author's own card may be out of a portal user's sight.
        author = message.sudo().author_id
        inbound = author.partner_share or (not author and message.message_type == "email")
        if inbound:
            partners = author
            if message.message_type == "comment":
                channel = "portal"
        else:
            # sudo: recipients were already chosen and notified, only their company is looked up.
            shared = [data["id"] for data in recipients or [] if data.get("share") and data.get("id")]
            partners = self.env["res.partner"].sudo().browse(shared)
        return self._prepare_conversation_rows(message, partners, channel, "in" if inbound else "out")

    def _prepare_conversation_rows(self, message, partners, channel, direction):
        row = {
            "lead_id": self.id if self._name == "crm.lead" else None,
            "company_id": message.record_company_id.id,
            "user_id": self.env.uid if direction == "out" else None,
            "occurred_at": message.date,
            "channel": channel,
            "kind": "message",
            "direction": direction,
            "subject": message.subject or self.display_name,
            "res_model": self._name,
            "res_id": self.id,
        }
        customers = {}
        for partner in partners:
            customers.setdefault(partner.commercial_partner_id.id, partner.id)
        if not customers and row["lead_id"] and direction == "in":
            return [{**row, "source_key": f"mail.message:{message.id}:0"}]
        return [
            {
                **row,
                "partner_id": partner,
                "customer_id": customer,
                "source_key": f"mail.message:{message.id}:{customer}",
            }
            for customer, partner in customers.items()
        ]
