"""What is read from NAV, in our neutral words.

Invoices come through the customer ledger: its entry number only ever grows, and it knows what is still open. Customers,
items and orders have no reliable change date on Microsoft's pages (stock and balances are computed), so they are read
whole, page by page; what has not changed since is recognised by its content and kept once.
"""

from datetime import datetime, timezone
from decimal import Decimal

from odoo.addons.erp_connector.engine.dialect import Change, Page

from . import growing
from .fields import amount, day, text
from .pages import EVERYTHING, literal

STATUS = {"Open": "received", "Released": "confirmed", "Pending_Approval": "blocked", "Pending_Prepayment": "blocked"}
ITEM_TYPES = {"Invoice": "invoice", "Credit_Memo": "credit_note", "Payment": "payment", "Refund": "payment"}
# Document type of a ledger entry: (page of what was posted, our type, sign of its amounts in the ledger).
DOCUMENTS = {"Invoice": ("invoice", "invoice", 1), "Credit_Memo": ("posted_credit", "refund", -1)}
CHUNK = 40  # open entries asked for in one filter


def read_invoices(dialect, cursor):
    """Invoices and credit memos of new ledger entries, and of those that were open last time.

    cursor: {"after": entry up to which all has been read, "open": [entries], and while a round is under way
    "bookmark" and "highest"}. The pages of one round share a filter, so the order of the page does not matter.
    """
    after, still_open = int(cursor.get("after", 0)), list(cursor.get("open", []))
    bookmark, highest = cursor.get("bookmark", ""), int(cursor.get("highest", after))
    changes, kept = [], []
    if not bookmark:
        for start in range(0, len(still_open), CHUNK):
            wanted = "|".join(str(number) for number in still_open[start : start + CHUNK])
            found, left = invoices(dialect, dialect.read_page("entry", [("Entry_No", wanted)], size=0))
            changes, kept = changes + found, kept + left
    else:
        kept = still_open
    rows = dialect.read_page("entry", [("Entry_No", f">{after}")], bookmark)
    found, left = invoices(dialect, rows)
    changes, kept = changes + found, kept + left
    highest = max([highest, *(int(row.Entry_No) for row in rows)])
    if rows:
        following = {"after": after, "open": kept, "bookmark": rows[-1].Key, "highest": highest}
        return Page(changes, following, more=True)
    return Page(changes, {"after": highest, "open": sorted(set(kept))})


def invoices(dialect, entries):
    """([Change] of the invoices and credit memos behind these ledger entries, [numbers of entries that are still open]).

    Credit memos are read where the site publishes their page.
    """
    changes, still_open = [], []
    for entry_type in DOCUMENTS:
        rows = [row for row in entries if text(row, "Document_Type") == entry_type]
        if rows and (entry_type == "Invoice" or dialect.publishes(DOCUMENTS[entry_type][0])):
            changes += _documents(dialect, entry_type, rows)
            still_open += [int(row.Entry_No) for row in rows if getattr(row, "Open", False)]
    return changes, still_open


def _documents(dialect, entry_type, entries):
    numbers = {text(row, "Document_No") for row in entries}
    page = dialect._page(DOCUMENTS[entry_type][0])
    found, changes = {}, []
    for row in page.read_multiple([("No", "|".join(map(literal, sorted(numbers))))], 0):
        found[row.No] = row
    for entry in entries:
        invoice = found.get(text(entry, "Document_No"))
        if invoice is not None:
            document = invoice_document(invoice, entry, page)
            version = f"{document['state']}|{document['total']}|{document['number']}"
            changes.append(Change("invoice", document["external_id"], document, version))
    return changes


def invoice_document(invoice, entry, page):
    """Our neutral invoice or refund, with amounts above zero. The ledger has the total; tax is what the lines leave of it."""
    lines = [
        {
            "product_id": text(line, "No") if text(line, "Type") == "Item" else "",
            "product_ref": text(line, "No"),
            "name": text(line, "Description"),
            "quantity": amount(line.Quantity),
            "untaxed": amount(getattr(line, "Line_Amount", None)),
        }
        for line in page.lines_of(invoice, page.part())
        if getattr(line, "Quantity", None)
    ]
    _page, ours, sign = DOCUMENTS[text(entry, "Document_Type")]
    total = sign * Decimal(amount(getattr(entry, "Original_Amount", None) or entry.Amount))
    untaxed = sum((Decimal(line["untaxed"]) for line in lines), Decimal(0))
    state = "open" if entry.Open else "paid"
    if getattr(invoice, "Cancelled", False):
        state = "abandoned"
    known = {"reversed_id": _reversed(invoice)} if ours == "refund" else {}
    return known | {
        "external_id": invoice.No,
        "number": invoice.No,
        "order_id": text(invoice, "Order_No"),
        "order_key": text(invoice, "External_Document_No"),
        "customer_id": text(invoice, "Sell_to_Customer_No"),
        "type": ours,
        "date": day(getattr(invoice, "Posting_Date", None)),
        "due": day(getattr(invoice, "Due_Date", None)),
        "untaxed": amount(untaxed),
        "tax": amount(total - untaxed),
        "total": amount(total),
        "open": amount(sign * Decimal(amount(getattr(entry, "Remaining_Amount", None)))),
        "state": state,
        "paid_on": day(getattr(entry, "Closed_at_Date", None)),
        "lines": lines,
    }


def _reversed(memo):
    """Number of the posted invoice to which a credit memo was applied, "" where the page does not say."""
    other = text(memo, "Applies_to_Doc_Type") not in ("", "Invoice")
    return "" if other else text(memo, "Applies_to_Doc_No")


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
        },
    )


def product(row):
    document = {
        "external_id": row.No,
        "code": row.No,
        "name": text(row, "Description"),
        "unit": text(row, "Base_Unit_of_Measure"),
        "price": amount(getattr(row, "Unit_Price", None)),
        "blocked": bool(getattr(row, "Blocked", False)),
    }
    return Change("product", row.No, document)


def price(row):
    """The price on the item's card, in the company's currency."""
    document = {"product_id": row.No, "product_code": row.No, "price": amount(getattr(row, "Unit_Price", None))}
    return Change("price", row.No, document | {"currency": "", "unit": text(row, "Base_Unit_of_Measure")})


def stock(row):
    """What is there over all locations: the card of an item shows no more."""
    quantity = amount(getattr(row, "Inventory", None))
    line = {"product_id": row.No, "product_ref": row.No, "warehouse": "", "quantity": quantity}
    taken_at = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    # The moment is another one each time; only another quantity is news.
    return Change("stock", row.No, {"taken_at": taken_at, "rows": [line]}, version=quantity)


def credit_limit(row):
    """NAV writes 0 where there is no limit."""
    limit = amount(getattr(row, "Credit_Limit_LCY", None))
    document = {
        "customer_id": row.No,
        "limit": limit if Decimal(limit) else "",
        "currency": "",
        "used": amount(getattr(row, "Balance_LCY", None)),
        "blocked": text(row, "Blocked") != "",
    }
    return Change("credit_limit", row.No, document)


def order_status(row):
    status = text(row, "Status")
    document = {
        "order_id": row.No,
        "order_key": text(row, "External_Document_No"),
        "status": STATUS.get(status, "received"),
        "text": "" if status in ("Open", "Released") else status.replace("_", " "),
    }
    return Change("order_status", row.No, document)


def open_item(row):
    number = text(row, "Entry_No")
    document = {
        "external_id": number,
        "number": text(row, "Document_No"),
        "customer_id": text(row, "Customer_No"),
        "type": ITEM_TYPES.get(text(row, "Document_Type"), "other"),
        "date": day(getattr(row, "Posting_Date", None)),
        "due": day(getattr(row, "Due_Date", None)),
        "currency": text(row, "Currency_Code"),
        "total": amount(getattr(row, "Original_Amount", None) or getattr(row, "Amount", None)),
        "open": amount(getattr(row, "Remaining_Amount", None)),
        "order_key": "",
    }
    return Change("open_item", number, document)


READERS = {
    "invoice": read_invoices,
    "customer": _listing("customer", [("No", EVERYTHING)], customer),
    "product": _listing("product", [("No", EVERYTHING)], product),
    "price": _listing("product", [("No", EVERYTHING)], price),
    "stock": _listing("product", [("No", EVERYTHING)], stock),
    "credit_limit": _listing("customer", [("No", EVERYTHING)], credit_limit),
    "order_status": _listing("order", [("No", EVERYTHING)], order_status),
    "open_item": _listing("entry", [("Open", "true")], open_item),
    **growing.READERS,
}
