"""What is read from Dolibarr, in our neutral words.

It has no "changed since": invoices are read one by one by their ids, the open ones again each time; products and orders
are gone through as a whole, once in a while. Amounts are decimal strings.
"""

from datetime import datetime, timedelta, timezone

from odoo.addons.erp_connector.engine.dialect import Change, Page
from odoo.addons.erp_connector.soap.transport import TransportError

from . import reading
from .books import ABANDONED, DRAFT, PAID, UNPAID

# Ids are used up by drafts that were deleted and by what was rolled back. So many in a row are looked at in every poll;
GAP = 15
# behind them a window wanders on from poll to poll, and returns after so many: what lies behind a larger hole is found a
# little later. Before the first invoice of all, where test data may have been, it goes there at once.
FAR = 2000
WINDOW = 25
LIST_GAP = 500  # in a list of all invoices, which has no next time
MOST = 200  # invoices read in one poll
AT_ONCE = 50  # products read in one poll: one call each
ROUND = timedelta(hours=1)  # from the end of one round through everything to the beginning of the next
STATUS = {"-1": "cancelled", "0": "received", "1": "confirmed", "2": "production", "3": "completed"}


def invoices(dialect, cursor):
    """Invoices by id: those still open from last time, and the next new ones.

    cursor: {"next": first id not yet read, "open": [ids of invoices neither paid nor abandoned]}.
    """

    return _by_id(dialect, cursor, lambda invoice, _status: _invoice_change(invoice))


def open_items(dialect, cursor):
    """What customers owe: unpaid invoices. Dolibarr does not say how much of one has been paid; 0 once all of it is."""

    def take(invoice, status):
        sign = -1 if int(invoice.type or 0) == 2 else 1
        total = sign * abs(float(invoice.total or 0))
        document = {
            "external_id": str(invoice.id),
            "number": str(invoice.ref or ""),
            "type": "credit_note" if sign < 0 else "invoice",
            "customer_id": str(getattr(invoice, "thirdparty_id", "") or ""),
            "date": _day(invoice.date),
            "due": _day(invoice.date_due),
            "currency": "",
            "total": f"{total:.2f}",
            "open": f"{total:.2f}" if status == UNPAID else "0",
            "order_key": "",
        }
        return Change("open_item", str(invoice.id), document)

    return _by_id(dialect, cursor, take)


def _by_id(dialect, cursor, take):
    """One page of invoices. cursor: "next" and "open" as above, "far": where the window stands, "looked": there is no need
    to hurry behind the hole."""
    following, far = int(cursor.get("next", 1)), int(cursor.get("far", 0))
    looked = bool(cursor.get("looked"))
    still_open, changes, gap, read = [], [], 0, 0
    for number in sorted(cursor.get("open", [])):
        _read_invoice(dialect, number, take, changes, still_open)
    number = following
    while gap < GAP and read < MOST:
        read += 1
        if _read_invoice(dialect, number, take, changes, still_open):
            following, gap, looked = number + 1, 0, True
        else:
            gap += 1
        number += 1
    more = read >= MOST
    if not more:
        far = far if following + GAP <= far < following + FAR else following + GAP
        end = min(far + (WINDOW if looked else MOST), following + FAR)
        found = next((n for n in range(far, end) if _read_invoice(dialect, n, take, changes, still_open)), None)
        if found:
            following, far, looked = found + 1, 0, True
        else:
            looked, far = looked or end == following + FAR, end
        more = bool(found) or not looked
    return Page(changes, {"next": following, "open": still_open, "far": far, "looked": looked}, more=more)


def all_invoices(dialect):
    """Every validated invoice as a Change, in the order of their ids."""
    changes, number, gap = [], 0, 0
    while gap < (LIST_GAP if number > gap else FAR):
        number += 1
        gap = 0 if _read_invoice(dialect, number, lambda row, _status: _invoice_change(row), changes, []) else gap + 1
        yield from changes
        changes.clear()


def _read_invoice(dialect, number, take, changes, still_open):
    code, text, invoice = dialect._get("invoice", id=number)
    if code == "NOT_FOUND":
        return False
    if code != "OK":
        raise _refusal(code, text)
    status = int(invoice.status or 0)
    if status in (DRAFT, UNPAID):
        still_open.append(number)
    if status != DRAFT:
        changes.append(take(invoice, status))
    return True


def one(dialect, kind, external_id):
    """Dialect.fetch: an invoice, or what is on the card of a product; None for what cannot be read alone."""
    makers = {"product": product, "price": price, "stock": stock}
    if kind not in ("invoice", *makers):
        return None
    code, text, found = dialect._get("invoice" if kind == "invoice" else "product", id=external_id)
    if code == "NOT_FOUND" or (code == "OK" and kind == "invoice" and int(found.status or 0) == DRAFT):
        return None
    if code != "OK":
        raise _refusal(code, text)
    return _invoice_change(found) if kind == "invoice" else makers[kind](found)


def _invoice_change(invoice):
    status = int(invoice.status or 0)
    document = invoice_document(invoice, status)
    return Change("invoice", str(invoice.id), document, f"{status}|{document['total']}|{document['number']}")


def _of_products(make):
    """A reader that goes through all products. cursor: {"after": id} during a round, {"again_at": moment} after it."""

    def read(dialect, cursor):
        from .dolibarr import _text

        if not _due(cursor):
            return Page([], cursor)
        after = int(cursor.get("after", 0))
        numbers = sorted(int(_text(row, "id")) for row in reading.everything(dialect, "product"))
        numbers = [number for number in numbers if number > after]
        changes = []
        for number in numbers[:AT_ONCE]:
            code, text, product = dialect._get("product", id=number)
            if code not in ("OK", "NOT_FOUND"):
                raise _refusal(code, text)
            change = make(product) if code == "OK" else None
            changes += [change] if change else []
        if len(numbers) > AT_ONCE:
            return Page(changes, {"after": numbers[AT_ONCE - 1]}, more=True)
        return Page(changes, _rest())

    return read


def product(row):
    number = str(row.id)
    document = {
        "external_id": number,
        "code": str(row.ref or ""),
        "name": str(row.label or ""),
        "type": "service" if str(row.type or "0") == "1" else "goods",
        "barcode": str(row.barcode or ""),
        "blocked": str(row.status_tosell or "0") == "0",
    }
    return Change("product", number, document)


def price(row):
    document = {"product_id": str(row.id), "product_code": str(row.ref or ""), "price": str(row.price_net or 0)}
    return Change("price", str(row.id), document | {"currency": ""})


def stock(row):
    """None for services, which nobody counts."""
    if str(row.type or "0") == "1":
        return None
    quantity = str(row.stock_real or 0)
    line = {"product_id": str(row.id), "product_ref": str(row.ref or ""), "warehouse": "", "quantity": quantity}
    document = {"taken_at": _now().strftime("%Y-%m-%d %H:%M:%S.%f"), "rows": [line]}
    return Change("stock", str(row.id), document, version=quantity)


def order_status(dialect, cursor):
    """All orders, in the one call that there is."""
    from .dolibarr import _text

    if not _due(cursor):
        return Page([], cursor)
    service = dialect._client("order").service
    answer = service.getOrdersForThirdParty(authentication=dialect._login(), idthirdparty="all")
    changes = []
    for row in dialect._rows(answer, "orders"):
        status = STATUS.get(_text(row, "status"), "received")
        document = {"order_id": _text(row, "id"), "order_key": _text(row, "ref_ext"), "status": status, "text": ""}
        changes.append(Change("order_status", _text(row, "id"), document))
    return Page(changes, _rest())


def _due(cursor):
    return cursor.get("again_at", "") <= _now().isoformat()


def _rest():
    return {"again_at": (_now() + ROUND).isoformat()}


def _now():
    return datetime.now(timezone.utc)


def _refusal(code, text):
    from .dolibarr import ADVICE

    return TransportError(code or "EMPTY_ANSWER", ADVICE.get(code) or text or "Dolibarr sent no answer", executed=None)


def _day(value):
    return str(value)[:10] if value else ""


def _state(invoice, status):
    """Closed with a reason means: the rest was given up. That is not paid, and what to do about it is a person's choice."""
    if status == PAID and (getattr(invoice, "close_code", "") or ""):
        return "open"
    return {UNPAID: "open", PAID: "paid", ABANDONED: "abandoned"}.get(status, "open")


def invoice_document(invoice, status):
    """Our neutral invoice (docs/documents.md) from Dolibarr's. Amounts are decimal strings."""
    from .dolibarr import _items, _text

    lines = [
        {
            "product_ref": _text(row, "product_ref"),
            "product_id": _text(row, "product_id"),
            "name": _text(row, "desc") or _text(row, "product_label"),
            "quantity": _text(row, "qty") or "0",
            "untaxed": _text(row, "total_net") or "0",
            "tax": _text(row, "total_vat") or "0",
            "total": _text(row, "total") or "0",
        }
        for row in _items(invoice.lines)
    ]
    return {
        "external_id": str(invoice.id),
        "number": str(invoice.ref or ""),
        "order_key": str(invoice.ref_ext or ""),
        "customer_id": str(getattr(invoice, "thirdparty_id", "") or ""),
        "type": "refund" if int(invoice.type or 0) == 2 else "invoice",
        "date": _day(invoice.date),
        "due": _day(invoice.date_due),
        "untaxed": str(invoice.total_net or 0),
        "tax": str(invoice.total_vat or 0),
        "total": str(invoice.total or 0),
        "state": _state(invoice, status),
        "paid_on": _day(invoice.date_modification) or _now().date().isoformat(),
        "lines": lines,
    }


READERS = {
    "invoice": invoices,
    "open_item": open_items,
    "product": _of_products(product),
    "price": _of_products(price),
    "stock": _of_products(stock),
    "order_status": order_status,
}
