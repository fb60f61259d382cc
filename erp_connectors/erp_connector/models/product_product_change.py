from odoo import models

# Of the template and of the variant: what `_erp_document` is made of.
TOLD = {
    "barcode",
    "categ_id",
    "default_code",
    "list_price",
    "lst_price",
    "name",
    "product_template_attribute_value_ids",
    "taxes_id",
    "type",
    "uom_id",
    "weight",
}


class ProductProduct(models.Model):
    """A product is changed: ERPs hear of it where Odoo's products stand."""

    _inherit = "product.product"

    def write(self, vals):
        if not TOLD.isdisjoint(vals):
            self._erp_about_to_change()
        return super().write(vals)

    def _erp_hearers(self):
        return [(backend, product) for backend, product in super()._erp_hearers() if backend.products_from == "odoo"]


class ProductTemplate(models.Model):
    """Most of a variant stands on its template."""

    _inherit = "product.template"

    def write(self, vals):
        if not TOLD.isdisjoint(vals):
            self.product_variant_ids._erp_about_to_change()
        return super().write(vals)
