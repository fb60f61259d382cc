from odoo import fields, models


class ResPartner(models.Model):
    """A customer as an ERP knows it: the commercial partner."""

    _name = "res.partner"
    _inherit = ["res.partner", "erp.document"]
    _erp_kind = "customer"

    erp_number = fields.Char("ERP Number", compute="_compute_erp_number", help="Number of this customer in the ERP.")

    def _compute_erp_number(self):
        links = self._erp_links()
        for partner in self:
            partner.erp_number = links[partner.id].external_ref if partner.id in links else False

    def _erp_place(self):
        """What a customer and an address say alike."""
        self.ensure_one()
        return {
            "zip": self.zip or "",
            "city": self.city or "",
            "state": self.state_id.name or "",
            "country_code": self.country_id.code or "",
            "phone": self.phone or "",
            "email": self.email or "",
        }

    def _erp_document(self):
        self.ensure_one()
        return {
            "name": self.name or "",
            "is_company": self.is_company,
            "street": ", ".join(filter(None, (self.street, self.street2))),
            **self._erp_place(),
            "website": self.website or "",
            "vat": self.vat or "",
            "language": self.lang or "",
            "reference": self.ref or "",
            "addresses": self._erp_addresses(),
        }
