from odoo import models


class CrmServiceRequestSplit(models.Model):
    """A second request is split off."""

    _name = "crm.service.request"
    _inherit = ["crm.service.request"]

    def _prepare_split(self, name, team, category):
        return {
            "name": name,
            "channel": self.channel,
            "partner_id": self.partner_id.id,
            "email_from": self.email_from,
            "phone": self.phone,
            "team_id": team.id,
            "category_id": category.id,
            "product_id": self.product_id.id,
            "asset_id": self.asset_id.id,
            "company_id": self.company_id.id,
            "split_from_id": self.id,
            # The customer has been waiting since he first asked.
            "opened_at": self.opened_at,
        }

    def _split(self, name, team, category, messages):
        """A second request for the second question in one message; the messages are copied, none is taken away."""
        self.ensure_one()
        new = self.create(self._prepare_split(name, team, category))
        self.related_ids |= new
        new.related_ids |= self
        messages = messages.filtered(lambda message: message.model == self._name and message.res_id == self.id)
        for message in messages.sorted("id"):
            copies = [
                attachment.copy({"res_model": self._name, "res_id": new.id}).id for attachment in message.attachment_ids
            ]
            new.message_post(
                body=message.body, subtype_xmlid="mail.mt_note", attachment_ids=copies, author_id=message.author_id.id
            )
        self.message_post(body=self.env._("Split off: %(number)s", number=new.number), subtype_xmlid="mail.mt_note")
        return new
