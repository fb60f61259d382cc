from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.contract import read_days


class CrmContractTemplate(models.Model):
    """What contracts of one kind begin with: clauses in their order, term, renewal and reminders."""

    _name = "crm.contract.template"
    _description = "Contract Template"
    _order = "sequence, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    line_ids = fields.One2many("crm.contract.template.line", "template_id", "Clauses", copy=True)
    term_months = fields.Integer("Term (months)", default=12, required=True)
    renewal = fields.Selection(
        [("manual", "A New Contract Is Made"), ("automatic", "Prolongs Itself"), ("none", "Ends for Good")],
        default="manual",
        required=True,
    )
    notice_days = fields.Integer(
        "Notice (days)", default=30, help="Until when a self-prolonging contract can be ended."
    )
    reminder_days = fields.Char(
        "Remind Days Before", default="60, 30, 7", help="Days before the end, separated by commas."
    )

    _term_positive = models.Constraint(
        "CHECK (term_months >= 1 AND notice_days >= 0)", "A contract has a term of at least one month."
    )

    @api.constrains("reminder_days")
    def _check_reminder_days(self):
        for template in self:
            try:
                read_days(template.reminder_days)
            except ValueError:
                raise ValidationError(self.env._("Write the days like this: 60, 30, 7.")) from None


class CrmContractTemplateLine(models.Model):
    _name = "crm.contract.template.line"
    _description = "Clause of a Contract Template"
    _order = "sequence, id"
    _rec_name = "clause_id"

    template_id = fields.Many2one("crm.contract.template", required=True, index=True, ondelete="cascade")
    clause_id = fields.Many2one("crm.contract.clause", "Clause", required=True, ondelete="restrict")
    sequence = fields.Integer(default=10)
