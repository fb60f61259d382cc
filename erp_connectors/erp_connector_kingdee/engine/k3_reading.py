"""What is read from K/3 Cloud, in our neutral words: by change date, from the last row that was read on."""

from datetime import datetime, timezone

from odoo.addons.erp_connector.engine.dialect import Change, Page

from . import k3_entries
from .k3_rows import currency, day, entries, heads, moment, text
from .k3_wire import quoted

HEADS = {
    "customer": ("FNumber", "FName", "FTAXREGISTERCODE", "FTEL", "FZIP", "FADDRESS"),
    "product": ("FNumber", "FName"),
    "order_status": ("FBillNo", "FDocumentStatus", "FCloseStatus", "FCancelStatus"),
    "invoice": ("FBillNo", "FDATE", "FENDDATE_H", "FCUSTOMERID.FNumber", "FNOTAXAMOUNTFOR", "FTAXAMOUNTFOR"),
}
HEADS["invoice"] += ("FALLAMOUNTFOR", "FDocumentStatus", "FCancelStatus")
HEADS["open_item"] = ("FBillNo", "FDATE", "FENDDATE_H", "FCUSTOMERID.FNumber", "FALLAMOUNTFOR", "FCURRENCYID.FNumber")
LINES = ("FMATERIALID.FNumber", "FComment", "FPriceQty", "FNoTaxAmountFor_D", "FTAXAMOUNTFOR_D")
# What of FORMS a kind is read from.
READ_FROM = {"customer": "customer", "product": "product", "order_status": "order"}
READ_FROM |= {"invoice": "invoice", "open_item": "invoice"}
BILLS = ("invoice", "open_item")


def changes(dialect, kind, cursor):
    if kind in k3_entries.SOURCES:
        return k3_entries.changes(dialect, kind, cursor)
    if kind in BY_ROWS:
        return BY_ROWS[kind](dialect, cursor)
    found, count, cursor = _found(dialect, kind, "FDocumentStatus = 'C'" if kind in BILLS else "", cursor)
    return Page(found, cursor, more=count >= dialect.limit)


def fetch(dialect, kind, external_id):
    """The one Change under this key, or None."""
    if kind in k3_entries.SOURCES:
        return k3_entries.fetch(dialect, kind, external_id)
    where = f"{dialect.number_field(READ_FROM[kind])} = {quoted(external_id)}"
    where += " and FDocumentStatus = 'C'" if kind in BILLS else ""
    found, _count, _cursor = _found(dialect, kind, where, {})
    return found[0] if found else None


def _found(dialect, kind, where, cursor):
    source, options = READ_FROM[kind], dialect.settings.options
    extra = [dialect.key_field(source)] if source in ("order", "invoice") else []
    if kind == "invoice":
        extra += [options.get("order_field") or "", options.get("paid_field") or "FWRITTENOFFSTATUS"]
    if kind == "open_item":
        extra += [options.get("open_field") or "FNOTWRITTENOFFAMOUNTFOR"]
    keys = [dialect.id_field(source), "FModifyDate", *HEADS[kind]]
    keys += [name for name in extra if name not in keys and name]
    rows, cursor = heads(dialect, source, keys, where, cursor)
    lines = entries(dialect, "invoice", "FBillNo", [row["FBillNo"] for row in rows], LINES) if kind == "invoice" else {}
    return [_MAKE[kind](dialect, row, lines) for row in rows], len(rows), cursor


def _customer(dialect, row, _lines):
    document = {"external_id": row["FNumber"], "number": row["FNumber"], "name": row["FName"] or ""}
    names = {"vat": "FTAXREGISTERCODE", "phone": "FTEL", "zip": "FZIP", "street": "FADDRESS"}
    document |= {ours: row[theirs] or "" for ours, theirs in names.items()}
    return Change("customer", row["FNumber"], document | {"changed_at": moment(dialect, row)}, row["FModifyDate"])


def _product(dialect, row, _lines):
    document = {"external_id": row["FNumber"], "code": row["FNumber"], "name": row["FName"] or ""}
    return Change("product", row["FNumber"], document, row["FModifyDate"])


def _order_status(dialect, row, _lines):
    status = "completed" if row["FCloseStatus"] == "B" else {"C": "confirmed"}.get(row["FDocumentStatus"], "received")
    status = "cancelled" if row["FCancelStatus"] == "B" else status
    document = {"order_id": row["FBillNo"], "order_key": _key(dialect, "order", row), "status": status, "text": ""}
    document |= {"number": row["FBillNo"], "changed_at": moment(dialect, row)}
    return Change("order_status", row["FBillNo"], document, f"{status}|{row['FModifyDate']}")


def _invoice(dialect, row, lines):
    options = dialect.settings.options
    paid = row[options.get("paid_field") or "FWRITTENOFFSTATUS"] == (options.get("paid_value") or "C")
    total = text(row["FALLAMOUNTFOR"])
    state = "abandoned" if row["FCancelStatus"] == "B" else "paid" if paid else "open"
    order = row.get(options.get("order_field") or "") or ""
    document = {"external_id": row["FBillNo"], "number": row["FBillNo"], "order_id": order}
    document |= {"order_key": "", "customer_id": row["FCUSTOMERID.FNumber"] or "", "state": state}
    document |= {"type": "refund" if total.startswith("-") else "invoice", "total": total, "paid_on": ""}
    document |= {"untaxed": text(row["FNOTAXAMOUNTFOR"]), "tax": text(row["FTAXAMOUNTFOR"])}
    document |= {
        "date": day(row["FDATE"]),
        "due": day(row["FENDDATE_H"]),
        "lines": [_line(row) for row in lines.get(row["FBillNo"], ())],
    }
    return Change("invoice", row["FBillNo"], document, f"{state}|{total}|{row['FModifyDate']}")


def _line(row):
    product, name, quantity, untaxed, tax = (row[name] for name in LINES)
    line = {"product_id": product or "", "product_ref": product or "", "name": name or ""}
    return line | {"quantity": text(quantity), "untaxed": text(untaxed), "tax": text(tax), "total": ""}


def _open_item(dialect, row, _lines):
    left = text(row[dialect.settings.options.get("open_field") or "FNOTWRITTENOFFAMOUNTFOR"])
    total = text(row["FALLAMOUNTFOR"])
    document = {"external_id": row["FBillNo"], "number": row["FBillNo"], "total": total, "open": left}
    document |= {"type": "credit_note" if total.startswith("-") else "invoice"}
    document |= {
        "customer_id": row["FCUSTOMERID.FNumber"] or "",
        "date": day(row["FDATE"]),
        "due": day(row["FENDDATE_H"]),
    }
    document |= {"currency": currency(dialect, row["FCURRENCYID.FNumber"])}
    return Change("open_item", row["FBillNo"], document, f"{left}|{row['FModifyDate']}")


def _stock(dialect, cursor):
    """All quantities, page by page: there is no change date, so each round reads everything."""
    start, limit = int(cursor.get("row", 0)), dialect.limit
    keys = ("FMaterialId.FNumber", "FStockId.FNumber", "FBaseQty")
    rows = dialect.query("stock", keys, "", "FID ASC", limit, start)
    document = {"taken_at": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")}
    document["rows"] = [
        {"product_id": product, "product_ref": product, "warehouse": warehouse or "", "quantity": text(quantity)}
        for product, warehouse, quantity in rows
    ]
    found = [Change("stock", f"stock/{start}", document, f"{document['taken_at']}/{start}")] if rows else []
    more = len(rows) >= limit
    return Page(found, {"row": start + limit} if more else {}, more=more)


def _key(dialect, kind, row):
    return row.get(dialect.key_field(kind)) or ""


def _credit_limit(dialect, cursor):
    """Credit limits live in a form that differs between releases and sites: the backend says which, and its fields
    (customer, limit, currency). There is no change date, so each round reads everything."""
    form = dialect.settings.options.get("forms", {}).get("credit_limit")
    keys = [name.strip() for name in (dialect.settings.options.get("credit_fields") or "").split(",") if name.strip()]
    if not form or len(keys) < 2:
        return Page([], cursor)
    start, limit = int(cursor.get("row", 0)), dialect.limit
    rows = dialect.query("credit_limit", keys, "", f"{keys[0]} ASC", limit, start)
    found = []
    for customer, amount, *coin in rows:
        document = {"customer_id": customer or "", "limit": text(amount)}
        document |= {"currency": currency(dialect, coin[0]) if coin else ""}
        found.append(Change("credit_limit", document["customer_id"], document, str(sorted(document.items()))))
    more = len(rows) >= limit
    return Page(found, {"row": start + limit} if more else {}, more=more)


_MAKE = {
    "customer": _customer,
    "product": _product,
    "order_status": _order_status,
    "invoice": _invoice,
    "open_item": _open_item,
}
BY_ROWS = {"stock": _stock, "credit_limit": _credit_limit}
