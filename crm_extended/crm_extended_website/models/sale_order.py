from datetime import timedelta

from odoo import api, fields, models

BATCH = 500
# An older cart is no longer forgotten but given up; it would only make a stir when the addon is installed.
OLDEST = timedelta(days=14)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_touchpoint_channel(self):
        return "shop" if self.website_id else super()._get_touchpoint_channel()

    def _cart_add(self, product_id, quantity=1.0, *, uom_id=None, **kwargs):
        result = super()._cart_add(product_id, quantity, uom_id=uom_id, **kwargs)
        if self._belongs_to_a_known_customer() and self.website_id._may_record_visit():
            product = self.env["product.product"].browse(product_id)
            # sudo: the customer who shops is a portal user; the row is a fact of the system.
            self.env["crm.touchpoint"].sudo()._record([self._prepare_cart_touchpoint(product)])
        return result

    def _belongs_to_a_known_customer(self):
        self.ensure_one()
        return self.partner_id and self.partner_id != self.website_id.user_id.sudo().partner_id

    def _prepare_cart_touchpoint(self, product):
        """Row for a product put into the cart: once for each cart and product, however often the number changes."""
        template = product.product_tmpl_id
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "channel": "shop",
            "kind": "cart",
            "direction": "in",
            "subject": template.name,
            "amount": product.lst_price,
            "currency_id": product.currency_id.id,
            "res_model": "product.template",
            "res_id": template.id,
            "source_key": f"shop.cart:{self.id}:{template.id}",
        }

    @api.model
    def _cron_record_abandoned_carts(self):
        """Carts left behind become touchpoints, each once. Safe to run twice.

        The cart itself is the consent: the customer filled it in under the own name. What may follow from it is
        decided where messages are sent.
        """
        recent = fields.Datetime.now() - OLDEST
        carts = self.search([("is_abandoned_cart", "=", True), ("date_order", ">=", recent)], order="id")
        for start in range(0, len(carts), BATCH):
            batch = carts[start : start + BATCH].filtered(lambda cart: cart.website_id.touchpoint_consent != "never")
            self.env["crm.touchpoint"]._record([cart._prepare_abandoned_touchpoint() for cart in batch])

    def _prepare_abandoned_touchpoint(self):
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "occurred_at": self.date_order,
            "channel": "shop",
            "kind": "abandoned",
            "direction": "in",
            "subject": self.name,
            "amount": self.amount_total,
            "currency_id": self.currency_id.id,
            "res_model": "sale.order",
            "res_id": self.id,
            "source_key": f"sale.order:{self.id}:abandoned",
        }
