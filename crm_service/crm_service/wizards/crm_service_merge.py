from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmServiceMerge(models.TransientModel):
    _name = "crm.service.merge"
    _description = "Merge Service Requests"

    request_ids = fields.Many2many("crm.service.request", string="Requests", required=True)
    target_id = fields.Many2one(
        "crm.service.request",
        "Keep",
        required=True,
        domain="[('id', 'in', request_ids)]",
        help="The others become part of it.",
    )

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        requests = self.env["crm.service.request"].browse(self.env.context.get("active_ids", [])).exists()
        values["request_ids"] = [fields.Command.set(requests.ids)]
        values["target_id"] = min(requests, key=lambda request: request.opened_at, default=requests).id
        return values

    def action_merge(self):
        self.ensure_one()
        sources = self.request_ids - self.target_id
        if not sources:
            raise UserError(self.env._("Choose at least two requests."))
        self.target_id._absorb(sources)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.service.request",
            "res_id": self.target_id.id,
            "view_mode": "form",
        }


class CrmServiceRequest(models.Model):
    _inherit = "crm.service.request"

    def _absorb(self, sources):
        """Take over all that belongs to `sources`. The older promise stands: time waited is not lost by merging."""
        self.ensure_one()
        (self | sources).lock_for_update()
        (self | sources).check_access("write")
        if any(request.merged_into_id for request in self | sources):
            raise UserError(self.env._("One of these requests has been merged already."))
        customers = (self | sources).commercial_partner_id
        if len(customers) > 1:
            raise UserError(
                self.env._(
                    "These requests belong to different customers: %(names)s.",
                    names=", ".join(customers.mapped("name")),
                )
            )
        self._take_over_records(sources)
        oldest = min((self | sources).sudo().mapped("opened_at"))
        first = self.sudo().history_ids.sorted("id")[:1]  # sudo: clock rows are written by the clock only
        if oldest < self.opened_at and first:
            first.copy({"at": oldest, "request_id": self.id})
            self.opened_at = oldest
        answered = [moment for moment in (self | sources).mapped("responded_at") if moment]
        numbers = ", ".join(sources.mapped("number"))
        sources.write({"merged_into_id": self.id})
        sources._close_silently()
        sources.active = False
        self.responded_at = min(answered, default=False)
        self._update_clock()
        self.message_post(body=self.env._("Merged in: %(numbers)s", numbers=numbers), subtype_xmlid="mail.mt_note")

    def _take_over_records(self, sources):
        # sudo: messages, files and followers are moved as a whole, also those the agent may not read one by one.
        env = self.sudo().env
        own = [("res_id", "in", sources.ids)]
        env["mail.message"].search([("model", "=", self._name), *own]).write({"res_id": self.id})
        env["ir.attachment"].search([("res_model", "=", self._name), *own]).write({"res_id": self.id})
        env["crm.entitlement.use"].search([("request_id", "in", sources.ids)]).write({"request_id": self.id})
        env["crm.lead"].search([("service_request_id", "in", sources.ids)]).write({"service_request_id": self.id})
        self.message_subscribe(sources.message_partner_ids.ids)
        self.related_ids |= sources.related_ids - self
        texts = [source.description for source in sources if source._has_description()]
        if texts and not self._has_description():
            self.description = texts[0]

    def _close_silently(self):
        """Close without telling the customer or asking for a rating."""
        self.with_context(tracking_disable=True).action_close()
