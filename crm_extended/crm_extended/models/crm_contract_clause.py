from odoo import fields, models


class CrmContractClause(models.Model):
    """One paragraph of the library, in each language; contracts take a copy of it."""

    _name = "crm.contract.clause"
    _description = "Contract Clause"
    _order = "sequence, id"

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Heading", required=True, translate=True)
    body = fields.Html(
        "Text",
        required=True,
        translate=True,
        help="Blanks are filled when the contract is made: {{ customer }}, {{ company }}, {{ number }}, "
        "{{ start }}, {{ end }}, {{ months }}, {{ amount }}, {{ orders }}, {{ notice_days }}.",
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
