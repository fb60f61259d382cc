from odoo import fields, models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.knowledge.mixin"]

    competitor_ids = fields.Many2many(
        "crm.competitor", string="Competitors", check_company=True, help="Who else is offering to this customer."
    )
    lost_competitor_id = fields.Many2one(
        "crm.competitor", "Lost to", index="btree_not_null", ondelete="restrict", tracking=True, check_company=True
    )

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "lost_competitor_id"]

    def _merge_get_fields_specific(self):
        return {
            **super()._merge_get_fields_specific(),
            "competitor_ids": lambda fname, leads: [fields.Command.set(leads.competitor_ids.ids)],
        }

    def action_unarchive(self):
        """An opportunity that lives again is lost to nobody."""
        back = self.filtered(lambda lead: not lead.active)
        result = super().action_unarchive()
        back.filtered("lost_competitor_id").lost_competitor_id = False
        return result

    def action_battle_card(self):
        """The cards of this opportunity's competitors; without any, all cards to choose from."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_knowledge.action_competitor")
        if len(self.competitor_ids) == 1:
            form = self.env.ref("crm_knowledge.view_competitor_card")
            return {
                **action,
                "name": self.env._("Battle Card"),
                "res_id": self.competitor_ids.id,
                "views": [(form.id, "form")],
                "target": "new",
                "context": {"dialog_size": "large"},
            }
        domain = [("id", "in", self.competitor_ids.ids)] if self.competitor_ids else []
        return {**action, "name": self.env._("Battle Cards"), "domain": domain}
