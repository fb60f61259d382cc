"""What is read from Dynamics by a number that only grows: payments of invoices, and deliveries.

cursor: {"after": number up to which all has been read, and while a round is under way "bookmark" and "highest"}. The
pages of one round share a filter, so the order of the page does not matter.
"""

from odoo.addons.erp_connector.engine.dialect import Change, Page

from .fields import amount, day, text
from .pages import EVERYTHING, literal

CHUNK = 40  # ledger entries asked for in one filter


def _growing(service, field, make, first):
    """A reader of a page; `make(dialect, rows)` gives their Changes. `first` is 0 for a number, "" for a code."""

    def read(dialect, cursor):
        after = cursor.get("after", first)
        behind = f">{after}" if first == 0 else f">{literal(after)}" if after else EVERYTHING
        rows = dialect.read_page(service, [(field, behind)], cursor.get("bookmark", ""))
        highest = cursor.get("highest", after)
        if not rows:
            return Page([], {"after": highest})
        highest = max([highest, *(getattr(row, field) for row in rows)])
        following = {"after": after, "bookmark": rows[-1].Key, "highest": highest}
        return Page(make(dialect, rows), following, more=True)

    return read


def deliveries(dialect, rows):
    page = dialect._page("shipment")
    return [delivery(row, page) for row in rows]


def delivery(row, page):
    shipped_on = day(getattr(row, "Shipment_Date", None)) or day(getattr(row, "Posting_Date", None))
    lines = [
        {
            "product_id": text(line, "No") if text(line, "Type") == "Item" else "",
            "product_ref": text(line, "No"),
            "name": text(line, "Description"),
            "quantity": amount(line.Quantity),
        }
        for line in page.lines_of(row, "SalesShptLines")
        if getattr(line, "Quantity", None)
    ]
    document = {
        "external_id": row.No,
        "number": row.No,
        "order_id": text(row, "Order_No"),
        "order_key": text(row, "External_Document_No"),
        "status": "shipped",
        "carrier": text(row, "Shipping_Agent_Code"),
        "tracking": text(row, "Package_Tracking_No"),
        "shipped_on": shipped_on,
        "delivered_on": "",
        "lines": lines,
    }
    return Change("delivery", row.No, document)


def payments(dialect, rows):
    """A payment is where the detailed ledger applies one to an invoice; the entry of the invoice knows its number."""
    rows = [row for row in rows if _pays(row)]
    invoices = _documents(dialect, sorted({int(row.Cust_Ledger_Entry_No) for row in rows}))
    return [payment(row, invoices.get(int(row.Cust_Ledger_Entry_No), "")) for row in rows]


def _pays(row):
    kinds = (text(row, "Entry_Type"), text(row, "Document_Type"), text(row, "Initial_Document_Type"))
    return kinds == ("Application", "Payment", "Invoice") and not getattr(row, "Unapplied", False)


def _documents(dialect, entries):
    """{number of a ledger entry: number of its document}."""
    found = {}
    for start in range(0, len(entries), CHUNK):
        wanted = "|".join(map(str, entries[start : start + CHUNK]))
        for row in dialect.read_page("entry", [("Entry_No", wanted)], size=0):
            found[int(row.Entry_No)] = text(row, "Document_No")
    return found


def payment(row, invoice):
    number = text(row, "Entry_No")
    document = {
        "external_id": number,
        "invoice_id": invoice,
        "invoice_number": invoice,
        "amount": amount(row.Amount).removeprefix("-"),
        "currency": text(row, "Currency_Code"),
        "date": day(getattr(row, "Posting_Date", None)),
        "reference": text(row, "Document_No"),
        "state": "posted",
    }
    return Change("payment", number, document)


READERS = {
    "delivery": _growing("shipment", "No", deliveries, ""),
    "payment": _growing("application", "Entry_No", payments, 0),
}
# Pages that are read for one kind alone: where the site publishes none, that kind is not read.
PAGES = {"delivery": "shipment", "payment": "application"}
