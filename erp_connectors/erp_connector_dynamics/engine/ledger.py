"""What Dynamics has: its side of a reconciliation, and its customers and items for matching.

Invoices come from the customer ledger, which knows totals and what is open; what waits to be posted, from the pages on
which it was written. A fully invoiced order has left the order page: the posted invoices still name it.
"""

from decimal import Decimal

from odoo.addons.erp_connector.engine import listing

from .fields import amount, day, text
from .pages import EVERYTHING, literal

CHUNK = 40  # documents asked for in one filter
DAY_FORMATS = {"iso": "%Y-%m-%d", "us": "%m/%d/%Y", "uk": "%d/%m/%Y", "dots": "%d.%m.%Y"}
# Document type of a ledger entry -> kind of the posted document.
POSTED = {"Invoice": "invoice", "Credit_Memo": "credit_note"}
UNPOSTED = {"sales_invoice": 1, "credit_memo": -1}
CUSTOMER = {"name": "Name", "vat": "VAT_Registration_No", "email": "E_Mail", "phone": "Phone_No", "zip": "Post_Code"}
CUSTOMER |= {"city": "City", "country": "Country_Region_Code"}


def our_key(options, value):
    """A key as we wrote it, "" when it is none of ours: code fields are stored in capitals.

    >>> our_key({"key_prefix": "O1a"}, "O1A-OR-12"), our_key({"key_prefix": "O1a"}, "PO-4711")
    ('O1a-OR-12', '')
    """
    ours = options.get("key_prefix") or ""
    prefix, dash, rest = value.partition("-")
    return f"{ours}{dash}{rest}" if dash and prefix.casefold() == ours.casefold() else ""


def ledger(dialect, kind, since, until):
    """Dialect.ledger."""
    if kind in ("customer", "product"):
        return listing.ledger_of(listed(dialect, kind))
    if kind == "order":
        return _orders(dialect, since, until)
    return _invoices(dialect, since, until) if kind == "invoice" else _payments(dialect, since, until)


def listed(dialect, kind):
    """Dialect.listing."""
    key_field = dialect._key_field(kind)
    for row in _all(dialect, kind, [("No", EVERYTHING)]):
        if kind == "customer":
            known = {ours: text(row, theirs) for ours, theirs in CUSTOMER.items()}
        else:
            known = {"code": row.No, "name": text(row, "Description")}
        key = our_key(dialect.settings.options, text(row, key_field))
        yield {"external_id": row.No, "external_ref": row.No, **known, "key": key}


def _key(dialect, row):
    """Our key of a sales document; they all have it in the same field."""
    return our_key(dialect.settings.options, text(row, dialect._key_field("order")))


def _all(dialect, service, filters):
    """Rows of a page that fit, stretch by stretch."""
    bookmark = ""
    while rows := dialect.read_page(service, filters, bookmark):
        yield from rows
        bookmark = rows[-1].Key


def _period(dialect, field, since, until=None):
    form = DAY_FORMATS[dialect.settings.options.get("date_format") or "iso"]
    return [(field, f"{since.strftime(form)}..{until.strftime(form) if until else ''}")]


def _orders(dialect, since, until):
    page, there = dialect._page("order"), set()
    for row in _all(dialect, "order", _period(dialect, "Order_Date", since, until)):
        there.add(row.No)
        total, tax = _sums(page, row, "SalesLines")
        yield {
            "external_id": row.No,
            "external_ref": row.No,
            "key": _key(dialect, row),
            "customer_id": text(row, "Sell_to_Customer_No"),
            "date": day(row.Order_Date),
            "currency": _currency(dialect, row),
            "total": total,
            "tax": tax,
            "state": "open",
        }
    yield from _invoiced_orders(dialect, since, there)


def _invoiced_orders(dialect, since, there):
    """Orders that were invoiced since then and are no longer among the orders. What was invoiced is their total."""
    invoices = {}
    for row in _all(dialect, "invoice", _period(dialect, "Posting_Date", since)):
        if text(row, "Order_No") and row.Order_No not in there:
            invoices.setdefault(row.Order_No, row)
    numbers = sorted(invoices)
    still_there = {row.No for row in _with_numbers(dialect, "order", "No", numbers)}
    numbers = [number for number in numbers if number not in still_there]
    totals = _invoiced(dialect, numbers)
    for number in numbers:
        row = invoices[number]
        yield {
            "external_id": number,
            "external_ref": number,
            "key": _key(dialect, row),
            "customer_id": text(row, "Sell_to_Customer_No"),
            "date": day(row.Posting_Date),
            "currency": _currency(dialect, row),
            "total": format(totals[number], "f"),
            "tax": None,
            "state": "done",
        }


def _invoiced(dialect, orders):
    """{order: total of all its posted invoices}."""
    order_of = {row.No: row.Order_No for row in _with_numbers(dialect, "invoice", "Order_No", orders)}
    totals = dict.fromkeys(orders, Decimal(0))
    for row in _with_numbers(dialect, "entry", "Document_No", sorted(order_of)):
        if text(row, "Document_Type") == "Invoice":
            totals[order_of[row.Document_No]] += Decimal(_original(row))
    return totals


def _with_numbers(dialect, service, field, numbers):
    for start in range(0, len(numbers), CHUNK):
        wanted = "|".join(map(literal, numbers[start : start + CHUNK]))
        yield from dialect.read_page(service, [(field, wanted)], size=0)


def _invoices(dialect, since, until):
    for entry, document in _posted(dialect, since, until):
        total = Decimal(_original(entry))
        state = "open" if entry.Open else "paid"
        yield _posted_row(dialect, entry, document) | {
            "total": format(total, "f"),
            "tax": _tax(dialect, entry, document, total),
            "state": "abandoned" if getattr(document, "Cancelled", False) else state,
        }
    for kind, sign in UNPOSTED.items():
        yield from _unposted(dialect, kind, sign, since, until)


def _payments(dialect, since, until):
    """What of each posted invoice is no longer open."""
    for entry, document in _posted(dialect, since, until):
        paid = Decimal(_original(entry)) - Decimal(amount(entry.Remaining_Amount))
        if paid and not getattr(document, "Cancelled", False):
            values = {"total": format(paid, "f"), "tax": None, "state": "paid"}
            yield _posted_row(dialect, entry, document) | values


def _posted(dialect, since, until):
    """(ledger entry, posted document or None) of every invoice and credit memo of a period."""
    rows = [
        row
        for row in _all(dialect, "entry", _period(dialect, "Posting_Date", since, until))
        if text(row, "Document_Type") in POSTED
    ]
    for entry_type, kind in POSTED.items():
        entries = [row for row in rows if text(row, "Document_Type") == entry_type]
        numbers = sorted({text(row, "Document_No") for row in entries})
        service = dialect.posted_page(kind)
        found = {}
        if numbers and dialect.publishes(service):
            found = {row.No: row for row in _with_numbers(dialect, service, "No", numbers)}
        yield from ((row, found.get(text(row, "Document_No"))) for row in entries)


def _posted_row(dialect, entry, document):
    """A document that was written on a page and posted keeps the number that it had there: that is how we know it."""
    number = text(entry, "Document_No")
    key = _key(dialect, document)
    written_as = text(document, "Pre_Assigned_No")
    return {
        "external_id": written_as if key and written_as else number,
        "external_ref": number,
        # The invoice of an order carries the order's key, which is not the invoice's.
        "key": key if written_as else "",
        "customer_id": text(entry, "Customer_No"),
        "date": day(entry.Posting_Date),
        "currency": _currency(dialect, entry),
    }


def _tax(dialect, entry, document, total):
    """The ledger has the total: tax is what is left of it after the lines. None where no lines are published."""
    if document is None or text(entry, "Document_Type") != "Invoice":
        return None
    lines = dialect._page("invoice").lines_of(document, "SalesInvLines")
    return format(total - sum((Decimal(amount(line.Line_Amount)) for line in lines), Decimal(0)), "f")


def _unposted(dialect, service, sign, since, until):
    if not dialect.publishes(service):
        return
    page = dialect._page(service)
    for row in _all(dialect, service, _period(dialect, "Posting_Date", since, until)):
        total, tax = _sums(page, row, "SalesLines", sign)
        yield {
            "external_id": row.No,
            "external_ref": row.No,
            "key": _key(dialect, row),
            "customer_id": text(row, "Sell_to_Customer_No"),
            "date": day(row.Posting_Date),
            "currency": _currency(dialect, row),
            "total": total,
            "tax": tax,
            "state": "draft",
        }


def _sums(page, row, field, sign=1):
    """(total, tax) of a document that is not posted: its lines repeat the sums. (None, None) where they do not."""
    line = next(iter(page.lines_of(row, field)), None)
    if line is None:
        return "0", "0"
    names = ("Total_Amount_Incl_VAT", "Total_VAT_Amount")
    values = [getattr(line, name, None) for name in names]
    return tuple(None if value is None else format(sign * value, "f") for value in values)


def _original(entry):
    return amount(getattr(entry, "Original_Amount", None) or entry.Amount)


def _currency(dialect, row):
    return text(row, "Currency_Code") or dialect.settings.options.get("local_currency", "")
