from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_extended.engine.contract import term_until


class CrmContractService(models.Model):
    """A service that a contract promises. Signed, it gives an entitlement for each term of the contract."""

    _name = "crm.contract.service"
    _description = "Service in a Contract"
    _inherit = ["crm.contract.part", "crm.agreed.terms"]
    _check_company_auto = True

    asset_id = fields.Many2one(
        "crm.asset", "Asset", check_company=True, index="btree_not_null", ondelete="restrict",
        help="Empty: every asset and question of the customer.",
    )  # fmt: skip
    entitlement_ids = fields.One2many("crm.entitlement", "contract_service_id", "Entitlements", readonly=True)

    @api.constrains("asset_id", "contract_id")
    def _check_asset_owner(self):
        for service in self.filtered("asset_id"):
            if service.asset_id.commercial_partner_id != service.contract_id.commercial_partner_id:
                raise ValidationError(
                    self.env._("%(asset)s belongs to another customer.", asset=service.asset_id.display_name)
                )

    def _describe(self):
        """What is promised, in one line; it becomes part of the text that the customer signs."""
        self.ensure_one()
        promised = [
            self.env._("hours without limit")
            if self.unlimited_hours
            else self.hours and self.env._("hours: %(count)g", count=self.hours),
            self.env._("visits without limit")
            if self.unlimited_visits
            else self.visits and self.env._("visits: %(count)s", count=self.visits),
            self.parts and self.env._("parts included"),
            self.policy_id and self.env._("response level: %(level)s", level=self.policy_id.name),
            self.asset_id and self.env._("for %(asset)s", asset=self.asset_id.display_name),
        ]
        return " · ".join([self.name, *(part for part in promised if part)])

    def _grant(self):
        """One entitlement for the term that each contract is in; a second call finds it. Returns the new ones."""
        Entitlement = self.env["crm.entitlement"]
        rows = Entitlement.with_context(active_test=False).search([("contract_service_id", "in", self.ids)])
        known = {(row.contract_service_id, row.date_start) for row in rows}
        values = [service._prepare_entitlement() for service in self]
        return Entitlement.create(
            [
                entitlement
                for service, entitlement in zip(self, values, strict=True)
                if (service, entitlement["date_start"]) not in known
            ]
        )

    def _prepare_entitlement(self):
        """Values of the entitlement for the contract's present term. Hook."""
        contract = self.contract_id
        first, last = term_until(contract.date_start, contract.term_months, contract.date_end)
        return {
            "name": f"{contract.name} {self.name}",
            "kind": "contract",
            "contract_service_id": self.id,
            "company_id": contract.company_id.id,
            "partner_id": contract.commercial_partner_id.id,
            "asset_id": self.asset_id.id,
            "date_start": first,
            "date_end": last,
            **{field: self[field] for field in ("unlimited_hours", "hours", "unlimited_visits", "visits", "parts")},
            "policy_id": self.policy_id.id,
        }
