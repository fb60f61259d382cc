from odoo import api, models

# Changes that the books of the funnel must know about.
BOOKED = {"stage_id", "active", "probability", "user_id", "team_id", "partner_id", "type", "date_closed"}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        self.env["crm.funnel"]._note_leads(leads, new=True)
        return leads

    def write(self, vals):
        if "user_id" in vals:
            self._check_protection(vals["user_id"])
        result = super().write(vals)
        if not BOOKED.isdisjoint(vals):
            self.env["crm.funnel"]._note_leads(self)
        return result

    def _merge_dependences(self, opportunities):
        """What merged leads scored, and who owned them, is part of the one that stays."""
        super()._merge_dependences(opportunities)
        self.env["crm.score.event"]._move(opportunities, self)
        self.env["crm.lead.ownership"]._move(opportunities, self)
        self.env["crm.response.clock"]._move(opportunities, self)
        self.env["crm.funnel"]._note_leads(self)
