"""What is read from K/3 Cloud, in our neutral words: by change date, from the last row that was read on.

The cursor is {"at": FModifyDate, "id": FID} of that row. A row that is changed while we read moves behind it and is read
once more; with row numbers alone the one after it would be lost.
"""

from datetime import datetime, timedelta, timezone

from odoo.addons.erp_connector.engine.dialect import Change, Page

from .k3_wire import quoted

LIMIT = 100
HEADS = {
    "customer": ("FNumber", "FName", "FTAXREGISTERCODE", "FTEL", "FZIP", "FADDRESS"),
    "product": ("FNumber", "FName"),
    "order_status": ("FBillNo", "FDocumentStatus", "FCloseStatus", "FCancelStatus"),
    "invoice": ("FBillNo", "FDATE", "FENDDATE_H", "FCUSTOMERID.FNumber", "FNOTAXAMOUNTFOR", "FTAXAMOUNTFOR"),
}
HEADS["invoice"] += ("FALLAMOUNTFOR", "FDocumentStatus", "FCancelStatus")
HEADS["open_item"] = ("FBillNo", "FDATE", "FENDDATE_H", "FCUSTOMERID.FNumber", "FALLAMOUNTFOR", "FCURRENCYID.FNumber")
LINES = ("FBillNo", "FMATERIALID.FNumber", "FComment", "FPriceQty", "FNoTaxAmountFor_D", "FTAXAMOUNTFOR_D")
# What of FORMS a kind is read from.
READ_FROM = {"customer": "customer", "product": "product", "order_status": "order"}
READ_FROM |= {"invoice": "invoice", "open_item": "invoice"}


def changes(dialect, kind, cursor):
    if kind == "stock":
        return _stock(dialect, cursor)
    source, options = READ_FROM[kind], dialect.settings.options
    limit = int(options.get("limit") or LIMIT)
    own = {"order_status": "order", "invoice": "invoice", "open_item": "invoice"}.get(kind)
    extra = [dialect.key_field(own)] if own else []
    extra += (
        [options.get("order_field") or "", options.get("paid_field") or "FWRITTENOFFSTATUS"]
        if kind == "invoice"
        else []
    )
    extra += [options.get("open_field") or "FNOTWRITTENOFFAMOUNTFOR"] if kind == "open_item" else []
    keys = ["FID" if own else {"customer": "FCUSTID", "product": "FMATERIALID"}[kind], "FModifyDate", *HEADS[kind]]
    keys += [name for name in extra if name not in keys and name]
    rows = dialect.query(source, keys, _behind(keys[0], cursor, kind), f"FModifyDate ASC, {keys[0]} ASC", limit)
    rows = [dict(zip(keys, row, strict=True)) for row in rows]
    lines = _lines(dialect, [row["FBillNo"] for row in rows]) if kind == "invoice" and rows else {}
    found = [_MAKE[kind](dialect, row, lines) for row in rows]
    if rows:
        cursor = {"at": rows[-1]["FModifyDate"], "id": rows[-1][keys[0]]}
    return Page([change for change in found if change], cursor, more=len(rows) >= limit)


def _behind(name, cursor, kind):
    parts = []
    if cursor.get("at"):
        at = quoted(cursor["at"])
        parts.append(f"(FModifyDate > {at} or (FModifyDate = {at} and {name} > {int(cursor['id'])}))")
    if kind in ("invoice", "open_item"):
        parts.append("FDocumentStatus = 'C'")
    return " and ".join(parts)


def _lines(dialect, numbers):
    wanted = f"FBillNo in ({', '.join(quoted(number) for number in numbers)})"
    lines, start = {}, 0
    while True:
        rows = dialect.query("invoice", LINES, wanted, "FID ASC", 2000, start)
        for number, product, name, quantity, untaxed, tax in rows:
            row = {"product_id": product or "", "product_ref": product or "", "name": name or ""}
            row |= {"quantity": _text(quantity), "untaxed": _text(untaxed), "tax": _text(tax), "total": ""}
            lines.setdefault(number, []).append(row)
        start += len(rows)
        if len(rows) < 2000:
            return lines


def _customer(dialect, row, _lines):
    document = {"external_id": row["FNumber"], "number": row["FNumber"], "name": row["FName"] or ""}
    names = {"vat": "FTAXREGISTERCODE", "phone": "FTEL", "zip": "FZIP", "street": "FADDRESS"}
    document |= {ours: row[theirs] or "" for ours, theirs in names.items()}
    return Change("customer", row["FNumber"], document | {"changed_at": _moment(dialect, row)}, row["FModifyDate"])


def _product(dialect, row, _lines):
    document = {"external_id": row["FNumber"], "code": row["FNumber"], "name": row["FName"] or ""}
    return Change("product", row["FNumber"], document, row["FModifyDate"])


def _order_status(dialect, row, _lines):
    status = "completed" if row["FCloseStatus"] == "B" else {"C": "confirmed"}.get(row["FDocumentStatus"], "received")
    status = "cancelled" if row["FCancelStatus"] == "B" else status
    document = {"order_id": row["FBillNo"], "order_key": _key(dialect, "order", row), "status": status, "text": ""}
    document |= {"number": row["FBillNo"], "changed_at": _moment(dialect, row)}
    return Change("order_status", row["FBillNo"], document, f"{status}|{row['FModifyDate']}")


def _invoice(dialect, row, lines):
    options = dialect.settings.options
    paid = row[options.get("paid_field") or "FWRITTENOFFSTATUS"] == (options.get("paid_value") or "C")
    total = _text(row["FALLAMOUNTFOR"])
    state = "abandoned" if row["FCancelStatus"] == "B" else "paid" if paid else "open"
    order = row.get(options.get("order_field") or "") or ""
    document = {"external_id": row["FBillNo"], "number": row["FBillNo"], "order_id": order}
    document |= {"order_key": "", "customer_id": row["FCUSTOMERID.FNumber"] or "", "state": state}
    document |= {"type": "refund" if total.startswith("-") else "invoice", "total": total, "paid_on": ""}
    document |= {"untaxed": _text(row["FNOTAXAMOUNTFOR"]), "tax": _text(row["FTAXAMOUNTFOR"])}
    document |= {"date": _day(row["FDATE"]), "due": _day(row["FENDDATE_H"]), "lines": lines.get(row["FBillNo"], [])}
    return Change("invoice", row["FBillNo"], document, f"{state}|{total}|{row['FModifyDate']}")


def _open_item(dialect, row, _lines):
    left = _text(row[dialect.settings.options.get("open_field") or "FNOTWRITTENOFFAMOUNTFOR"])
    total = _text(row["FALLAMOUNTFOR"])
    currencies = dialect.settings.options.get("currencies", {})
    document = {"external_id": row["FBillNo"], "number": row["FBillNo"], "total": total, "open": left}
    document |= {"type": "credit_note" if total.startswith("-") else "invoice"}
    document |= {
        "customer_id": row["FCUSTOMERID.FNumber"] or "",
        "date": _day(row["FDATE"]),
        "due": _day(row["FENDDATE_H"]),
    }
    document |= {"currency": currencies.get(row["FCURRENCYID.FNumber"], "")}
    return Change("open_item", row["FBillNo"], document, f"{left}|{row['FModifyDate']}")


def _stock(dialect, cursor):
    """All quantities, page by page: there is no change date, so each round reads everything."""
    start, limit = int(cursor.get("row", 0)), int(dialect.settings.options.get("limit") or LIMIT)
    keys = ("FMaterialId.FNumber", "FStockId.FNumber", "FBaseQty")
    rows = dialect.query("stock", keys, "", "FID ASC", limit, start)
    document = {"taken_at": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")}
    document["rows"] = [
        {"product_id": product, "product_ref": product, "warehouse": warehouse or "", "quantity": _text(quantity)}
        for product, warehouse, quantity in rows
    ]
    found = [Change("stock", f"stock/{start}", document, f"{document['taken_at']}/{start}")] if rows else []
    more = len(rows) >= limit
    return Page(found, {"row": start + limit} if more else {}, more=more)


def _key(dialect, kind, row):
    return row.get(dialect.key_field(kind)) or ""


def _text(value):
    return "0" if value in (None, "") else str(value)


def _day(value):
    return str(value or "")[:10]


def _moment(dialect, row):
    """K/3 Cloud says the server's local time without a zone; ours is UTC.

    >>> from types import SimpleNamespace as Some
    >>> _moment(Some(settings=Some(options={})), {"FModifyDate": "2026-11-22T07:30:00.123"})
    '2026-11-21 23:30:00'
    """
    local = datetime.fromisoformat(str(row["FModifyDate"])[:19])
    hours = dialect.settings.options.get("utc_offset")
    return str(local - timedelta(hours=8.0 if hours is None else hours))


_MAKE = {
    "customer": _customer,
    "product": _product,
    "order_status": _order_status,
    "invoice": _invoice,
    "open_item": _open_item,
}
