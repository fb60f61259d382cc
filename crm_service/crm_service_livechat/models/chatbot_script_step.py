from odoo import fields, models
from odoo.tools import email_normalize, html2plaintext


class ChatbotScriptStep(models.Model):
    _inherit = "chatbot.script.step"

    step_type = fields.Selection(
        selection_add=[("create_service_request", "Create Service Request")],
        ondelete={"create_service_request": "cascade"},
    )
    service_team_id = fields.Many2one(
        "crm.service.team", "Service Team", ondelete="set null", index="btree_not_null", help="Empty: the usual team."
    )

    def _process_step(self, discuss_channel):
        posted = super()._process_step(discuss_channel)
        if self.step_type == "create_service_request":
            self._create_service_request(discuss_channel)
        return posted

    def _create_service_request(self, discuss_channel):
        """Open a request of the visitor with the conversation so far."""
        customer = self._chatbot_prepare_customer_values(discuss_channel, create_partner=False)
        # sudo: a visitor opens a request through this step only, with the values named here.
        Request = self.env["crm.service.request"].sudo()
        return Request.create(self._prepare_service_request(discuss_channel, customer))

    def _prepare_service_request(self, discuss_channel, customer):
        partner = customer["partner"]
        email = customer["email"] or ""
        if not partner and email_normalize(email):
            # sudo: a visitor may be a customer we know; nothing about him is shown to the visitor.
            partner = self.env["crm.service.request"].sudo()._partner_find_from_emails_single([email])
        first = self._find_first_user_free_input(discuss_channel)
        values = {
            "name": html2plaintext(first.body)[:100] if first else self.env._("Question from the chat"),
            "description": customer["description"] + discuss_channel._get_channel_history(),
            "channel": "chat",
            "partner_id": partner.id if partner else False,
            "email_from": email,
            "phone": customer["phone"],
            "user_id": False,
        }
        if self.service_team_id:
            values["team_id"] = self.service_team_id.id
        return values
