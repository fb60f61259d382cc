from odoo import api, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if "lead" in self.env["crm.journey"]._get_listened_kinds():
            # sudo: whoever creates a lead may begin a journey.
            self.env["crm.journey.arrival"].sudo().create([{"lead_id": lead.id} for lead in leads])
        return leads

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        # sudo: enrolments are read-only for people; a merge must not lose which lead they belong to.
        self.env["crm.journey.enrolment"].sudo().search([("lead_id", "in", opportunities.ids)]).lead_id = self
