from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmSalesSkill(models.Model):
    """What a salesperson can do that not everybody can: a language, a product line, a branch of trade."""

    _name = "crm.sales.skill"
    _description = "Sales Skill"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    domain = fields.Char(
        "Needed For", default="[]", help="Leads that match go to somebody with this skill. Empty: none."
    )
    member_ids = fields.Many2many("crm.team.member", string="Salespeople")

    @api.constrains("domain")
    def _check_domain(self):
        for skill in self:
            try:
                self.env["crm.lead"].sudo().search(literal_eval(skill.domain or "[]"), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._("The filter of “%(skill)s” can not be used: %(why)s", skill=skill.name, why=error)
                ) from error

    @api.model
    def _find_for(self, leads):
        """{lead id: ids of the skills it needs}."""
        needed = {lead.id: set() for lead in leads}
        for skill in self.sudo().search([]):  # sudo: configuration, as with territories
            if domain := literal_eval(skill.domain or "[]"):
                for lead in leads.filtered_domain(domain):
                    needed[lead.id].add(skill.id)
        return needed
