from odoo import fields, models


class ProductProduct(models.Model):
    """A product as an ERP knows it: the variant."""

    _name = "product.product"
    _inherit = ["product.product", "erp.document"]
    _erp_kind = "product"

    erp_number = fields.Char("ERP Number", compute="_compute_erp_number", help="Number of this product in the ERP.")

    def _compute_erp_number(self):
        links = self._erp_links()
        for product in self:
            product.erp_number = links[product.id].external_ref if product.id in links else False

    def _erp_document(self):
        self.ensure_one()
        taxes = self.taxes_id.filtered(lambda tax: tax.company_id == self.env.company)
        return {
            "code": self.default_code or f"P{self.id}",
            "name": self.name,
            "type": "service" if self.type == "service" else "goods",
            "barcode": self.barcode or "",
            "unit": self.uom_id.name,
            "price": str(self.lst_price),
            "tax_rate": taxes._erp_rate() if taxes else "0",
            "category": self.categ_id.complete_name or "",
            "weight": str(self.weight),
        }
