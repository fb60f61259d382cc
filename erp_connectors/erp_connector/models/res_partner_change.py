from odoo import api, models

from ..engine import changing
from .res_partner_address import ADDRESS_TYPES

BEFORE = "erp.customers.before"


class ResPartner(models.Model):
    """A customer or one of its addresses is changed: the ERPs that have it hear of it once, when the transaction ends."""

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
        self.browse(filter(None, parents))._erp_about_to_change()
        return super().create(vals_list)

    def write(self, vals):
        if not (self._erp_fields() | self._erp_address_fields()).isdisjoint(vals):
            moved = self.browse(vals.get("parent_id") or [])
            (self.filtered(lambda partner: partner._erp_tells(vals)) | moved)._erp_about_to_change()
        return super().write(vals)

    def unlink(self):
        self.filtered(lambda partner: partner.type in ADDRESS_TYPES)._erp_about_to_change()
        return super().unlink()

    def _erp_tells(self, vals):
        """Can writing these values change what an ERP hears of a customer? Contact persons are none of its business."""
        if self.type in ADDRESS_TYPES or vals.get("type") in ADDRESS_TYPES:
            return True
        return not self._erp_fields().isdisjoint(vals) and self.commercial_partner_id == self

    def _erp_about_to_change(self):
        """Keep what the ERPs have heard of these customers before the transaction's first change of them."""
        if not self or self.env.context.get("erp_no_message"):
            return
        before = self.env.cr.precommit.data.setdefault(BEFORE, {})
        # sudo: whoever may change a customer, the ERP hears of all of it.
        customers = self.sudo().commercial_partner_id
        links = self.env["erp.link"].sudo().search([("res_model", "=", self._name), ("res_id", "in", customers.ids)])
        by_customer = links.grouped("res_id")
        for customer in customers:
            for link in by_customer.get(customer.id, ()):
                if not before:
                    self.env.cr.precommit.add(self.env[self._name].sudo()._erp_tell_changes)
                if (link.backend_id, customer.id) not in before:
                    before[link.backend_id, customer.id] = link.backend_id._document_of(customer)

    def _erp_tell_changes(self):
        """Before the commit: compare with what was kept, and have the backends told of what differs."""
        before = self.env.cr.precommit.data.pop(BEFORE, {})
        customers = self.browse({customer_id for _backend, customer_id in before}).exists()
        for backend in {backend for backend, _customer_id in before}:
            rules = backend._prepare_rules().get("customer", [])
            changed = customers.filtered(
                lambda customer, backend=backend, rules=rules: (
                    (backend, customer.id) in before
                    and _heard(before[backend, customer.id], rules) != _heard(backend._document_of(customer), rules)
                )
            )
            backend._enqueue("customer", "update", changed)
        # The transaction's own flush is over.
        self.env.flush_all()


def _heard(document, rules):
    """What an ERP hears of a customer: its addresses only as far as the mapping takes them."""
    return document | {"addresses": changing.seen(document, rules).get("addresses")}
