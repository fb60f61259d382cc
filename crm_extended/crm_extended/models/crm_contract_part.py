from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContractPart(models.AbstractModel):
    """A row of what is agreed in a contract: it can be changed as long as the contract is a draft."""

    _name = "crm.contract.part"
    _description = "Part of a Contract"
    _order = "sequence, id"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="contract_id.company_id")

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_draft()
        return parts

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        self._check_draft()

    def _check_draft(self):
        if any(part.contract_id.state != "draft" for part in self):
            raise UserError(self.env._("Take the contract back to draft before it is changed."))
