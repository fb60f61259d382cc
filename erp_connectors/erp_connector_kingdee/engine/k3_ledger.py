"""What K/3 Cloud has: its side of a reconciliation, and one document in the fields of its form."""

from datetime import timedelta
from decimal import Decimal

from .k3_rows import by_id, currency, day, text
from .k3_rules import MAPPINGS
from .k3_wire import quoted

# {kind: (source, id, day, currency, total, tax)}
DATED = {
    "order": ("order", "FID", "FDate", "FSettleCurrId.FNumber", "FBillAllAmount", "FBillTaxAmount"),
    "invoice": ("invoice", "FID", "FDATE", "FCURRENCYID.FNumber", "FALLAMOUNTFOR", "FTAXAMOUNTFOR"),
}
CUSTOMERS = {"order": "FCustId.FNumber", "invoice": "FCUSTOMERID.FNumber"}
# Containers of a form: their members are asked for without them. What `read` cannot bring into the mapping's shape.
NOT_READ = ("journal_entry",)


def ledger(dialect, kind, since, until):
    """Dialect.ledger. Payments are what has been written off of each receivable so far."""
    if kind in ("customer", "product"):
        for row in by_id(dialect, kind, (dialect.id_field(kind), "FNumber", "FName"), ""):
            known = {"external_id": row["FNumber"], "external_ref": row["FName"] or "", "key": row["FNumber"]}
            yield known | {"customer_id": "", "date": "", "total": None, "tax": None, "state": "open"}
        return
    read_from = "invoice" if kind == "payment" else kind
    source, number_id, dated, coin, total, tax = DATED[read_from]
    options = dialect.settings.options
    period = f"{dated} >= {quoted(since)} and {dated} < {quoted(until + timedelta(days=1))}"
    own = {"order": ["FCloseStatus"], "invoice": [_paid_field(options), _open_field(options)]}[read_from]
    keys = [
        number_id,
        "FBillNo",
        dated,
        CUSTOMERS[read_from],
        coin,
        total,
        tax,
        "FDocumentStatus",
        "FCancelStatus",
        *own,
    ]
    keys += [name for name in [dialect.key_field(read_from)] if name not in keys]
    for row in by_id(dialect, source, keys, period):
        known = {
            "external_id": row["FBillNo"],
            "external_ref": row["FBillNo"],
            "customer_id": row[CUSTOMERS[read_from]] or "",
        }
        known |= {"key": row[dialect.key_field(read_from)] or "", "date": day(row[dated])}
        known |= {"currency": currency(dialect, row[coin]), "total": text(row[total]), "tax": text(row[tax])}
        if kind != "payment":
            yield known | {"state": _state(dialect, read_from, row)}
            continue
        paid = Decimal(known["total"]) - Decimal(text(row[_open_field(options)]))
        if paid and row["FDocumentStatus"] == "C":
            yield known | {"total": str(paid), "tax": None, "state": "paid"}


def _state(dialect, kind, row):
    if row["FCancelStatus"] == "B":
        return "cancelled"
    if row["FDocumentStatus"] not in dialect.goal(kind):
        return "draft"
    if kind == "order":
        return "done" if row["FCloseStatus"] == "B" else "open"
    options = dialect.settings.options
    return "paid" if row[_paid_field(options)] == (options.get("paid_value") or "C") else "open"


def _paid_field(options):
    return options.get("paid_field") or "FWRITTENOFFSTATUS"


def _open_field(options):
    return options.get("open_field") or "FNOTWRITTENOFFAMOUNTFOR"


def read(dialect, kind, external_id):
    """Dialect.read: what a mapping to start with fills in, but for the constants of the site."""
    if kind in NOT_READ:
        return None
    targets = [rule.target for rule in MAPPINGS[kind] if rule.kind != "fixed"]
    keys = list(dict.fromkeys(_asked(target) for target in targets))
    number = dialect.number_field(kind)
    rows = dialect.query(
        kind, [number, *keys], f"{number} = {quoted(external_id)}", f"{dialect.id_field(kind)} ASC", 2000
    )
    rows = [dict(zip(keys, row[1:], strict=True)) for row in rows]
    found = {}
    for target in targets if rows else ():
        entity, repeated, member = target.partition("[].")
        if not repeated:
            _put(found, target, _plain(rows[0][_asked(target)]))
            continue
        lines = found.setdefault(entity, [{} for _row in rows])
        for line, row in zip(lines, rows, strict=True):
            _put(line, member, _plain(row[_asked(target)]))
    return found


def _asked(target):
    """The name by which a query asks for a member: without the part of the form that holds it.

    >>> _asked("FSaleOrderEntry[].FMaterialId.FNumber"), _asked("FRECEIVEBILLENTRY.FCOMMENT"), _asked("FName")
    ('FMaterialId.FNumber', 'FCOMMENT', 'FName')
    """
    parts = target.replace("[]", "").split(".")
    kept = 2 if parts[-1] == "FNumber" else 1
    return ".".join(parts[-kept:])


def _plain(value):
    """A day without the midnight that belongs to it."""
    said = "" if value is None else str(value)
    return said.removesuffix("T00:00:00")


def _put(tree, path, value):
    *inner, last = path.split(".")
    for name in inner:
        tree = tree.setdefault(name, {})
    tree[last] = value
