"""The ledger of a service that a site has written: what it has of a period, page by page."""

from datetime import date
from decimal import Decimal

LEDGERS = ("customer", "product", "order", "invoice", "payment")


class Refused(Exception):
    """The service says no: {"success": false} with this code, message and field."""

    def __init__(self, code, message, field=""):
        super().__init__(message)
        self.code, self.field = code, field


class SiteLedger:
    """Mixin of SiteBooks: its call `ledger`."""

    def do_ledger(self, tree):
        since, until = (date.fromisoformat(tree[name]).isoformat() for name in ("since", "until"))
        if tree["kind"] not in LEDGERS:
            raise Refused("NO_LEDGER", f"{tree['kind']} 没有台账", "kind")
        rows = [
            row
            for row in getattr(self, f"_ledger_{tree['kind']}")()
            if not row["date"] or since <= row["date"] <= until
        ]
        rows = [
            row | {"position": number} for number, row in enumerate(sorted(rows, key=lambda row: row["external_id"]), 1)
        ]
        after = int(tree["after"] or 0)
        return {"rows": [row for row in rows if row["position"] > after][: int(tree["limit"])]}

    def _ledger_customer(self, kind="customer"):
        for row in self.store.all(kind):
            yield {"external_id": row["id"], "external_ref": row["number"], "key": row["key"], "date": ""}

    def _ledger_product(self):
        return self._ledger_customer("product")

    def _ledger_order(self):
        for row in self.store.all("order"):
            data, total = row["data"], Decimal(0)
            for line in data["lines"]:
                rate = Decimal(line.get("tax_rate") or 0)
                total += Decimal(line["quantity"]) * Decimal(line["price"]) * (100 + rate) / 100
            known = {"external_id": row["id"], "external_ref": row["number"], "key": row["key"], "date": data["date"]}
            known |= {"customer_id": data["customer"], "total": str(total.quantize(Decimal("0.01")))}
            yield known | {"state": "cancelled" if row["state"] == "cancelled" else "open"}

    def _ledger_invoice(self):
        """What was sent to it, credit notes negative, and what its clerks billed."""
        for kind, sign in (("invoice", ""), ("credit_note", "-")):
            for row in self.store.all(kind):
                data = row["data"]
                known = {"external_id": row["id"], "external_ref": row["number"], "key": row["key"], "state": "open"}
                yield known | {
                    "date": data["date"],
                    "total": sign + data["total"].removeprefix("-"),
                    "tax": data.get("tax", ""),
                }
        for row in self.store.all("list.invoice"):
            names = ("external_id", "customer_id", "date", "total", "tax", "state")
            yield {name: row[name] for name in names} | {"external_ref": row["number"], "key": "", "currency": "CNY"}

    def _ledger_payment(self):
        """What has been paid so far, invoice by invoice."""
        for row in self._ledger_invoice():
            if row["state"] == "paid":
                yield {**row, "tax": ""}
