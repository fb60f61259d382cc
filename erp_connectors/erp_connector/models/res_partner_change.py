from odoo import api, models

from ..engine import changing
from .res_partner_address import ADDRESS_TYPES


class ResPartner(models.Model):
    """A customer or one of its addresses is changed: both change what the ERPs hear of the customer."""

    _inherit = "res.partner"

    def _erp_fields(self):
        """Fields whose change the ERP should hear of."""
        return {
            "name",
            "street",
            "street2",
            "zip",
            "city",
            "state_id",
            "country_id",
            "phone",
            "email",
            "website",
            "vat",
        }

    def _erp_address_fields(self):
        """Further ones that tell of an address of the customer."""
        return {"ref", "type", "parent_id", "active", "is_company", "company_id"}

    @api.model_create_multi
    def create(self, vals_list):
        context = self.env.context
        parents = {
            values.get("parent_id") or context.get("default_parent_id")
            for values in vals_list
            if (values.get("type") or context.get("default_type")) in ADDRESS_TYPES
        }
        self.browse(filter(None, parents)).commercial_partner_id._erp_about_to_change()
        return super().create(vals_list)

    def write(self, vals):
        if not (self._erp_fields() | self._erp_address_fields()).isdisjoint(vals):
            moved = self.browse(vals.get("parent_id") or [])
            told = self.filtered(lambda partner: partner._erp_tells(vals)) | moved
            told.commercial_partner_id._erp_about_to_change()
        return super().write(vals)

    def unlink(self):
        addresses = self.filtered(lambda partner: partner.type in ADDRESS_TYPES)
        addresses.commercial_partner_id._erp_about_to_change()
        return super().unlink()

    def _erp_tells(self, vals):
        """Can writing these values change what an ERP hears of a customer? Contact persons are none of its business."""
        if self.type in ADDRESS_TYPES or vals.get("type") in ADDRESS_TYPES:
            return True
        return not self._erp_fields().isdisjoint(vals) and self.commercial_partner_id == self

    def _erp_heard(self, document, rules):
        """Addresses only as far as the mapping takes them."""
        return document | {"addresses": changing.seen(document, rules).get("addresses")}
