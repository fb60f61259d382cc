"""What X3 has of a period: its side of a reconciliation.

A list gives numbers and days, the amounts stand in the documents: each is read. What has been paid on an invoice is the
sum of the payments that name it.
"""

from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.erp_connector.engine import listing
from odoo.addons.erp_connector.soap.transport import TransportError

from . import reading
from .objects import NUMBERS
from .texts import number_text, x3_day

TOTAL, UNTAXED = "ORDATI", "ORDNOT"  # of an order, with and without tax
CLOSED = "2"  # an order that is done


def ledger(dialect, kind, since, until):
    """Dialect.ledger."""
    if kind in ("customer", "product"):
        return listing.ledger_of(listing.listed(dialect, kind))
    return {"order": _orders, "invoice": _invoices, "payment": _payments}[kind](dialect, since, until)


def _orders(dialect, since, until):
    for number in _numbers(dialect, "order", since, until):
        single, _tables = dialect.read_record("order", number)
        total = number_text(single[TOTAL]) if single.get(TOTAL) else None
        has_tax = total is not None and single.get(UNTAXED)
        yield {
            "external_id": number,
            "external_ref": number,
            "key": single.get("CUSORDREF", ""),
            "customer_id": single.get("BPCORD", ""),
            "date": x3_day(single.get("ORDDAT", "")),
            "currency": single.get("CUR", ""),
            "total": total,
            "tax": format(Decimal(total) - Decimal(number_text(single[UNTAXED])), "f") if has_tax else None,
            "state": "done" if single.get("ORDSTA") == CLOSED else "open",
        }


def _invoices(dialect, since, until):
    options = dialect.settings.options
    # Without a field for the paid amount, the payments say what has been paid.
    paid = {} if options.get("paid_field") or not dialect.reads("payment") else _paid(dialect, since)
    for number in _numbers(dialect, "invoice", since, until):
        single, tables = dialect.read_record("invoice", number)
        (change,), _is_open = reading.invoice(number, single, tables, options)
        document = change.document
        sign = -1 if document["type"] == "refund" else 1
        total, tax = (abs(Decimal(document[name])) for name in ("total", "tax"))
        _day, amount = paid.get(number, ("", Decimal(0)))
        yield {
            "external_id": number,
            "external_ref": number,
            # The invoice of an order carries the order's key, which is not the invoice's.
            "key": "" if document["order_id"] else document["order_key"],
            "customer_id": document["customer_id"],
            "date": document["date"],
            "currency": single.get("CUR", ""),
            "total": format(sign * total, "f"),
            "tax": format(sign * tax, "f"),
            "state": "paid" if total and amount >= total else document["state"],
        }


def _payments(dialect, since, _until):
    for number, (day, amount) in _paid(dialect, since).items():
        known = {"external_id": number, "external_ref": number, "key": "", "customer_id": "", "date": day}
        yield known | {"total": format(amount, "f"), "tax": None, "state": "paid"}


def _paid(dialect, since):
    """{invoice: (day of the last payment, what has been paid)} of payments since then: so far, not until a day."""
    found = {}
    for number in _numbers(dialect, "payment", since, reading.today(dialect.settings.options)):
        changes, _is_open = reading.payment(number, *dialect.read_record("payment", number), dialect.settings.options)
        for document in (change.document for change in changes):
            day, amount = found.get(document["invoice_id"], ("", Decimal(0)))
            found[document["invoice_id"]] = max(day, document["date"]), amount + Decimal(document["amount"])
    return found


def _numbers(dialect, kind, since, until):
    """Numbers of the documents of a period: from the whole list where that is not too long and shows the day, which is
    one call; else from one list for each day."""
    field, number = reading.day_field(dialect.settings.options, kind), NUMBERS[kind]
    try:
        days = {row[number]: x3_day(row.get(field, "")) for row in dialect.listed(kind) if row.get(number)}
    except TransportError as error:
        if error.code != "LIST_FULL":
            raise
        return _numbers_by_day(dialect, kind, since, until)
    if not all(days.values()):
        return _numbers_by_day(dialect, kind, since, until)
    return [one for one, day in days.items() if since <= date.fromisoformat(day) <= until]


def _numbers_by_day(dialect, kind, since, until):
    field, day = reading.day_field(dialect.settings.options, kind), since
    while day <= until:
        rows = dialect.listed(kind, {field: day.strftime("%Y%m%d")})
        yield from (row[NUMBERS[kind]] for row in rows if row.get(NUMBERS[kind]))
        day += timedelta(days=1)
