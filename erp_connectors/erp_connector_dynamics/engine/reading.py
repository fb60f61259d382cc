"""What is read from NAV, in our neutral words. Amounts are decimal strings, days ISO text, "" where there is none.

Invoices come through the customer ledger: its entry number only ever grows, and it knows what is still open. Customers,
items and orders have no reliable change date on Microsoft's pages (stock and balances are computed), so they are read
whole, page by page; what has not changed since is recognised by its content and kept once.
"""

from decimal import Decimal

from odoo.addons.erp_connector.engine.dialect import Change, Page

from .pages import EVERYTHING, literal

NOBODY_YEAR = 1753  # NAV's day "no date" is 0001-01-01, on the way through SQL Server 1753-01-01
CHUNK = 40  # open entries asked for in one filter


def day(value):
    """
    >>> from datetime import date
    >>> day(date(2026, 11, 22)), day(date(1, 1, 1)), day(None)
    ('2026-11-22', '', '')
    """
    if value is None or getattr(value, "year", 0) <= NOBODY_YEAR:
        return ""
    return value.isoformat()[:10]


def amount(value):
    """
    >>> amount(Decimal("1.50")), amount(None), amount(0.1)
    ('1.50', '0', '0.1')
    """
    return format(value if isinstance(value, Decimal) else Decimal(str(value or 0)), "f")


def text(row, name):
    """Text of a field; `_blank_` is how NAV spells an empty option."""
    value = getattr(row, name, None)
    return "" if value is None or value == "_blank_" else str(value)


def read_invoices(dialect, cursor):
    """Invoices of new ledger entries, and of those that were open last time.

    cursor: {"after": entry up to which all has been read, "open": [entries], and while a round is under way
    "bookmark" and "highest"}. The pages of one round share a filter, so the order of the page does not matter.
    """
    after, still_open = int(cursor.get("after", 0)), list(cursor.get("open", []))
    bookmark, highest = cursor.get("bookmark", ""), int(cursor.get("highest", after))
    changes, kept = [], []
    if not bookmark:
        for start in range(0, len(still_open), CHUNK):
            wanted = "|".join(str(number) for number in still_open[start : start + CHUNK])
            kept += _invoices(dialect, dialect.read_page("entry", [("Entry_No", wanted)], size=0), changes)
    else:
        kept = still_open
    rows = dialect.read_page("entry", [("Entry_No", f">{after}")], bookmark)
    kept += _invoices(dialect, rows, changes)
    highest = max([highest, *(int(row.Entry_No) for row in rows)])
    if rows:
        following = {"after": after, "open": kept, "bookmark": rows[-1].Key, "highest": highest}
        return Page(changes, following, more=True)
    return Page(changes, {"after": highest, "open": sorted(set(kept))})


def _invoices(dialect, entries, changes):
    """Append the invoices behind these entries; returns the entries that are still open."""
    entries = [row for row in entries if text(row, "Document_Type") == "Invoice"]
    if not entries:
        return []
    numbers = {text(row, "Document_No") for row in entries}
    page = dialect._page("invoice")
    found = {}
    for row in page.read_multiple([("No", "|".join(map(literal, sorted(numbers))))], 0):
        found[row.No] = row
    for entry in entries:
        invoice = found.get(text(entry, "Document_No"))
        if invoice is not None:
            document = invoice_document(invoice, entry, page)
            version = f"{document['state']}|{document['total']}|{document['number']}"
            changes.append(Change("invoice", document["external_id"], document, version))
    return [int(row.Entry_No) for row in entries if getattr(row, "Open", False)]


def invoice_document(invoice, entry, page):
    """Our neutral invoice. The ledger has the total; tax is what is left of it after the lines."""
    lines = [
        {
            "product_id": text(line, "No") if text(line, "Type") == "Item" else "",
            "product_ref": text(line, "No"),
            "name": text(line, "Description"),
            "quantity": amount(line.Quantity),
            "untaxed": amount(getattr(line, "Line_Amount", None)),
        }
        for line in page.lines_of(invoice, "SalesInvLines")
        if getattr(line, "Quantity", None)
    ]
    total = Decimal(amount(getattr(entry, "Original_Amount", None) or entry.Amount))
    untaxed = sum((Decimal(line["untaxed"]) for line in lines), Decimal(0))
    state = "open" if entry.Open else "paid"
    if getattr(invoice, "Cancelled", False):
        state = "abandoned"
    return {
        "external_id": invoice.No,
        "number": invoice.No,
        "order_id": text(invoice, "Order_No"),
        "order_key": text(invoice, "External_Document_No"),
        "customer_id": text(invoice, "Sell_to_Customer_No"),
        "type": "invoice",
        "date": day(getattr(invoice, "Posting_Date", None)),
        "due": day(getattr(invoice, "Due_Date", None)),
        "untaxed": amount(untaxed),
        "tax": amount(total - untaxed),
        "total": amount(total),
        "open": amount(getattr(entry, "Remaining_Amount", None)),
        "state": state,
        "paid_on": day(getattr(entry, "Closed_at_Date", None)),
        "lines": lines,
    }


def _listing(service, filters, make):
    """A reader of a whole page, one stretch per poll. cursor: {"bookmark": Key of the last row read}."""

    def read(dialect, cursor):
        rows = dialect.read_page(service, filters, cursor.get("bookmark", ""))
        changes = [make(row) for row in rows]
        return Page(changes, {"bookmark": rows[-1].Key} if rows else {}, more=bool(rows))

    return read


def customer(row):
    return Change(
        "customer",
        row.No,
        {
            "external_id": row.No,
            "number": row.No,
            "name": text(row, "Name"),
            "vat": text(row, "VAT_Registration_No"),
            "credit_limit": amount(getattr(row, "Credit_Limit_LCY", None)),
            "balance": amount(getattr(row, "Balance_LCY", None)),
            "blocked": text(row, "Blocked") != "",
        },
    )


def product(row):
    return Change(
        "product",
        row.No,
        {
            "external_id": row.No,
            "number": row.No,
            "code": row.No,
            "name": text(row, "Description"),
            "unit": text(row, "Base_Unit_of_Measure"),
            "price": amount(getattr(row, "Unit_Price", None)),
            "stock": amount(getattr(row, "Inventory", None)),
            "blocked": bool(getattr(row, "Blocked", False)),
        },
    )


def order_status(row):
    return Change(
        "order_status",
        row.No,
        {
            "external_id": row.No,
            "number": row.No,
            "key": text(row, "External_Document_No"),
            "status": text(row, "Status"),
        },
    )


def open_item(row):
    number = text(row, "Entry_No")
    return Change(
        "open_item",
        number,
        {
            "external_id": number,
            "number": text(row, "Document_No"),
            "customer_id": text(row, "Customer_No"),
            "type": text(row, "Document_Type"),
            "date": day(getattr(row, "Posting_Date", None)),
            "due": day(getattr(row, "Due_Date", None)),
            "currency": text(row, "Currency_Code"),
            "amount": amount(getattr(row, "Original_Amount", None) or getattr(row, "Amount", None)),
            "open": amount(getattr(row, "Remaining_Amount", None)),
        },
    )


READERS = {
    "invoice": read_invoices,
    "customer": _listing("customer", [("No", EVERYTHING)], customer),
    "product": _listing("product", [("No", EVERYTHING)], product),
    "order_status": _listing("order", [("No", EVERYTHING)], order_status),
    "open_item": _listing("entry", [("Open", "true")], open_item),
}
