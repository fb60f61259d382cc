from odoo import fields, models


class ErpCredit(models.Model):
    """How much credit the ERP gives a customer. Only the ERP writes here."""

    _name = "erp.credit"
    _description = "ERP Credit Limit"
    _order = "partner_id"
    _rec_name = "partner_id"

    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    has_limit = fields.Boolean(readonly=True)
    limit = fields.Monetary("Credit Limit", readonly=True)
    used = fields.Monetary("Used in the ERP", readonly=True)
    blocked = fields.Boolean(readonly=True)

    _customer_once = models.UniqueIndex("(backend_id, partner_id)", "The credit of this customer is noted already.")
