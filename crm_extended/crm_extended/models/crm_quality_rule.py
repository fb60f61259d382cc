from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..engine.quality import Rule


class CrmQualityRule(models.Model):
    _name = "crm.quality.rule"
    _inherit = ["crm.cached.rule"]
    _description = "Data Quality Rule"
    _order = "applies_to, sequence, id"

    name = fields.Char(related="field_id.field_description")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    applies_to = fields.Selection(
        [("company", "Companies"), ("person", "People")], "Profile", required=True, default="company"
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        "Field",
        required=True,
        ondelete="cascade",
        domain=[("model", "=", "res.partner"), ("store", "=", True)],
    )
    field_name = fields.Char(related="field_id.name", string="Technical Name")
    weight = fields.Integer(default=1, required=True, help="How much it matters against the other fields.")

    _weight_positive = models.Constraint("CHECK (weight >= 1)", "A rule needs a weight of at least 1.")
    _field_once = models.Constraint("UNIQUE (applies_to, field_id)", "There is a rule for this field already.")

    @api.constrains("field_id")
    def _check_field(self):
        for rule in self:
            field = self.env["res.partner"]._fields.get(rule.field_id.name)
            # A secret field would tell by its score, to who may not read it, whether it is filled.
            if rule.field_id.model != "res.partner" or not field or not field.store or field.groups:
                raise ValidationError(self.env._("Choose a stored field of the contact that everybody may read."))

    @api.model
    @tools.ormcache()
    def _get_profiles(self):
        """Return {True for companies, False for people: [Rule]}."""
        profiles = {True: [], False: []}
        # sudo: the rules are configuration; whoever sees a score was judged by them.
        for rule in self.sudo().search([]):
            profiles[rule.applies_to == "company"].append(Rule(rule.field_id.name, rule.weight))
        return profiles
