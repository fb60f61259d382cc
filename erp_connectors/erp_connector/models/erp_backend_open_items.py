from odoo import fields, models
from odoo.tools import SQL

from ..engine import balances
from .erp_backend_inbox import InboxProblem


class ErpBackend(models.Model):
    """What customers owe and may owe, as the ERP's books say it."""

    _inherit = "erp.backend"

    def _apply_open_item(self, document):
        """Write one open item; with nothing open any more it is closed. document: docs/documents.md, "open_item"."""
        partner = self._customer_of(document)
        values = self._prepare_open_item(partner, document)
        item = self.env["erp.open.item"].search(
            [("backend_id", "=", self.id), ("external_id", "=", document["external_id"])]
        )
        # What is read for the first time has been open since the day of its document.
        today = fields.Date.context_today(self)
        day = today if item else min(values["date"], today)
        values["history"] = balances.noted(item.history, day.isoformat(), str(values["open_company"]))
        if item:
            item.write(values)
        elif values["is_open"]:
            item = item.create(values)
        return item or None

    def _prepare_open_item(self, partner, document):
        currency = self._currency_of(document.get("currency"))
        day = fields.Date.to_date(document["date"] or document.get("due")) or fields.Date.context_today(self)
        still_open = float(document["open"])
        return {
            "backend_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "external_id": document["external_id"],
            "name": document.get("number") or document["external_id"],
            "type": document.get("type") or "other",
            "date": day,
            "due": document.get("due") or day,
            "currency_id": currency.id,
            "total": float(document["total"]),
            "open_amount": still_open,
            "open_company": currency._convert(still_open, self.company_id.currency_id, self.company_id, day),
            "is_open": not currency.is_zero(still_open),
            "closed_on": fields.Date.context_today(self) if currency.is_zero(still_open) else False,
            "order_id": self._order_of_key(document.get("order_key")),
        }

    def _apply_credit_limit(self, document):
        """Write how much credit a customer has; document: docs/documents.md, "credit_limit"."""
        partner = self._customer_of(document)
        credit = self.env["erp.credit"].search([("backend_id", "=", self.id), ("partner_id", "=", partner.id)])
        values = {
            "backend_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "currency_id": self._currency_of(document.get("currency")).id,
            "has_limit": document.get("limit") not in (None, ""),
            "limit": float(document.get("limit") or 0),
            "used": float(document.get("used") or 0),
            "blocked": bool(document.get("blocked")),
        }
        if credit:
            credit.write(values)
            return credit
        return credit.create(values)

    def _customer_of(self, document):
        partner = self._linked_record("res.partner", "customer", document["customer_id"])
        if not partner:
            name = document["customer_id"]
            self._stranger(self.env._("The ERP's customer “%s” is matched with nobody here.", name))
        return partner.commercial_partner_id

    def _currency_of(self, name):
        if not name:
            return self.company_id.currency_id
        currency = self.env["res.currency"].search([("name", "=", name)])
        if not currency:
            raise InboxProblem(self.env._("The currency %s is not switched on here.", name))
        return currency

    def _order_of_key(self, key):
        if not key:
            return False
        link = self.env["erp.link"].search(
            [("backend_id", "=", self.id), ("kind", "=", "order"), ("document_key", "=", key)], limit=1
        )
        return self.env["sale.order"].browse(link.res_id).exists().id if link else False

    def _vanished_open_item(self, number):
        """Items that a whole list no longer has are closed; they come back when a later list has them again."""
        self.env.cr.execute(
            SQL(
                "UPDATE erp_open_item SET is_open = false, closed_on = %s"
                " WHERE backend_id = %s AND is_open AND COALESCE(seen_round, 0) < %s",
                fields.Date.context_today(self),
                self.id,
                number,
            )
        )
        self.env["erp.open.item"].invalidate_model()

    def _seen_open_item(self, keys, number):
        self.env.cr.execute(
            SQL(
                "UPDATE erp_open_item SET seen_round = %s, is_open = (open_amount <> 0),"
                " closed_on = CASE WHEN open_amount = 0 THEN closed_on END"
                " WHERE backend_id = %s AND external_id = ANY(%s)",
                number,
                self.id,
                keys,
            )
        )
        self.env["erp.open.item"].invalidate_model()
