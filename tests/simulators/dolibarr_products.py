"""The products and services operations. Stock can be read here and never be written."""

import sqlite3

from dolibarr_operations import Refused, _get, money, plain, rate, text
from dolibarr_store import now
from nusoap_wire import blank, number

TEXTS = ("type", "label", "description", "note", "status_tosell", "status_tobuy", "barcode", "barcode_type")
TEXTS += ("country_id", "customcode")


def _values(data):
    net, gross, percent = (number(data.get(name)) for name in ("price_net", "price", "vat_rate"))
    factor = 1 + percent / 100
    if not blank(data.get("barcode")) and blank(data.get("barcode_type")):
        raise Refused("KO", "a bar code needs the type of bar code")
    values = {name: text(data.get(name)) for name in TEXTS}
    values |= {"vat_rate": percent, "stock_alert": number(data.get("stock_alert"))}
    base = "TTC" if gross > 0 else "HT" if net > 0 else text(data.get("price_base_type")) or "HT"
    values |= {"price_base_type": base}
    values |= {"price_net": gross / factor if gross > 0 else net, "price": gross if gross > 0 else net * factor}
    return values


def create_product(store, data):
    if blank(data.get("ref")):
        raise Refused("KO", "a product needs a ref")
    values = {**_values(data), "ref": text(data["ref"]), "ref_ext": text(data.get("ref_ext")), "stock_real": 0}
    with store.transaction():
        try:
            row_id = store.insert("product", {**values, "date_creation": now(), "date_modification": now()})
        except sqlite3.IntegrityError:
            raise Refused("KO", "this product ref is in use") from None
    return {"id": row_id}


def update_product(store, data):
    with store.transaction():
        row = store.by_id("product", number(data.get("id"), int))
        if row is None:
            raise Refused("KO", "no such product")
        values = {**_values(data), "date_modification": now()}
        values |= {name: text(data[name]) for name in ("ref", "ref_ext") if data.get(name) is not None}
        try:
            store.write("product", row["id"], values)
        except sqlite3.IntegrityError:
            raise Refused("KO", "this product ref is in use") from None
    return {"id": row["id"]}


def get_product(store, row_id="", ref="", ref_ext="", *_language):
    row = _get(store, "product", row_id, ref, ref_ext)
    answer = {name: text(value) for name, value in row.items() if value is not None}
    answer |= {name: money(row[name]) for name in ("price_net", "price")}
    answer |= {"price_min_net": money(0), "price_min": money(0), "vat_rate": rate(row["vat_rate"]), "vat_npr": "0"}
    answer |= {"localtax1_tx": rate(0), "localtax2_tx": rate(0), "dir": f"{row['ref']}/", "images": []}
    answer |= {"stock_real": plain(row["stock_real"]), "stock_alert": plain(row["stock_alert"])}
    answer.pop("customcode", None)  # sent under a name the contract does not know, so it never arrives
    return {"product": answer}


def list_products(store, wanted):
    rows, wanted = store.where("product"), wanted if isinstance(wanted, dict) else {}
    kind = wanted.get("type")
    if kind not in (None, "") and number(kind) >= 0:
        rows = [row for row in rows if number(row["type"], int) == number(kind, int)]
    for name in ("status_tosell", "status_tobuy"):
        if wanted.get(name) is not None:  # GUESS: an empty filter counts as 0
            rows = [row for row in rows if number(row[name], int) == number(wanted[name], int)]
    return {"products": [{name: text(row[name]) for name in ("id", "ref", "ref_ext")} for row in rows]}
