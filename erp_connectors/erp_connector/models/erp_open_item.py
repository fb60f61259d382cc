from odoo import api, fields, models

from ..engine import ageing


class ErpOpenItem(models.Model):
    """What a customer owes according to the ERP's books, one row per document. Only the ERP writes here."""

    _name = "erp.open.item"
    _description = "ERP Open Item"
    _order = "due, id"
    _log_access = False

    name = fields.Char("Number", required=True, readonly=True)
    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, index=True)
    order_id = fields.Many2one("sale.order", "Order", readonly=True, ondelete="set null")
    external_id = fields.Char("ERP Key", required=True, readonly=True)
    type = fields.Selection(
        [("invoice", "Invoice"), ("credit_note", "Credit Note"), ("payment", "Payment"), ("other", "Other")],
        required=True,
        readonly=True,
    )
    date = fields.Date(required=True, readonly=True)
    due = fields.Date(required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    total = fields.Monetary(readonly=True)
    open_amount = fields.Monetary("Open", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    open_company = fields.Monetary(
        "Open in Company Currency",
        currency_field="company_currency_id",
        readonly=True,
        help="At Odoo's rate of the day of the document.",
    )
    is_open = fields.Boolean("Still Open", readonly=True)
    closed_on = fields.Date(readonly=True)
    history = fields.Json(readonly=True)  # what was open on which day, see engine.balances
    seen_round = fields.Integer(readonly=True)
    days_late = fields.Integer(compute="_compute_late")
    bucket = fields.Selection(
        [
            ("not_due", "Not Due"),
            ("to_30", "1 to 30 Days"),
            ("to_60", "31 to 60 Days"),
            ("to_90", "61 to 90 Days"),
            ("over_90", "Over 90 Days"),
        ],
        "Age",
        compute="_compute_late",
        search="_search_bucket",
    )

    _document_once = models.UniqueIndex("(backend_id, external_id)", "This open item is noted already.")
    _of_customer = models.Index("(partner_id, company_id) WHERE is_open")

    @api.depends("due")
    def _compute_late(self):
        today = fields.Date.context_today(self)
        for item in self:
            item.days_late = max((today - item.due).days, 0) if item.due else 0
            item.bucket = ageing.bucket(item.due, today)

    def _search_bucket(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domain = fields.Domain.FALSE
        for name in value:
            first, last = ageing.due_range(name, today)
            part = fields.Domain("due", ">=", first) if first else fields.Domain.TRUE
            domain |= part & (fields.Domain("due", "<=", last) if last else fields.Domain.TRUE)
        return domain
