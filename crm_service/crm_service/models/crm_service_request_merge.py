from odoo import models
from odoo.exceptions import UserError


class CrmServiceRequestMerge(models.Model):
    """One request takes over others."""

    _name = "crm.service.request"
    _inherit = ["crm.service.request"]

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
        self._take_over_articles(sources)
        self.message_subscribe(sources.message_partner_ids.ids)
        self.related_ids |= sources.related_ids - self
        texts = [source.description for source in sources if source._has_description()]
        if texts and not self._has_description():
            self.description = texts[0]

    def _close_silently(self):
        """Close without telling the customer or asking for a rating."""
        self.with_context(tracking_disable=True).action_close()
