from odoo import api, fields, models
from odoo.tools import email_normalize

from ..engine.satisfaction import is_low
from .crm_service_request import CLOSED


class CrmServiceRequestMail(models.Model):
    """What comes in and goes out: e-mail, first answer, reopening, ratings."""

    _name = "crm.service.request"
    _inherit = ["crm.service.request"]

    low_rating = fields.Boolean(readonly=True, copy=False, help="The customer was not satisfied: call back.")

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        if not self.env.context.get("tracking_disable") and not self.env.context.get("mail_notrack"):
            requests._acknowledge()
        return requests

    def _acknowledge(self):
        """Send the first stage's e-mail, although the stage was computed and not given.

        At the end of the transaction, as core does, so that it follows the customer's own message.
        """
        for request in self.filtered(lambda request: request.stage_id.sudo().template_id):
            changes = self.env.cr.precommit.data.setdefault(f"mail.tracking.create.{self._name}.{request.id}", [])
            if "stage_id" not in changes:
                changes.append("stage_id")
                self.env.cr.precommit.add(request._track_post_template_finalize)

    def _track_subtype(self, init_values):
        self.ensure_one()
        if "stage_id" in init_values:
            return self.env.ref("crm_service.mt_request_stage")
        return super()._track_subtype(init_values)

    def _track_template(self, changes):
        result = super()._track_template(changes)
        request = self[:1]
        if "stage_id" in changes and request.stage_id.template_id and request._mail_address():
            result["stage_id"] = (
                # sudo: the template is chosen by a manager; the agent who moves the request need not read it
                request.stage_id.sudo().template_id,
                {
                    "auto_delete_keep_log": False,
                    "subtype_id": self.env.ref("mail.mt_note").id,
                    "email_layout_xmlid": request._receipt_layout(),
                },
            )
        return result

    def _receipt_layout(self):
        """The receipt of a question that nobody has answered yet comes with articles."""
        first = self.clock == "run" and not self.responded_at and not self.reopen_count
        return "crm_service.mail_layout_received" if first else "mail.mail_notification_light"

    def _mail_address(self):
        return self.partner_id.email or self.email_from

    def _notify_get_reply_to(self, default=None, author_id=False):
        aliases = self.sudo().team_id._notify_get_reply_to(default=default, author_id=author_id)
        result = {request.id: aliases.get(request.sudo().team_id.id) for request in self}
        rest = self.filtered(lambda request: not request.sudo().team_id)
        if rest:
            result |= super(CrmServiceRequestMail, rest)._notify_get_reply_to(default=default, author_id=author_id)
        return result

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail to a team's address: a new request of its author, who becomes a contact if he is none yet."""
        values = {
            "name": msg_dict.get("subject") or self.env._("No subject"),
            "email_from": msg_dict.get("email_from") or msg_dict.get("from"),
            "partner_id": msg_dict.get("author_id") or False,
            "channel": "email",
            "user_id": False,
            **(custom_values or {}),
        }
        if not values["partner_id"] and email_normalize(values["email_from"] or ""):
            partner = self._partner_find_from_emails_single([values["email_from"]])
            values["partner_id"] = partner.id
        return super().message_new(msg_dict, values)

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        for request in self:
            request.sudo()._note_conversation(
                message
            )  # sudo: a customer's message moves the stage, the customer may not
        return result

    def _note_conversation(self, message):
        """A customer's message brings a waiting or closed request back; an agent's first one stops the answer clock."""
        if message.message_type not in ("comment", "email") or message.is_internal or message.subtype_id.internal:
            return
        author = message.author_id
        staff = author and any(not user.share for user in author.sudo().user_ids)
        if staff and author != self.partner_id:
            if not self.responded_at and message.subtype_id == self.env.ref("mail.mt_comment"):
                self.responded_at = fields.Datetime.now()
        elif self.clock != "run" and not message.rating_ids:
            self._reopen()

    def _reopen(self):
        """Back to the stage in which the request last ran."""
        for request in self:
            ran = request.history_ids.filtered(lambda row: row.clock == "run" and row.stage_id.active).sorted("id")
            stage = ran[-1:].stage_id or self._first_stage(request.team_id)
            if stage:
                again = request.clock == CLOSED
                request.write({"stage_id": stage.id, "reopen_count": request.reopen_count + again})

    def _rating_get_parent_field_name(self):
        return "team_id"

    def rating_apply(self, rate, token=None, rating=None, feedback=None, subtype_xmlid=None, notify_delay_send=False):
        rating = super().rating_apply(rate, token, rating, feedback, subtype_xmlid, notify_delay_send)
        for request in self:
            request.sudo()._follow_up_rating(rate)  # sudo: a rating comes from a customer, who may not plan activities
        return rating

    def _follow_up_rating(self, rate):
        """A low score makes one task for the team leader; a better second answer takes it back."""
        low = is_low(rate)
        if low and not self.low_rating:
            user = self._recipient("lead") or self.env.ref("base.user_admin")
            env = self.with_context(lang=user.lang or self.env.lang).env
            self.activity_schedule(
                "crm_service.activity_call_back",
                summary=env._("Unhappy customer: call %(customer)s", customer=self.partner_id.display_name or ""),
                note=env._("Rating %(rate)s of 5.", rate=int(rate)),
                user_id=user.id,
            )
        elif not low and self.low_rating:
            self.activity_unlink(["crm_service.activity_call_back"])
        self.low_rating = low

    def _ask_rating(self):
        template = self.env.ref("crm_service.mail_template_rating", raise_if_not_found=False)
        for request in self.filtered(lambda request: request._mail_address() and request.partner_id):
            if template:
                request.rating_send_request(template, lang=request.partner_id.lang, force_send=False)

    def write(self, vals):
        before = {request: request.stage_id for request in self} if "stage_id" in vals else {}
        result = super().write(vals)
        moved = self.filtered(lambda request: request in before and before[request] != request.stage_id)
        asked = moved.filtered(lambda request: request.stage_id.ask_rating)
        if asked and not self.env.context.get("tracking_disable"):
            asked.sudo()._ask_rating()  # sudo: a customer who closes his request is asked by the system
        return result
