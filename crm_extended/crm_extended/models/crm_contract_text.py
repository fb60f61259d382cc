from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContractText(models.Model):
    """A clause as it stands in one contract; it may be reworded there without touching the library."""

    _name = "crm.contract.text"
    _description = "Clause of a Contract"
    _order = "sequence, id"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("Heading", required=True)
    body = fields.Html("Text")
    clause_id = fields.Many2one("crm.contract.clause", "From the Library", ondelete="set null")
    company_id = fields.Many2one(related="contract_id.company_id")

    @api.onchange("clause_id")
    def _onchange_clause_id(self):
        if self.clause_id:
            clause = self.clause_id.with_context(lang=self.contract_id.partner_id.lang or self.env.lang)
            self.name, self.body = clause.name, clause.body

    @api.model_create_multi
    def create(self, vals_list):
        texts = super().create(vals_list)
        texts._check_draft()
        return texts

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        self._check_draft()

    def _check_draft(self):
        if any(text.contract_id.state != "draft" for text in self):
            raise UserError(self.env._("Take the contract back to draft before its text is changed."))
