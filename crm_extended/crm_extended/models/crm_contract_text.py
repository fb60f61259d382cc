from odoo import api, fields, models


class CrmContractText(models.Model):
    """A clause as it stands in one contract; it may be reworded there without touching the library."""

    _name = "crm.contract.text"
    _description = "Clause of a Contract"
    _inherit = ["crm.contract.part"]

    name = fields.Char("Heading", required=True)
    body = fields.Html("Text")
    clause_id = fields.Many2one("crm.contract.clause", "From the Library", ondelete="set null")

    @api.onchange("clause_id")
    def _onchange_clause_id(self):
        if self.clause_id:
            clause = self.clause_id.with_context(lang=self.contract_id.partner_id.lang or self.env.lang)
            self.name, self.body = clause.name, clause.body
