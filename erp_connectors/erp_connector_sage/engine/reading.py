"""What is read from X3, in our neutral words.

X3's lists have no change date and no pages: documents are asked for day by day, and those that are still open are read
again. cursor: {"day": first day not yet read to its end, "known": [numbers of that day], "open": [numbers]}, and
"pending" (numbers still to be read) while a round is under way.
"""

from datetime import date, timedelta

from odoo.addons.erp_connector.engine.dialect import Change, Page

from . import lists
from .objects import NUMBERS
from .texts import number_text, x3_day

LOOK_BACK = 30  # days before today on which the very first reading begins
AT_ONCE = 20  # documents per poll: each costs seconds
DAY_FIELDS = {"invoice": "INVDAT", "order": "ORDDAT", "payment": "ACCDAT", "delivery": "SHIDAT"}
DELIVERED = "2"  # a delivery that has been validated


def today(options):
    return date.fromisoformat(options["today"]) if options.get("today") else date.today()


def day_field(options, kind):
    """Field by which documents of a kind are asked for day by day."""
    return options.get("day_fields", {}).get(kind) or DAY_FIELDS[kind]


def _reader(kind, make):
    """A reader of documents by day; `make(number, single, tables, options)` gives ([Change], True when still open)."""

    def read(dialect, cursor):
        options = dialect.settings.options
        last = today(options)
        first = cursor.get("day") or options.get("read_from") or (last - timedelta(days=LOOK_BACK)).isoformat()
        day, known = date.fromisoformat(first), set(cursor.get("known", []))
        still_open, pending = [], list(cursor.get("pending", cursor.get("open", [])))
        still_open += [number for number in cursor.get("open", []) if number not in pending]
        field = day_field(options, kind)
        while day <= last and len(pending) < AT_ONCE:
            rows = dialect.listed(kind, {field: day.strftime("%Y%m%d")})
            numbers = [row[NUMBERS[kind]] for row in rows if row.get(NUMBERS[kind])]
            pending += [number for number in numbers if number not in known and number not in pending]
            if day == last:
                known |= set(numbers)
                break
            day, known = day + timedelta(days=1), set()
        changes = []
        for number in pending[:AT_ONCE]:
            found, is_open = make(number, *dialect.read_record(kind, number), options)
            changes += found
            if is_open:
                still_open.append(number)
        left = pending[AT_ONCE:]
        following = {"day": day.isoformat(), "known": sorted(known), "open": sorted({*still_open, *left})}
        more = bool(left) or day < last
        # Only while a round is under way: without it, the next round begins with what is open.
        return Page(changes, following | ({"pending": left} if more else {}), more=more)

    return read


def invoice(number, single, tables, options):
    """Our neutral invoice. X3 keeps payments apart from invoices: it counts as paid only where the site publishes the
    paid amount and the backend names its field."""
    total = number_text(single.get(options.get("total_field") or "INVATI"))
    untaxed = number_text(single.get(options.get("untaxed_field") or "INVNOT"))
    paid = number_text(single.get(options.get("paid_field") or "", ""))
    is_paid = float(total) > 0 and float(paid) >= float(total)
    rows = next((rows for name, rows in tables.items() if name.startswith("SIH4")), [])
    credit_note_type = options.get("constants", {}).get("credit_note_type") or "CRN"
    document = {
        "external_id": number,
        "number": number,
        "order_id": single.get("SOHNUM", ""),
        "order_key": single.get("INVREF", ""),
        "customer_id": single.get("BPCINV", ""),
        "type": "refund" if single.get("SIVTYP") == credit_note_type else "invoice",
        "date": x3_day(single.get("INVDAT", "")),
        "due": x3_day(single.get("DUDDAT", "")),
        "untaxed": untaxed,
        "tax": f"{float(total) - float(untaxed):.2f}",
        "total": total,
        "state": "paid" if is_paid else "open",
        "paid_on": "",
        "lines": [
            {
                "product_id": row.get("ITMREF", ""),
                "product_ref": row.get("ITMREF", ""),
                "name": row.get("ITMDES1") or row.get("ITMDES", ""),
                "quantity": number_text(row.get("QTY")),
                "untaxed": number_text(row.get("AMTNOTLIN")),
            }
            for row in rows
        ],
    }
    return [Change("invoice", number, document, f"{document['state']}|{total}")], not is_paid


def order_status(number, single, _tables, _options):
    """X3 keeps one status for the order, its allocation and its delivery; the numbers are those of its local menus."""
    closed, allocated, delivered = (single.get(name, "") for name in ("ORDSTA", "ALLSTA", "DLVSTA"))
    status = "confirmed"
    if closed == "2":
        status = "completed"
    elif delivered in ("2", "3"):
        status = "shipped"
    elif allocated in ("2", "3"):
        status = "production"
    document = {"order_id": number, "order_key": single.get("CUSORDREF", ""), "status": status, "text": ""}
    return [Change("order_status", number, document)], closed != "2"


def payment(number, single, tables, options):
    """One payment for each invoice that it pays; money back to the customer is no payment of an invoice."""
    refund = options.get("constants", {}).get("refund_attribute")
    changes = []
    for position, row in enumerate(next((rows for name, rows in tables.items() if name.startswith("PAY1")), []), 1):
        if not row.get("VCRNUM") or (refund and row.get("DENCOD") == refund):
            continue
        document = {
            "external_id": f"{number}/{position}",
            "invoice_id": row["VCRNUM"],
            "invoice_number": row["VCRNUM"],
            "amount": number_text(row.get("AMTLIN")),
            "currency": single.get("CUR", ""),
            "date": x3_day(single.get("ACCDAT", "")),
            "reference": number,
            "state": "posted",
        }
        changes.append(Change("payment", document["external_id"], document, document["amount"]))
    return changes, False


def delivery(number, single, tables, _options):
    """A delivery of one order; one that was made of several names the order of its first line."""
    rows = [row for name, rows in sorted(tables.items()) if name.startswith("SDH1") for row in rows]
    day = x3_day(single.get("SHIDAT", ""))
    is_shipped = single.get("CFMFLG") == DELIVERED
    document = {
        "external_id": number,
        "number": number,
        "order_id": single.get("SOHNUM") or next((row["SOHNUM"] for row in rows if row.get("SOHNUM")), ""),
        "order_key": "",
        "status": "shipped" if is_shipped else "planned",
        "carrier": single.get("BPTNUM", ""),
        "tracking": single.get("XTRKNUM", ""),
        "shipped_on": day if is_shipped else "",
        "delivered_on": "",
        "lines": [
            {
                "product_id": row.get("ITMREF", ""),
                "product_ref": row.get("ITMREF", ""),
                "name": row.get("ITMDES1") or row.get("ITMDES", ""),
                "quantity": number_text(row.get("QTY")),
            }
            for row in rows
        ],
    }
    return [Change("delivery", number, document, document["status"])], not is_shipped


# {kind: (object, function(number, single, tables, options) -> ([Change], True when still open))}
MAKE = {
    "invoice": ("invoice", invoice),
    "order_status": ("order", order_status),
    "payment": ("payment", payment),
    "delivery": ("delivery", delivery),
}
READERS = {kind: _reader(*source) for kind, source in MAKE.items()}


def changes(dialect, kind, cursor):
    """Dialect.changes. A list that the backend names no service for is not read."""
    if not dialect.reads(kind):
        return Page([], cursor)
    if kind in READERS:
        return READERS[kind](dialect, cursor)
    return lists.read(dialect, kind, cursor)
