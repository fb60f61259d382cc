"""One record of Dynamics: as a document in our words, and in the fields of its page."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from . import growing, reading
from .fields import amount, day
from .pages import literal

# {kind: (page, its key, function(row) -> Change)}
RECORDS = {
    "customer": ("customer", "No", reading.customer),
    "product": ("product", "No", reading.product),
    "price": ("product", "No", reading.price),
    "stock": ("product", "No", reading.stock),
    "credit_limit": ("customer", "No", reading.credit_limit),
    "order_status": ("order", "No", reading.order_status),
}
# {kind: (page, its key, function(dialect, rows) -> [Change])}
GROWING = {
    "delivery": ("shipment", "No", growing.deliveries),
    "payment": ("application", "Entry_No", growing.payments),
}
SHOWN = ("customer", "product", "order")  # to a dry run; other documents are never changed in Dynamics


def fetch(dialect, kind, external_id):
    """Dialect.fetch."""
    if kind == "invoice":
        changes = _invoices(dialect, external_id)
    elif kind in RECORDS:
        page, field, make = RECORDS[kind]
        changes = [make(row) for row in dialect.read_page(page, [(field, literal(external_id))], size=1)]
    elif kind in GROWING:
        page, field, make = GROWING[kind]
        changes = make(dialect, dialect.read_page(page, [(field, literal(external_id))], size=1))
    else:
        return None
    return changes[0] if changes else None


def _invoices(dialect, external_id):
    """The posted invoice under this number, or under the one it had before it was posted: then it keeps that."""
    number = dialect.posted_numbers("invoice", [external_id]).get(external_id, external_id)
    entries = dialect.read_page("entry", [("Document_No", literal(number))], size=0)
    changes, _still_open = reading.invoices(dialect, entries)
    return [
        replace(change, remote_id=external_id, document=change.document | {"external_id": external_id})
        for change in changes
    ]


def read(dialect, kind, external_id):
    """Dialect.read: every field that the page shows, its lines as lists."""
    if kind not in SHOWN:
        return None
    page = dialect._page(kind)
    rows = page.read_multiple([("No", literal(external_id))], 1)
    return _shown(dialect, page, rows[0]) if rows else {}


def _shown(dialect, page, row):
    lines = {
        name: [_plain_fields(line) for line in page.lines_of(row, name)]
        for name, element in page.fields.items()
        if hasattr(element.type, "elements")
    }
    found = _plain_fields(row) | lines
    if "Currency_Code" in found:
        # Empty is how Dynamics writes the company's own currency, which our documents name.
        found["Currency_Code"] = found["Currency_Code"] or dialect.settings.options.get("local_currency", "")
    return found


def _plain_fields(row):
    return {name: plain(row[name]) for name in row if name != "Key"}


def plain(value):
    """A field's value as a mapping writes it.

    >>> plain(Decimal("4500.00000")), plain(date(1, 1, 1)), plain("_blank_"), plain(False)
    ('4500.00000', '', '', False)
    """
    if isinstance(value, Decimal):
        return amount(value)
    if isinstance(value, (date, datetime)):
        return day(value)
    return "" if value is None or value == "_blank_" else value
