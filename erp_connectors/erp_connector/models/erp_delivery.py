from odoo import fields, models


class ErpDelivery(models.Model):
    """A delivery that the ERP made for an order. Only the ERP writes here."""

    _name = "erp.delivery"
    _description = "ERP Delivery"
    _order = "id desc"

    name = fields.Char("Number", required=True, readonly=True)
    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, ondelete="restrict")
    order_id = fields.Many2one("sale.order", "Order", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    external_id = fields.Char("ERP Key", required=True, readonly=True)
    status = fields.Selection(
        [
            ("planned", "Planned"),
            ("shipped", "On the Way"),
            ("delivered", "Delivered"),
            ("returned", "Returned"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    carrier = fields.Char(readonly=True)
    tracking = fields.Char("Tracking Number", readonly=True)
    shipped_on = fields.Date(readonly=True)
    delivered_on = fields.Date(readonly=True)
    line_ids = fields.One2many("erp.delivery.line", "delivery_id", "Lines", readonly=True)

    _document_once = models.UniqueIndex("(backend_id, external_id)", "This delivery is noted already.")
