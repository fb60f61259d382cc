from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmServiceSplit(models.TransientModel):
    _name = "crm.service.split"
    _description = "Split a Service Request"

    request_id = fields.Many2one("crm.service.request", required=True, ondelete="cascade")
    name = fields.Char("Subject of the New Request", required=True)
    team_id = fields.Many2one("crm.service.team", "Team")
    category_id = fields.Many2one("crm.service.category", "Category")
    message_ids = fields.Many2many(
        "mail.message",
        string="Messages to Copy",
        domain="[('model', '=', 'crm.service.request'), ('res_id', '=', request_id),"
        " ('message_type', 'in', ['comment', 'email'])]",
    )

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        request = self.env["crm.service.request"].browse(self.env.context.get("active_id")).exists()
        return {**values, "request_id": request.id, "team_id": request.team_id.id, "name": request.name}

    def action_split(self):
        self.ensure_one()
        request = self.request_id
        if request.merged_into_id:
            raise UserError(self.env._("This request has been merged: split the one it is part of."))
        request.check_access("write")
        new = request._split(self.name, self.team_id, self.category_id, self.message_ids)
        return {"type": "ir.actions.act_window", "res_model": new._name, "res_id": new.id, "view_mode": "form"}


class CrmServiceRequest(models.Model):
    _inherit = "crm.service.request"

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
