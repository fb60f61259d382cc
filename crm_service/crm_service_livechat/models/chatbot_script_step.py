from markupsafe import Markup

from odoo import fields, models
from odoo.tools import email_normalize, html2plaintext

MOST_ARTICLES = 3


class ChatbotScriptStep(models.Model):
    _inherit = "chatbot.script.step"

    step_type = fields.Selection(
        selection_add=[
            ("suggest_articles", "Suggest Articles"),
            ("create_service_request", "Create Service Request"),
        ],
        ondelete={"suggest_articles": "cascade", "create_service_request": "cascade"},
    )
    service_team_id = fields.Many2one(
        "crm.service.team", "Service Team", ondelete="set null", index="btree_not_null", help="Empty: the usual team."
    )

    def _process_step(self, discuss_channel):
        if self.step_type == "suggest_articles":
            return self._suggest_articles(discuss_channel)
        posted = super()._process_step(discuss_channel)
        if self.step_type == "create_service_request":
            self._create_service_request(discuss_channel)
        return posted

    def _suggest_articles(self, discuss_channel):
        """Post the articles that may answer what the visitor wrote last, each as a link that counts."""
        asked = self._find_last_user_free_input(discuss_channel)
        text = html2plaintext(asked.body or "")[:500] if asked else ""
        hits = self.env["crm.knowledge.article"]._suggest(text, audience=self._visitor_audience(), limit=MOST_ARTICLES)
        # sudo: a visitor may not read the statistics; what was shown to him is counted under his conversation's key.
        channel = discuss_channel.sudo()
        if text:
            channel.knowledge_ask = self.env["crm.knowledge.suggestion"]._key(channel.knowledge_ask)
            channel.env["crm.knowledge.suggestion"]._record(channel.knowledge_ask, "chatbot", text, hits)
        if not hits:
            body = self.env._("I have found nothing about that.")
        else:
            link = Markup('<li><a href="%s?ask=%s" target="_blank">%s</a></li>')
            links = Markup("").join(link % (hit["url"], channel.knowledge_ask, hit["name"]) for hit in hits)
            body = Markup("%s<ul>%s</ul>") % (self.message or "", links)
        return discuss_channel._chatbot_post_message(self.chatbot_script_id, body)

    def _visitor_audience(self):
        """An employee who tries the chat gets what a customer gets, too."""
        return "customer" if self.env.user._is_internal() else None

    def _find_last_user_free_input(self, discuss_channel):
        # sudo: what the visitor wrote in his own conversation; he may not read the script.
        free = discuss_channel.sudo().chatbot_message_ids.filtered(
            lambda row: row.script_step_id.step_type in ("free_input_single", "free_input_multi")
            and row.mail_message_id.author_id != row.script_step_id.chatbot_script_id.operator_partner_id
        )
        return free.sorted("id")[-1:].mail_message_id

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
            # sudo: the key under which articles were shown in this conversation
            "knowledge_ask": discuss_channel.sudo().knowledge_ask,
        }
        if self.service_team_id:
            values["team_id"] = self.service_team_id.id
        return values
