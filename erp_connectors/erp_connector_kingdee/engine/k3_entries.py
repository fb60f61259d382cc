"""What is read from K/3 Cloud by its entries: what a receipt pays, what a delivery brings, what a price list says."""

from odoo.addons.erp_connector.engine.dialect import Change, Page

from .k3_rows import currency, day, entries, heads, moment, text
from .k3_wire import quoted

# Fields that are not confirmed for every release: {option of the backend: today's name}. A site that clears one reads
# nothing from it.
CARRIER, FROM_QUANTITY = "carrier_field", "from_quantity_field"
SITE_FIELDS = {CARRIER: "FCarrierID.FName", FROM_QUANTITY: "FFromQty"}
# {kind: (source, number of the document, further members of its head, members of an entry)}
SOURCES = {
    "payment": (
        "payment",
        "FBillNo",
        ("FDATE", "FDocumentStatus", "FCancelStatus", "FCURRENCYID.FNumber"),
        ("FRECEIVEBILLSRCENTRY_FEntryID", "FSRCBILLNO", "FREALRECAMOUNTFOR_S"),
    ),
    "delivery": (
        "delivery",
        "FBillNo",
        ("FDate", "FDocumentStatus", "FCancelStatus", CARRIER, "FCarriageNO"),
        ("FSoorDerno", "FMaterialID.FNumber", "FRealQty"),
    ),
    "price": (
        "price",
        "FNumber",
        ("FDocumentStatus", "FCurrencyId.FNumber", "FEffectiveDate", "FExpiryDate"),
        ("FMaterialId.FNumber", "FUnitID.FNumber", FROM_QUANTITY, "FPrice"),
    ),
}


def changes(dialect, kind, cursor):
    price_list = dialect.settings.options.get("price_list")
    if kind == "price" and not price_list:
        return Page([], cursor)
    where = f"FNumber = {quoted(price_list)} and FDocumentStatus = 'C'" if kind == "price" else ""
    found, count, cursor = _found(dialect, kind, where, cursor)
    return Page(found, cursor, more=count >= dialect.limit)


def fetch(dialect, kind, external_id):
    """The one Change under this key, or None."""
    number = SOURCES[kind][1]
    where = f"{number} = {quoted(external_id.partition('/')[0])}"
    found, _count, _cursor = _found(dialect, kind, where, {})
    return next((change for change in found if change.remote_id == external_id), None)


def _found(dialect, kind, where, cursor):
    source, number, more, names = SOURCES[kind]
    keys = _named(dialect, ("FID", "FModifyDate", number, *more))
    rows, cursor = heads(dialect, source, keys, where, cursor)
    lines = entries(dialect, source, number, [row[number] for row in rows], _named(dialect, names))
    made = [change for row in rows for change in MAKE[kind](dialect, row, lines.get(row[number], []))]
    return made, len(rows), cursor


def site_field(dialect, option):
    """The site's name of a field of SITE_FIELDS, "" where it is not to be read."""
    return dialect.settings.options.get(option, SITE_FIELDS[option])


def _named(dialect, names):
    """The names as this site writes them."""
    named = [site_field(dialect, name) if name in SITE_FIELDS else name for name in names]
    return tuple(name for name in named if name)


def _payments(dialect, row, lines):
    """One for each receivable that the receipt pays; a receipt on account pays none."""
    state = "posted" if row["FDocumentStatus"] == "C" and row["FCancelStatus"] != "B" else "cancelled"
    for line in lines:
        if not line["FSRCBILLNO"]:
            continue
        name = f"{row['FBillNo']}/{line['FRECEIVEBILLSRCENTRY_FEntryID']}"
        document = {"external_id": name, "invoice_id": line["FSRCBILLNO"], "invoice_number": line["FSRCBILLNO"]}
        document |= {"amount": text(line["FREALRECAMOUNTFOR_S"]), "date": day(row["FDATE"]), "state": state}
        document |= {"currency": currency(dialect, row["FCURRENCYID.FNumber"]), "reference": row["FBillNo"]}
        document |= {"changed_at": moment(dialect, row)}
        yield Change("payment", name, document, f"{state}|{document['amount']}|{row['FModifyDate']}")


def _deliveries(dialect, row, lines):
    """One for each sales order that is delivered."""
    status = "shipped" if row["FDocumentStatus"] == "C" else "planned"
    status = "cancelled" if row["FCancelStatus"] == "B" else status
    for order in dict.fromkeys(line["FSoorDerno"] for line in lines if line["FSoorDerno"]):
        name = f"{row['FBillNo']}/{order}"
        document = {"external_id": name, "number": row["FBillNo"], "order_id": order, "order_key": ""}
        document |= {"status": status, "shipped_on": day(row["FDate"]) if status == "shipped" else ""}
        document |= {"carrier": row.get(site_field(dialect, CARRIER)) or "", "tracking": row["FCarriageNO"] or ""}
        document["delivered_on"] = ""
        document["lines"] = [_delivered(line) for line in lines if line["FSoorDerno"] == order]
        document |= {"changed_at": moment(dialect, row)}
        yield Change("delivery", name, document, f"{status}|{row['FModifyDate']}")


def _delivered(line):
    product = line["FMaterialID.FNumber"] or ""
    return {"product_id": product, "product_ref": product, "name": "", "quantity": text(line["FRealQty"])}


def _prices(dialect, row, lines):
    for line in lines:
        product, quantity = line["FMaterialId.FNumber"] or "", text(line.get(site_field(dialect, FROM_QUANTITY)))
        document = {"product_id": product, "product_code": product, "price": text(line["FPrice"])}
        document |= {"currency": currency(dialect, row["FCurrencyId.FNumber"]), "min_quantity": quantity}
        document |= {"valid_from": day(row["FEffectiveDate"]), "valid_to": day(row["FExpiryDate"])}
        document |= {"unit": line["FUnitID.FNumber"] or ""}
        yield Change(
            "price", f"{row['FNumber']}/{product}/{quantity}", document, f"{document['price']}|{row['FModifyDate']}"
        )


MAKE = {"payment": _payments, "delivery": _deliveries, "price": _prices}
