"""What is read from X3 as a whole list: customers, products, prices, stock, limits and open items.

A list shows the columns that the site has put into it. Where one is missing that a document cannot be without, each
record is read; a record of several keys (stock of a site, an open item) cannot be, so its list must show them all.
"""

from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation

from odoo.addons.erp_connector.engine.dialect import Change, Page
from odoo.addons.erp_connector.soap.transport import TransportError

from .texts import number_text, x3_day

AT_ONCE = 20  # records per poll where each of them is read: each costs seconds
# Our field and X3's, per kind; those of the table behind the object. The first of several that is there counts.
COLUMNS = {
    "customer": {
        "external_id": "BPCNUM",
        "name": "BPCNAM",
        "zip": "POSCOD",
        "city": "CTY",
        "country_code": "CRY",
        "phone": "TEL",
        "vat": "EECNUM",
    },
    "product": {
        "external_id": "ITMREF",
        "name": "ITMDES1 DES1AXX",
        "unit": "STU",
        "barcode": "EANCOD",
    },
    "price": {"product_id": "ITMREF", "price": "BASPRI", "unit": "SAU", "currency": "CUR"},
    "stock": {"product_id": "ITMREF", "warehouse": "STOFCY", "quantity": "PHYSTO"},
    "credit_limit": {"customer_id": "BPCNUM", "limit": "OSTAUZ", "currency": "CUR", "control": "OSTCTL"},
    "open_item": {
        "type": "TYP",
        "number": "NUM",
        "line": "DUDLIG",
        "customer_id": "BPR",
        "date": "ACCDAT",
        "due": "DUDDAT",
        "currency": "CUR",
        "total": "AMTCUR",
        "paid": "PAYCUR",
        "sign": "SNS",
    },
}
NEEDED = {
    "customer": ("external_id",),
    "product": ("external_id",),
    "price": ("product_id", "price"),
    "stock": ("product_id", "quantity"),
    "credit_limit": ("customer_id", "limit"),
    "open_item": ("number", "customer_id", "total", "paid", "sign"),
}
# Lists whose records have one key, by which they can be read.
READABLE = {"price": "ITMREF", "credit_limit": "BPCNUM"}
NO_CONTROL, BLOCKED = "1", "3"  # of a customer's credit


def columns(text):
    """{"kind.field": "COLUMN"} of lines `kind.field = COLUMN`. ValueError names the line that is none.

    >>> columns("open_item.paid = ZPAID")
    {'open_item.paid': 'ZPAID'}
    """
    found = {}
    for line in filter(str.strip, (text or "").splitlines()):
        name, _sign, value = (part.strip() for part in line.partition("="))
        kind, _dot, field = name.partition(".")
        if field not in COLUMNS.get(kind, ()) or not value:
            raise ValueError(line.strip())
        found[name] = value
    return found


def column(options, kind, name):
    """X3's names for our field: what the backend says, else the usual ones."""
    return (options.get("columns", {}).get(f"{kind}.{name}") or COLUMNS[kind][name]).split()


def ours(options, kind, row):
    """{our field: text} of those columns that the row has."""
    found = {name: [row[one] for one in column(options, kind, name) if one in row] for name in COLUMNS[kind]}
    return {name: values[0] for name, values in found.items() if values}


def read(dialect, kind, cursor):
    """All of a list in one page; AT_ONCE records a page where each has to be read. cursor: {"left": [their keys]}."""
    options = dialect.settings.options
    left = cursor.get("left")
    if left is None:
        rows = dialect.listed(kind)
        if _whole(options, kind, rows):
            return Page(_changes(options, kind, rows), {})
        if kind not in READABLE:
            raise _lacking(dialect, kind, rows[0])
        left = [row[READABLE[kind]] for row in rows if row.get(READABLE[kind])]
    rows = [dialect.read_record(kind, number)[0] for number in left[:AT_ONCE]]
    if not _whole(options, kind, rows):
        raise _lacking(dialect, kind, rows[0])
    rest = left[AT_ONCE:]
    return Page(_changes(options, kind, rows), {"left": rest} if rest else {}, more=bool(rest))


def one(dialect, kind, row):
    """The Change of one row of a list; its record is read where the list does not show all that is needed."""
    options = dialect.settings.options
    if not _whole(options, kind, [row]):
        row = dialect.read_record(kind, row[READABLE[kind]])[0]
    return _changes(options, kind, [row])[0]


def _whole(options, kind, rows):
    return all(set(NEEDED[kind]) <= set(ours(options, kind, row)) for row in rows[:1])


def _lacking(dialect, kind, row):
    options = dialect.settings.options
    names = [column(options, kind, name)[0] for name in NEEDED[kind] if name not in ours(options, kind, row)]
    text = f"the list of {dialect._public(kind)} does not show {', '.join(names)}"
    return TransportError("NO_COLUMN", text, executed=False)


def _changes(options, kind, rows):
    found = (MAKE[kind](options, ours(options, kind, row)) for row in rows)
    return [change for change in found if change]


def _customer(_options, row):
    return Change("customer", row["external_id"], {"number": row["external_id"], **row})


def _product(_options, row):
    return Change("product", row["external_id"], {"code": row["external_id"], **row})


def _price(_options, row):
    document = {"product_id": row["product_id"], "product_code": row["product_id"], "price": number_text(row["price"])}
    document |= {"currency": row.get("currency", ""), "unit": row.get("unit", "")}
    return Change("price", row["product_id"], document)


def _stock(_options, row):
    quantity, warehouse = number_text(row["quantity"]), row.get("warehouse", "")
    line = {"product_id": row["product_id"], "product_ref": row["product_id"], "warehouse": warehouse}
    taken_at = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    # The moment is another one each time; only another quantity is news.
    document = {"taken_at": taken_at, "rows": [{**line, "quantity": quantity}]}
    return Change("stock", f"{row['product_id']}/{warehouse}", document, version=quantity)


def _credit_limit(_options, row):
    control = row.get("control", "")
    document = {
        "customer_id": row["customer_id"],
        "limit": "" if control == NO_CONTROL else number_text(row["limit"]),
        "currency": row.get("currency", ""),
        "blocked": control == BLOCKED,
    }
    return Change("credit_limit", row["customer_id"], document)


def _open_item(options, row):
    """One due date of one voucher, None when nothing is open of it. What the customer gets has the sign -1."""
    try:
        sign = -1 if Decimal(number_text(row["sign"])) < 0 else 1
        total, paid = (Decimal(number_text(row[name])) for name in ("total", "paid"))
    except InvalidOperation:
        text = f"an amount of the open item {row['number']} is no number: {row}"
        raise TransportError("NOT_A_NUMBER", text, executed=False) from None
    if total == paid:
        return None
    voucher_type, constants = row.get("type", ""), options.get("constants", {})
    kinds = {constants.get("invoice_type"): "invoice", constants.get("credit_note_type"): "credit_note"}
    identifier = "/".join((voucher_type, row["number"], row.get("line", "1")))
    document = {
        "external_id": identifier,
        "number": row["number"],
        "type": kinds.get(voucher_type) or ("payment" if sign < 0 else "other"),
        "customer_id": row["customer_id"],
        "date": x3_day(row.get("date", "")) or x3_day(row.get("due", "")),
        "due": x3_day(row.get("due", "")),
        "currency": row.get("currency", ""),
        "total": format(sign * total, "f"),
        "open": format(sign * (total - paid), "f"),
        "order_key": "",
    }
    return Change("open_item", identifier, document, document["open"])


MAKE = {
    "customer": _customer,
    "product": _product,
    "price": _price,
    "stock": _stock,
    "credit_limit": _credit_limit,
    "open_item": _open_item,
}
