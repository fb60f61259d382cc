from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmJourneyEnrol(models.TransientModel):
    """Put chosen customers into a journey: from the customer list, the win-back list, or one customer's page."""

    _name = "crm.journey.enrol"
    _description = "Put Customers Into a Journey"

    journey_id = fields.Many2one("crm.journey", required=True, domain=[("state", "=", "running")])
    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    left_out = fields.Text(compute="_compute_left_out")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        if context.get("active_model") in ("res.partner", "crm.winback.candidate", "crm.lead"):
            records = self.env[context["active_model"]].browse(context.get("active_ids", []))
            partners = records if records._name == "res.partner" else records.partner_id
            values["partner_ids"] = [Command.set(partners.ids)]
        return values

    @api.depends("journey_id", "partner_ids")
    def _compute_left_out(self):
        for wizard in self:
            journey, partners = wizard.journey_id, wizard.partner_ids._origin
            if not journey:
                wizard.left_out = False
                continue
            inside, foreign = wizard._sort_out()
            lines = [self.env._("%(name)s: in this journey already", name=one.name) for one in inside]
            lines += [self.env._("%(name)s: belongs to another company", name=one.name) for one in foreign]
            mute = (partners - inside - foreign).filtered(lambda one: not one.email)
            lines += [self.env._("%(name)s: has no e-mail address", name=one.name) for one in mute]
            wizard.left_out = "\n".join(lines[:20]) or False

    def _sort_out(self):
        """(customers who are in it already, customers of another company)."""
        partners = self.partner_ids._origin
        blocking = self.env["crm.journey.enrolment"].search(
            self.journey_id._get_blocking_domain() & Domain("partner_id", "in", partners.ids)
        )
        company = self.journey_id.company_id
        return blocking.partner_id, partners.filtered(lambda one: one.company_id and one.company_id != company)

    def action_enrol(self):
        self.ensure_one()
        self.journey_id.check_access("read")
        self.partner_ids.check_access("write")
        if self.journey_id.state != "running":
            raise UserError(self.env._("“%(name)s” is not running.", name=self.journey_id.name))
        inside, foreign = self._sort_out()
        # sudo: both sides were checked above; enrolments are written by the journey only.
        enrolled = self.journey_id.sudo()._enrol_partners(self.partner_ids.sudo() - inside.sudo() - foreign.sudo())
        self.env.ref("crm_journey.cron_proceed").sudo()._trigger()
        if not enrolled:
            raise UserError(self.env._("None of these customers can enter “%(name)s” now.", name=self.journey_id.name))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s customers are on their way.", count=len(enrolled)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
