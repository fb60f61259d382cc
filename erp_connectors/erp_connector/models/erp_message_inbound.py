from odoo import fields, models


class ErpMessage(models.Model):
    """What a pushed message has more than one that we fetched."""

    _inherit = "erp.message"

    kind = fields.Selection(
        selection_add=[
            ("confirmation", "Confirmation"),
            ("order_status", "Order Status"),
            ("delivery", "Delivery"),
            ("stock", "Stock"),
            ("price", "Price"),
            ("open_item", "Open Item"),
            ("credit_limit", "Credit Limit"),
        ],
        ondelete={
            name: "cascade"
            for name in ("confirmation", "order_status", "delivery", "stock", "price", "open_item", "credit_limit")
        },
    )
    sender_id = fields.Char("Sender's Message", readonly=True, help="The ERP's own id of this sending.")
    conflict_ids = fields.One2many("erp.conflict", "message_id", "Conflicts")

    _of_document = models.Index("(backend_id, partition_key, id) WHERE direction = 'in'")
    _not_ours = models.Index("(backend_id, kind) WHERE error_code = 'NOT_OURS'")
    _pushed = models.Index("(backend_id, id) WHERE sender_id IS NOT NULL")
