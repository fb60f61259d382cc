from datetime import timedelta

from odoo import fields, models


class CrmContract(models.Model):
    """A contract in force gives what it promises, and takes it away with its end."""

    _inherit = "crm.contract"

    service_ids = fields.One2many("crm.contract.service", "contract_id", "Services", copy=True)
    entitlement_count = fields.Integer("Entitlements", compute="_compute_entitlement_count", compute_sudo=True)

    def _compute_entitlement_count(self):
        counts = dict(
            self.env["crm.entitlement"]
            .with_context(active_test=False)
            ._read_group([("contract_id", "in", self.ids)], ["contract_id"], ["__count"])
        )
        for contract in self:
            contract.entitlement_count = counts.get(contract, 0)

    def _get_facts(self, blanks):
        facts = super()._get_facts(blanks)
        # sudo: what is promised is part of the text, whoever prints it; a response level may be hidden from the printer.
        return [*facts, *((self.env._("Service"), service._describe()) for service in self.sudo().service_ids)]

    def _move(self, event, values=None):
        super()._move(event, values)
        if event == "sign":
            self._grant_service()
        elif event in ("terminate", "expire"):
            self._end_service()

    def _prolong(self, today):
        super()._prolong(today)
        self._grant_service()

    def _grant_service(self):
        # sudo: a customer signs in the portal or a salesperson on paper, and neither may write entitlements.
        own = self.sudo()
        own.service_ids._grant()._reconsider_requests()

    def _end_service(self):
        """Of a contract that ends today nothing is given any more today."""
        # sudo: as for giving.
        granted = self.sudo().service_ids.entitlement_ids
        granted._end(fields.Date.context_today(self) - timedelta(days=1))
        granted._reconsider_requests()

    def action_view_entitlements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_service.entitlement_action")
        return action | {
            "domain": [("contract_id", "=", self.id)],
            "context": {"active_test": False, "create": False},
        }
