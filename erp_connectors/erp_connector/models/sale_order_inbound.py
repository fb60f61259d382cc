from odoo import fields, models


class SaleOrder(models.Model):
    """What the ERP says about an order after it has it."""

    _inherit = "sale.order"

    erp_status = fields.Selection(
        [
            ("received", "Received"),
            ("confirmed", "Confirmed"),
            ("blocked", "Blocked"),
            ("production", "Being Prepared"),
            ("shipped", "Shipped"),
            ("completed", "Completed"),
            ("cancelled", "Cancelled"),
        ],
        "Status in the ERP",
        readonly=True,
        copy=False,
    )
    erp_status_text = fields.Char("Remark of the ERP", readonly=True, copy=False)
    erp_status_at = fields.Datetime("Status Since", readonly=True, copy=False)
    erp_delivery_ids = fields.One2many("erp.delivery", "order_id", "ERP Deliveries", readonly=True)

    def _erp_note_status(self, backend):
        for order in self:
            label = dict(self._fields["erp_status"]._description_selection(self.env))[order.erp_status]
            words = self.env._("%(erp)s: %(status)s", erp=backend.name, status=label)
            order.message_post(body=" – ".join(filter(None, (words, order.erp_status_text))))

    def _erp_set_delivered(self):
        """Delivered quantities of the lines nobody else counts: the sum of what the ERP delivered, per product.

        Where a stock addon counts deliveries itself, its figures stay.
        """
        for order in self:
            arrived = order.erp_delivery_ids.filtered(lambda delivery: delivery.status in ("shipped", "delivered"))
            left = {}
            for line in arrived.line_ids:
                left[line.product_id] = left.get(line.product_id, 0.0) + line.quantity
            manual = order.order_line.filtered(
                lambda line, left=left: line.qty_delivered_method == "manual" and line.product_id in left
            )
            for product, lines in manual.grouped("product_id").items():
                for line in lines[:-1]:
                    line.qty_delivered = min(left[product], line.product_uom_qty)
                    left[product] -= line.qty_delivered
                # More than was ordered shows on the last line, rather than nowhere.
                lines[-1].qty_delivered = left[product]
