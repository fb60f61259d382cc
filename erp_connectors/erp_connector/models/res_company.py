from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    erp_credit_policy = fields.Selection(
        [("ignore", "Ignore"), ("warn", "Warn on the quotation"), ("block", "Stop the confirmation")],
        "Credit Limit of the ERP",
        default="ignore",
        required=True,
        help="What happens to a quotation of a customer who is blocked in the ERP, or whose open items, orders and this "
        "quotation together exceed the credit limit there.",
    )
