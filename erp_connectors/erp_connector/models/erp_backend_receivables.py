from odoo import models


class ErpBackend(models.Model):
    """Receivables on both sides: what customers owe here, and what they owe in the ERP's books."""

    _inherit = "erp.backend"

    def _receivables(self):
        """(here, there, [(customer, here, there)] of the customers that differ, the largest first), in the company's
        currency, of customers that both sides know. None when the ERP's open items have never been read."""
        self.ensure_one()
        if not self.env["erp.stream"].search_count([("backend_id", "=", self.id), ("kind", "=", "open_item")], limit=1):
            return None
        links = self.env["erp.link"].search([("backend_id", "=", self.id), ("kind", "=", "customer")])
        customers = links.mapped("res_id")
        # sudo: the statement shows sums by customer to the ERP team, who may lack the rights of accounting.
        lines = self.env["account.move.line"].sudo()
        owed = [("account_id.account_type", "=", "asset_receivable"), ("parent_state", "=", "posted")]
        owed += [("company_id", "=", self.company_id.id), ("partner_id", "in", customers)]
        here = dict(lines._read_group(owed, ["partner_id"], ["amount_residual:sum"]))
        items = [("backend_id", "=", self.id), ("is_open", "=", True), ("partner_id", "in", customers)]
        there = dict(self.env["erp.open.item"]._read_group(items, ["partner_id"], ["open_company:sum"]))
        currency = self.company_id.currency_id
        pairs = [(partner, here.get(partner, 0.0), there.get(partner, 0.0)) for partner in {*here, *there}]
        differing = [pair for pair in pairs if currency.compare_amounts(pair[1], pair[2])]
        differing.sort(key=lambda pair: (-abs(pair[1] - pair[2]), pair[0].id))
        return sum(here.values()), sum(there.values()), differing
