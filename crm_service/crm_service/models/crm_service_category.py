from odoo import api, fields, models


class CrmServiceCategory(models.Model):
    _name = "crm.service.category"
    _description = "Service Category"
    _parent_store = True
    _rec_name = "complete_name"
    _order = "complete_name"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char("Full Name", compute="_compute_complete_name", recursive=True, store=True)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("crm.service.category", "Parent Category", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    team_id = fields.Many2one("crm.service.team", "Goes to Team", help="Requests of this category go to this team.")
    impact = fields.Selection(
        [("one", "One person"), ("team", "A team"), ("all", "The whole company")], "Usual Impact", default="one"
    )
    on_portal = fields.Boolean("Offered in the Portal", default=True)

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            parent = category.parent_id.complete_name
            category.complete_name = f"{parent} / {category.name}" if parent else category.name
