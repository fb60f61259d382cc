from odoo import fields, models


class ErpValueProposalLine(models.TransientModel):
    _name = "erp.value.proposal.line"
    _description = "Proposed Pair of a Value Map"
    _order = "id"

    proposal_id = fields.Many2one("erp.value.proposal", required=True, index=True, ondelete="cascade")
    name = fields.Selection(
        [
            ("tax", "Tax"),
            ("unit", "Unit"),
            ("currency", "Currency"),
            ("payment_term", "Payment Term"),
            ("journal", "Journal"),
            ("warehouse", "Warehouse"),
        ],
        "Value Map",
        required=True,
    )
    odoo_value = fields.Char("Here", required=True)
    erp_value = fields.Char("In the ERP")
    needed = fields.Boolean("Used by a Rule")
