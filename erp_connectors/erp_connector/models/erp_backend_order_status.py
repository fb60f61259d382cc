from odoo import Command, fields, models

from .erp_backend_inbox import InboxProblem


class ErpBackend(models.Model):
    """Where an order stands in the ERP, and what of it was delivered."""

    _inherit = "erp.backend"

    def _apply_order_status(self, document):
        order = self._pushed_order(document)
        if (order.erp_status, order.erp_status_text or "") != (document["status"], document["text"]):
            order.write(
                {
                    "erp_status": document["status"],
                    "erp_status_text": document["text"] or False,
                    "erp_status_at": (document["changed_at"] or fields.Datetime.to_string(fields.Datetime.now()))[:19],
                }
            )
            order._erp_note_status(self)
        return order

    def _apply_delivery(self, document):
        """Write the delivery, and tell the order's lines what has arrived."""
        order = self._pushed_order(document)
        delivery = self.env["erp.delivery"].search(
            [("backend_id", "=", self.id), ("external_id", "=", document["external_id"])]
        )
        if delivery and delivery.order_id != order:
            raise InboxProblem(
                self.env._(
                    "Delivery %(number)s belongs to %(known)s already, not to %(order)s.",
                    number=delivery.name,
                    known=delivery.order_id.name,
                    order=order.name,
                )
            )
        values = self._prepare_delivery(order, document)
        if delivery:
            delivery.write(values)
        else:
            delivery = delivery.create(values)
        order._erp_set_delivered()
        return delivery

    def _prepare_delivery(self, order, document):
        products = self._pushed_products(document["lines"])
        lines = [
            {
                "product_id": product.id,
                "name": row["name"] or row["product_ref"] or row["product_id"] or product.display_name or "-",
                "quantity": float(row["quantity"]),
            }
            for row, product in zip(document["lines"], products, strict=True)
        ]
        return {
            "backend_id": self.id,
            "order_id": order.id,
            "external_id": document["external_id"],
            "name": document["number"] or document["external_id"],
            "status": document["status"],
            "carrier": document["carrier"] or False,
            "tracking": document["tracking"] or False,
            "shipped_on": document["shipped_on"] or False,
            "delivered_on": document["delivered_on"] or False,
            "line_ids": [Command.clear(), *(Command.create(line) for line in lines)],
        }

    def _pushed_order(self, document):
        """The order that the ERP means: by our key, else by its own."""
        link = self._order_link(document)
        order = self.env["sale.order"].browse(link.res_id).exists() if link else self.env["sale.order"]
        if link and not order:
            raise InboxProblem(self.env._("The order %s was deleted here.", link.external_ref))
        if not order:
            name = document["order_key"] or document["order_id"]
            self._early(self.env._("No order here is known to the ERP as %s.", name))
        return order

    def _order_link(self, document):
        domain = [("backend_id", "=", self.id), ("kind", "=", "order")]
        if document["order_key"]:
            domain += [("document_key", "=", document["order_key"])]
        else:
            domain += [("external_id", "=", document["order_id"])]
        return self.env["erp.link"].search(domain, limit=1)

    def _pushed_products(self, rows):
        """One product (or an empty recordset) per row: by the ERP's key, else by our code. Two queries."""
        products = self.env["product.product"].with_context(active_test=False)
        ids = [row["product_id"] for row in rows if row["product_id"]]
        links = self.env["erp.link"].search(
            [("backend_id", "=", self.id), ("kind", "=", "product"), ("external_id", "in", ids)]
        )
        by_key = {link.external_id: link.res_id for link in links}
        codes = [row["product_ref"] for row in rows if row["product_ref"]]
        domain = [("default_code", "in", codes), ("company_id", "in", (False, self.company_id.id))]
        by_code = {product.default_code: product.id for product in products.search(domain, order="active, id desc")}
        found = [by_key.get(row["product_id"]) or by_code.get(row["product_ref"]) for row in rows]
        alive = set(products.browse([number for number in found if number]).exists().ids)
        return [products.browse(number if number in alive else ()) for number in found]
