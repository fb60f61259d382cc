from odoo import api, fields, models


class CrmTerritory(models.Model):
    """A part of the map. A lead lies in the first territory that its address matches."""

    _name = "crm.territory"
    _description = "Sales Territory"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", "Company", index=True)
    country_ids = fields.Many2many("res.country", string="Countries", help="Empty: every country.")
    state_ids = fields.Many2many("res.country.state", string="Provinces", help="Empty: every province.")
    zip_prefixes = fields.Char("ZIP Begins With", help="Separated by commas, for example 20, 21. Empty: every ZIP.")
    team_id = fields.Many2one(
        "crm.team", "Sales Team", help="Leads without a team go to this one.", ondelete="set null"
    )
    member_ids = fields.Many2many("crm.team.member", string="Salespeople")

    @api.model
    def _find_for(self, leads):
        """{lead: its territory, empty when none}. One query for the territories, however many leads."""
        # sudo: the map is configuration; whoever gets a lead assigned need not read it.
        territories = self.sudo().search([])
        return {
            lead: next((territory for territory in territories if territory._contains(lead)), territories.browse())
            for lead in leads
        }

    def _contains(self, lead):
        self.ensure_one()
        if self.company_id and lead.company_id and self.company_id != lead.company_id:
            return False
        prefixes = [prefix.strip() for prefix in (self.zip_prefixes or "").split(",") if prefix.strip()]
        if not (self.country_ids or self.state_ids or prefixes):
            return False
        return (
            (not self.country_ids or lead.country_id in self.country_ids)
            and (not self.state_ids or lead.state_id in self.state_ids)
            and (not prefixes or (lead.zip or "").startswith(tuple(prefixes)))
        )
