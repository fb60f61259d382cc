from datetime import MAXYEAR, MINYEAR, time

from odoo import fields, models

from .erp_backend_inbox import InboxProblem, NotOurs


class ErpBackend(models.Model):
    """Products and prices of the ERP, where the ERP's lead."""

    _inherit = "erp.backend"

    products_from = fields.Selection(
        [
            ("odoo", "Odoo's products stand"),
            ("erp", "The ERP's are taken over"),
            ("new", "The ERP's, and new ones made"),
        ],
        "Products",
        default="odoo",
        required=True,
        tracking=True,
        help="What happens to a product that is new or was changed in the ERP.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        "Prices Into",
        check_company=True,
        help="The ERP's prices become rules of this pricelist. Empty: they are not taken over.",
    )

    def _apply_product(self, document):
        """Take over, match by code, or make the ERP's product, as far as the backend says so; else nothing."""
        product = self._linked_record("product.product", "product", document["external_id"])
        if self.products_from == "odoo":
            raise NotOurs(self.env._("Products are Odoo's; “%s” was not taken over.", document.get("name") or ""))
        if not product:
            product = self._product_of_code(document) or self._make_product(document)
            self._link_read("product", product, document["external_id"], document.get("code"))
        values = self._prepare_product(product, document)
        if values:
            product.write(values)
        return product

    def _product_of_code(self, document):
        """The one product with this code that is linked to nothing yet; it is matched."""
        code = document.get("code")
        domain = [("default_code", "=", code), ("company_id", "in", (False, self.company_id.id))]
        found = self.env["product.product"].search(domain, limit=2) if code else self.env["product.product"]
        linked = self._linked_ids("product.product", found.ids) if found else ()
        return found if len(found) == 1 and found.id not in linked else found.browse()

    def _make_product(self, document):
        if self.products_from != "new":
            raise NotOurs(self.env._("The ERP's product “%s” is not known here.", document.get("name") or ""))
        if not document.get("name"):
            raise InboxProblem(self.env._("The ERP's product %s has no name.", document["external_id"]))
        values = {"name": document["name"], "default_code": document.get("code") or False, "company_id": False}
        values["type"] = "service" if document.get("type") == "service" else "consu"
        if document.get("price"):
            values["list_price"] = float(document["price"])
        return self.env["product.product"].with_company(self.company_id).create(values)

    def _prepare_product(self, product, document):
        """Only what differs: a write that changes nothing would still be one."""
        values = {}
        if document.get("name") and document["name"] != product.name:
            values["name"] = document["name"]
        if document.get("barcode") and document["barcode"] != product.barcode:
            values["barcode"] = document["barcode"]
        if document.get("blocked") is not None and product.sale_ok == bool(document["blocked"]):
            values["sale_ok"] = not document["blocked"]
        return values

    def _apply_price(self, document):
        """The ERP's price as a rule of the backend's pricelist; document: docs/documents.md, "price"."""
        if not self.pricelist_id:
            raise NotOurs(self.env._("No pricelist takes the ERP's prices: choose one on the backend."))
        (product,) = self._pushed_products(
            [{"product_id": document.get("product_id", ""), "product_ref": document.get("product_code", "")}]
        )
        name = document.get("product_code") or document.get("product_id")
        if not product:
            self._stranger(self.env._("The ERP's product “%s” is not known here.", name))
        self._check_price(product, document)
        key = self.env["erp.message"].browse(self.env.context.get("erp_message_id")).external_id or name
        rule = self._linked_record("product.pricelist.item", "price", key)
        values = self._prepare_price(product, document)
        if rule:
            rule.write(values)
            return rule
        # A rule that was deleted here leaves its link behind; the ERP's price makes a new one.
        self.env["erp.link"].search(
            [("backend_id", "=", self.id), ("kind", "=", "price"), ("external_id", "=", key)]
        ).unlink()
        rule = rule.create(values)
        self._link_read("price", rule, key, name)
        return rule

    def _check_price(self, product, document):
        currency = self._currency_of(document.get("currency"))
        if currency != self.pricelist_id.currency_id:
            raise InboxProblem(
                self.env._(
                    "The price of %(product)s is in %(theirs)s, and the pricelist in %(ours)s.",
                    product=product.display_name,
                    theirs=currency.name,
                    ours=self.pricelist_id.currency_id.name,
                )
            )
        unit = document.get("unit")
        pairs = self.value_map_ids.filtered(lambda pair: pair.name == "unit" and pair.erp_value == unit)
        ours = {unit, *pairs.mapped("odoo_value")}
        if unit and product.uom_id.name not in ours and "*" not in ours:
            raise InboxProblem(
                self.env._(
                    "The price of %(product)s is per %(theirs)s, and the product is sold per %(ours)s: add the unit to "
                    "the value maps.",
                    product=product.display_name,
                    theirs=unit,
                    ours=product.uom_id.name,
                )
            )

    def _prepare_price(self, product, document):
        return {
            "pricelist_id": self.pricelist_id.id,
            "applied_on": "0_product_variant",
            "product_id": product.id,
            "product_tmpl_id": product.product_tmpl_id.id,
            "compute_price": "fixed",
            "fixed_price": float(document["price"]),
            "min_quantity": float(document.get("min_quantity") or 0),
            "date_start": self._price_bound(document.get("valid_from"), time.min),
            "date_end": self._price_bound(document.get("valid_to"), time(23, 59, 59)),
        }

    def _price_bound(self, day, clock):
        """The time on a day where the books are kept. The calendar's first and last year are how ERPs write "always"."""
        day = fields.Date.to_date(day)
        return self._as_utc(day, clock) if day and MINYEAR < day.year < MAXYEAR else False

    def _link_read(self, kind, record, external_id, number):
        self.env["erp.link"].create(
            {
                "backend_id": self.id,
                "res_model": record._name,
                "res_id": record.id,
                "kind": kind,
                "external_id": external_id,
                "external_ref": number or external_id,
                "linked_at": fields.Datetime.now(),
            }
        )
