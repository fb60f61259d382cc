from odoo import models

from ..engine.addresses import elsewhere
from ..engine.canonical import reference

ADDRESS_TYPES = ("delivery", "invoice")


class ResPartner(models.Model):
    """A customer's further addresses, and the one that an order goes to, in our neutral words."""

    _inherit = "res.partner"

    def _erp_address(self):
        self.ensure_one()
        return {
            "code": self.ref or "",
            "name": self.name or self.commercial_partner_id.name or "",
            "street": self.street or "",
            "street2": self.street2 or "",
            **self._erp_place(),
        }

    def _erp_addresses(self):
        """Addresses that this company may use of a customer, always in the same order."""
        # sudo: what the ERP hears of a customer does not depend on who changes it.
        children = self.sudo().child_ids.filtered(
            lambda child: child.active
            and child.type in ADDRESS_TYPES
            and child.commercial_partner_id == self
            and child.company_id in (self.env.company, self.env["res.company"])
        )
        return [{"address_id": child.id, "type": child.type, **child._erp_address()} for child in children.sorted("id")]

    def _erp_address_for(self, customer, always=False):
        """This address of a document, {} when it is the customer's own and `always` is not set."""
        # sudo: an address that stands on a document goes with it, whoever may open the contact.
        partner, customer = self.sudo(), customer.sudo()
        address = partner._erp_address()
        contact = partner.type == "contact" and partner.commercial_partner_id == customer
        if not elsewhere(address, customer._erp_address(), contact):
            if not always:
                return {}
            address["code"] = ""  # the customer's own reference is no number of an address
        return {"customer": partner._erp_known_customer(), **address}

    def _erp_known_customer(self):
        """Reference to a firm that the backend which asks has as a customer; "" for an address or a stranger."""
        backend = self.env["erp.backend"].browse(self.env.context.get("erp_backend_id"))
        if not backend or self.commercial_partner_id != self or not backend._linked_ids(self._name, self.ids):
            return ""
        return reference(self._name, self.id)
