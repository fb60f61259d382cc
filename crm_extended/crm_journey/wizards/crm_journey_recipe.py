from odoo import fields, models


class CrmJourneyNew(models.TransientModel):
    _name = "crm.journey.new"
    _description = "New Journey From a Recipe"

    recipe = fields.Selection(
        lambda self: self.env["crm.journey"]._select_recipes(), "What Is It For?", required=True, default="welcome"
    )
    campaign_id = fields.Many2one("utm.campaign", "Campaign")

    def action_create(self):
        self.ensure_one()
        journey = self.env["crm.journey"]._create_from_recipe(self.recipe, campaign_id=self.campaign_id.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.journey",
            "res_id": journey.id,
            "views": [(False, "form")],
        }
