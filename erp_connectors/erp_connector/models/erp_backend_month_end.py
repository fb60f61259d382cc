from decimal import Decimal

from odoo import models
from odoo.fields import Domain

from ..engine import balances
from ..engine.reconciling import Entry


class ErpBackend(models.Model):
    """Receivables on the last day of a month, customer by customer: our ledger against the ERP's open items."""

    _inherit = "erp.backend"

    def _ledgers(self):
        """Receivables can be reconciled, too, once the ERP's open items are read."""
        kinds = tuple(super()._ledgers())
        known = [("backend_id", "=", self.id), ("kind", "=", "open_item")]
        if "receivable" in kinds or not self.env["erp.stream"].search_count(known, limit=1):
            return kinds
        return (*kinds, "receivable")

    def _ledger_there(self, kind, since, until, note=lambda count: None):
        if kind != "receivable" or kind in self._dialect_class().ledgers:
            return super()._ledger_there(kind, since, until, note)
        return self._balance_entries(until, self._owed_there(until))

    def _ledger_here(self, kind, since, until, there=()):
        if kind != "receivable":
            return super()._ledger_here(kind, since, until, there)
        return self._balance_entries(until, self._owed_here(until))

    def _balance_entries(self, day, owed):
        """One entry for each customer that both sides know, also with nothing owed: a customer is never missing."""
        links = self.env["erp.link"].search_fetch(
            [("backend_id", "=", self.id), ("kind", "=", "customer"), ("res_model", "=", "res.partner")],
            ["res_id", "external_id"],
        )
        names = {
            partner.id: partner.display_name
            for partner in self.env["res.partner"].browse(links.mapped("res_id")).exists()
        }
        currency = self.company_id.currency_id.name
        return [
            Entry(
                external_id=link.external_id,
                label=names[link.res_id],
                total=owed.get(link.res_id, Decimal(0)),
                date=day,
                currency=currency,
                res_id=link.res_id,
            )
            for link in links
            if link.res_id in names
        ]

    def _owed_here(self, day):
        """{customer id: Decimal} from the receivable accounts: everything booked up to the day, payments included."""
        # sudo: the comparison shows sums by customer to the ERP team, who may lack the rights of accounting.
        rows = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                Domain("account_id.account_type", "=", "asset_receivable")
                & Domain("parent_state", "=", "posted")
                & Domain("company_id", "=", self.company_id.id)
                & Domain("date", "<=", day)
                & Domain("partner_id", "!=", False),
                ["partner_id"],
                ["balance:sum"],
            )
        )
        owed = {}
        for partner, balance in rows:
            customer = partner.commercial_partner_id.id
            owed[customer] = owed.get(customer, Decimal(0)) + self._rounded(balance)
        return owed

    def _owed_there(self, day):
        """{customer id: Decimal} from the ERP's open items, each with what was open of it on the day."""
        items = self.env["erp.open.item"].search_fetch(
            Domain("backend_id", "=", self.id)
            & Domain("date", "<=", day)
            & (Domain("is_open", "=", True) | Domain("closed_on", ">", day)),
            ["partner_id", "history", "open_company", "is_open"],
        )
        owed = {}
        for item in items:
            # Items from before histories were kept say what is open now.
            amount = balances.on(item.history, day.isoformat()) if item.history else str(item.open_company)
            owed[item.partner_id.id] = owed.get(item.partner_id.id, Decimal(0)) + self._rounded(float(amount))
        return owed

    def _rounded(self, amount):
        return Decimal(f"{amount:.{self.company_id.currency_id.decimal_places}f}")
