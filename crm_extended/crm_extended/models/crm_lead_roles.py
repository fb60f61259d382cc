from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    stakeholder_ids = fields.One2many("crm.lead.stakeholder", "lead_id", "Buying Roles", copy=True)
    decider_known = fields.Boolean(
        compute="_compute_decider_known", search="_search_decider_known", help="Somebody is named who decides."
    )

    @api.depends("stakeholder_ids.role")
    def _compute_decider_known(self):
        for lead in self:
            lead.decider_known = "decider" in lead.stakeholder_ids.mapped("role")

    def _search_decider_known(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("stakeholder_ids.role", "in", ["decider"])]

    def _merge_dependences(self, opportunities):
        """The roles of merged opportunities come along; who has a role here already keeps this one."""
        super()._merge_dependences(opportunities)
        known = self.stakeholder_ids.partner_id
        for stakeholder in opportunities.stakeholder_ids:
            if stakeholder.partner_id not in known:
                known |= stakeholder.partner_id
                stakeholder.lead_id = self
