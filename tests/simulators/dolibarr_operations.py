"""What each web service operation does. Result codes are Dolibarr's; the texts beside them are ours.

A function takes the store and the arguments after `authentication` and returns the parts of the answer. It raises
`Refused` for a result code, `TechnicalError` for the HTML page, `PhpDied` for the bare HTTP 500.

GUESS marks what was neither run nor read: do not build on it.
"""

import re
import sqlite3
import threading
import time
from datetime import datetime, timedelta

from dolibarr_store import COLUMNS, now
from nusoap_wire import blank, lines_of, number

COUNTRIES = {"FR": "1", "BE": "2", "IT": "3", "ES": "4", "DE": "5", "CH": "6", "GB": "7", "CN": "9", "US": "11"}
NOT_BOTH = "give one of id, ref and ref_ext, not several"


class Refused(Exception):
    def __init__(self, code, label=""):
        super().__init__(code)
        self.code, self.label = code, label


class TechnicalError(Exception):
    """The page that starts with "Dolibarr has detected a technical error"."""


class PhpDied(Exception):
    """An uncaught PHP error: HTTP 500 without a body (GUESS: with display_errors on there would be text)."""


class HalfStored(Exception):
    """Creating failed, validating did not, and the commit came all the same: an empty result about a stored document."""


class Site:
    """How this server is set up."""

    stock_must_suffice = False  # an order line without enough stock is refused
    utc_offset = 0  # hours; days are read as midnight UTC and written in this zone


class Race:
    """Off by default. On: numbers are drawn before the lock is taken, so that parallel creates can collide."""

    on = False
    pause = 0.005
    lock = threading.Lock()


def money(value):
    return f"{value or 0:.8f}"


def rate(value):
    return f"{value or 0:.4f}"  # GUESS: four digits, as the column is declared


def plain(value):
    return f"{value or 0:g}"


def day(value):
    """A date as YYYY-MM-DD in the server's zone, or nothing; what cannot be read is dropped in silence.

    >>> day("2026-11-22"), day("2026-11-22T12:00:00Z"), day("22.11.2026")
    ('2026-11-22', '2026-11-22', None)
    """
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$", value):
        return None
    return (datetime.fromisoformat(value[:19]) + timedelta(hours=Site.utc_offset)).date().isoformat()


def text(value):
    return (
        value if value is None or isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
    )


def _find(store, table, row_id, ref, ref_ext, only_one=False):
    """By the first key given. Orders, invoices and products take the OLDEST of several; third parties refuse."""
    if blank(row_id) and blank(ref) and blank(ref_ext):
        return None
    if not blank(row_id):
        found = store.where(table, id=number(row_id, int))
    else:
        found = store.where(table, **({"ref": text(ref)} if not blank(ref) else {"ref_ext": text(ref_ext)}))
    if only_one and len(found) > 1:
        raise Refused("DUPLICATE_FOUND", f"several objects with id={row_id} ref={ref} ref_ext={ref_ext}")
    return found[0] if found else None


def _get(store, table, row_id, ref, ref_ext, only_one=False):
    if sum(not blank(key) for key in (row_id, ref, ref_ext)) > 1:
        raise Refused("BAD_PARAMETERS", NOT_BOTH)
    row = _find(store, table, row_id, ref, ref_ext, only_one)
    if row is None:
        raise Refused("NOT_FOUND", f"no object with id={row_id} nor ref={ref} nor ref_ext={ref_ext}")
    return row


# third parties


def _thirdparty_values(data):
    values = {name: text(data.get(name)) for name in COLUMNS["thirdparty"] if not name.startswith("date_")}
    if not blank(data.get("country_code")):
        values["country_id"] = COUNTRIES.get(data["country_code"], "")
    values["phone"] = re.sub(r"[\s.]", "", values["phone"] or "")
    if len(values["phone"]) > 20:
        raise Refused("KO", "the column has room for 20 characters")
    return values


def create_thirdparty(store, data):
    values = _thirdparty_values(data)
    values["status"] = values["status"] or "0"  # GUESS: closed unless said otherwise
    with store.transaction():
        if values["customer_code"] in ("auto", "-1"):
            values["customer_code"] = store.customer_code()  # GUESS: the numbering module "CUyymm-nnnnn" is switched on
        values["customer_code"] = values["customer_code"] or None
        try:
            row_id = store.insert("thirdparty", {**values, "date_creation": now(), "date_modification": now()})
        except sqlite3.IntegrityError:
            raise Refused("KO") from None  # what verify() finds wrong is not in the answer
    return {"id": row_id, "ref": values["ref"]}


def update_thirdparty(store, data):
    """Writes EVERY field: what the request leaves out is emptied."""
    with store.transaction():
        row = store.by_id("thirdparty", number(data.get("id"), int))
        if row is None:
            raise Refused("NOT_FOUND", f"no third party {data.get('id')}")
        values = _thirdparty_values(data)
        values["customer_code"] = row["customer_code"] or values["customer_code"] or None  # a code is never changed
        try:
            store.write("thirdparty", row["id"], {**values, "date_modification": now()})
        except sqlite3.IntegrityError:
            raise Refused("KO") from None
    return {"id": row["id"]}


def get_thirdparty(store, row_id="", ref="", ref_ext="", *_other_keys):
    row = _get(store, "thirdparty", row_id, ref, ref_ext, only_one=True)
    return {"thirdparty": row}


def list_thirdparties(store, wanted):
    rows, wanted = store.where("thirdparty"), wanted if isinstance(wanted, dict) else {}
    for name in ("client", "supplier"):
        if (value := number(wanted.get(name), int)) > 0:
            rows = [row for row in rows if number(row[name], int) == value]
    if number(wanted.get("category"), int) > 0:
        rows = []
    # `adress` is spelled like this on the wire, and never filled.
    names = ("id", "ref", "ref_ext", "adress", "zip", "town", "country", "phone", "fax", "url")
    return {"thirdparties": [{name: text(row.get(name)) for name in names} for row in rows]}


def delete_thirdparty(store, row_id="", ref="", ref_ext=""):
    with store.transaction():
        row = _get(store, "thirdparty", row_id, ref, ref_ext)
        if any(store.where(kind, thirdparty_id=row["id"]) for kind in ("order", "invoice")):
            raise Refused("KO", "there are documents of this third party")
        store.delete("thirdparty", row["id"])
    return {}


# orders


def _order_line(store, line):
    qty, price, percent = (number(line.get(name)) for name in ("qty", "unitprice", "vat_rate"))
    net = round(qty * price + 1e-9, 2)
    vat = round(net * percent / 100 + 1e-9, 2)
    kept = _invoice_line(line)
    product = store.by_id("product", kept["product_id"]) if kept["product_id"] else None
    kept["type"] = product["type"] if product else "0"  # a line without a product is always goods
    return {**kept, "total_net": net, "total_vat": vat, "total": net + vat}


def _invoice_line(line):
    numbers = ("qty", "price", "unitprice", "vat_rate", "total_net", "total_vat", "total")
    return {
        **{name: number(line.get(name)) for name in numbers},
        **{name: text(line.get(name)) for name in ("type", "desc")},
        **{name: day(line.get(name)) for name in ("date_start", "date_end")},
        "product_id": number(line.get("product_id"), int) or None,
    }


def create_order(store, data):
    lines = [_order_line(store, line) for line in lines_of(data)]
    header = {name: text(data.get(name)) for name in ("ref_ext", "note_private", "note_public", "project_id")}
    header |= {name: text(data.get(name)) for name in ("cond_reglement_id", "demand_reason_id", "fk_delivery_address")}
    header |= {"thirdparty_id": number(data.get("thirdparty_id"), int), "date": day(data.get("date")), "billed": 0}
    validate = number(data.get("status"), int) == 1
    drawn = None
    if Race.on and validate:
        drawn = store.next_number("CO", header["date"])
        time.sleep(Race.pause)
    stored = _in_stock(store, lines)
    if len(stored) < len(lines) and not validate:
        raise Refused("KO", "there is not enough of a product in stock")
    with store.transaction():
        if store.by_id("thirdparty", header["thirdparty_id"]) is None:
            raise TechnicalError
        row_id, ref = store.add_document("order", header, stored)
        if validate:
            try:
                ref = store.validate("order", {"id": row_id, "date": header["date"]}, drawn)
            except sqlite3.IntegrityError:
                raise TechnicalError from None
    if len(stored) < len(lines):
        raise HalfStored
    return {"id": row_id, "ref": ref}


def _in_stock(store, lines):
    """The lines before the first one that the server refuses; all of them where it does not look at the stock."""
    if Site.stock_must_suffice:
        for number_of_line, line in enumerate(lines):
            product = store.by_id("product", line["product_id"]) if line["product_id"] else None
            if product and product["type"] == "0" and product["stock_real"] < line["qty"]:
                return lines[:number_of_line]
    return lines


def _order_lines(store, order):
    return [_line_answer(store, line, order["id"]) for line in store.where("order_line", parent_id=order["id"])]


def _line_answer(store, line, order_id):
    product = store.by_id("product", line["product_id"]) if line["product_id"] else None
    product = product or {"ref": None, "label": None, "description": None}
    return {
        "id": str(line["id"]),
        "type": line["type"],
        "fk_commande": str(order_id),
        "fk_parent_line": None,
        "desc": line["desc"],
        "qty": plain(line["qty"]),
        "price": None if not line["price"] else plain(line["price"]),
        "unitprice": money(line["unitprice"]),
        "vat_rate": rate(line["vat_rate"]),
        "remise": None,
        "remise_percent": "0",
        "product_id": text(line["product_id"]),
        "product_type": line["type"],
        **{name: money(line[name]) for name in ("total_net", "total_vat", "total")},
        **{name: line[name] or "" for name in ("date_start", "date_end")},
        **{f"product_{name}": product[source] for name, source in (("ref", "ref"), ("label", "label"))},
        "product_desc": product["description"],
    }


def _order_answer(store, order):
    names = ("id", "ref", "ref_ext", "status", "billed", "project_id", "note_private", "note_public")
    return {
        **{
            name: text(order[name]) for name in (*names, "cond_reglement_id", "fk_delivery_address", "demand_reason_id")
        },
        **{name: money(order[name]) for name in ("total_net", "total_vat", "total")},
        **{name: money(0) for name in ("total_localtax1", "total_localtax2")},
        "thirdparty_id": str(order["thirdparty_id"]),
        "date": order["date"] or "",
        # GUESS: read in an older release, where these come empty; never rely on them for "what changed since".
        **{name: "" for name in ("date_creation", "date_validation", "date_modification")},
        "lines": _order_lines(store, order),
    }


def get_order(store, row_id="", ref="", ref_ext=""):
    return {"order": _order_answer(store, _get(store, "order", row_id, ref, ref_ext))}


def list_orders(store, thirdparty):
    if blank(thirdparty):
        raise Refused("BAD_PARAMETERS", "no third party given")
    orders = (
        store.where("order") if thirdparty == "all" else store.where("order", thirdparty_id=number(thirdparty, int))
    )
    answers = []
    for order in orders:
        answer = _order_answer(store, order)
        for name in ("date_creation", "date_validation", "date_modification", "fk_delivery_address"):
            del answer[name]
        answer["socid"] = answer.pop("thirdparty_id")  # the list names the customer differently
        for line in answer["lines"]:
            line["tva_tx"] = line.pop("vat_rate")  # and the rate too
            del line["product_type"]
        answers.append(answer)
    return {"orders": answers}


def valid_order(store, row_id="", *_warehouse):
    with store.transaction():
        order = _find(store, "order", row_id, "", "")
        if order and order["status"] == 0:
            store.validate("order", order)
    return {}


def update_order(store, data):
    """Only status and billed; a step that changes nothing is a KO. The last step decides about the answer.

    Read in an older release, not run.
    """
    with store.transaction():
        order = _find(store, "order", *(data.get(name) for name in ("id", "ref", "ref_ext")))
        if order is None:
            raise Refused("NOT_FOUND", "no such order")
        done = True
        if (status := data.get("status")) not in (None, ""):
            done = _order_step(store, order, number(status, int))
        if (billed := data.get("billed")) is not None:
            done = bool(order["billed"]) is blank(billed)
            store.write("order", order["id"], {"billed": 0 if blank(billed) else 1})
        if not done:
            raise Refused("KO", "the order is in that state already")
        order = store.by_id("order", order["id"])
    return {name: order[name] for name in ("id", "ref", "ref_ext")}


def _order_step(store, order, status):
    """One move; False when there was nothing to move."""
    was = order["status"]
    if status == 1 and was == 0:
        store.validate("order", order)
        return True
    if status == 1 or (status == 0 and was not in (-1, 3)):
        return False
    allowed = {-1: was == 1, 0: True, 3: was > 0}
    if allowed.get(status):
        store.write("order", order["id"], {"status": 1 if status == 0 else status, "date_modification": now()})
    return True


# invoices and payments


def create_invoice(store, data):
    if blank(data.get("date")):
        raise Refused("KO", "an invoice needs a date")  # GUESS: orders do not
    header = {name: text(data.get(name)) for name in ("ref_ext", "note_private", "note_public", "project_id")}
    header |= {"payment_mode_id": text(data.get("payment_mode_id")), "type": number(data.get("type"), int)}
    header |= {"thirdparty_id": number(data.get("thirdparty_id"), int)}
    header |= {"date": day(data.get("date")), "date_due": day(data.get("date_due"))}
    with store.transaction():
        if store.by_id("thirdparty", header["thirdparty_id"]) is None:
            raise Refused("KO", "unknown third party")  # GUESS: by the foreign key
        row_id, ref = store.add_document("invoice", header, [_invoice_line(line) for line in lines_of(data)])
        if number(data.get("status"), int) == 1:
            ref = store.validate("invoice", {"id": row_id, "date": header["date"]})
    return {"id": row_id, "ref": ref, "ref_ext": header["ref_ext"]}


def create_invoice_from_order(store, order_id="", ref="", ref_ext=""):
    with store.transaction():
        order = _find(store, "order", order_id, ref, ref_ext)
        if order is None:
            raise Refused("NOT_FOUND", "no such order")
        row_id, new_ref = store.invoice_from_order(order)
    return {"id": row_id, "ref": new_ref, "ref_ext": None}


def get_invoice(store, row_id="", ref="", ref_ext=""):
    row = _get(store, "invoice", row_id, ref, ref_ext)
    lines = [_line_answer(store, line, "") for line in store.where("invoice_line", parent_id=row["id"])]
    dropped = ("fk_commande", "fk_parent_line", "price", "remise", "remise_percent", "product_type")
    never_null = ("ref_ext", "date", "date_due", "date_creation", "date_validation", "date_modification")
    never_null += ("note_private", "note_public", "close_code", "close_note", "payment_mode_id")
    return {
        "invoice": {
            **{name: row[name] or "" for name in never_null},
            **{name: text(row[name]) for name in ("id", "ref", "thirdparty_id", "type", "status", "project_id")},
            **{name: money(row[name]) for name in ("total_net", "total_vat", "total")},
            "fk_user_author": "1",
            "fk_user_valid": "1" if row["date_validation"] else "",
            "lines": [{name: value for name, value in line.items() if name not in dropped} for line in lines],
        }
    }


def list_invoices(store, thirdparty):
    if blank(thirdparty):
        raise Refused("BAD_PARAMETERS", "no third party given")
    raise Refused("DB_ERROR_NOSUCHFIELD", "the query names a column that this release renamed")


def update_invoice(store, data):
    """Only the state; an impossible step is answered OK and does nothing."""
    with store.transaction():
        invoice = _find(store, "invoice", *(data.get(name) for name in ("id", "ref", "ref_ext")))
        if invoice is None:
            raise Refused("NOT_FOUND", "no such invoice")
        status = None if data.get("status") in (None, "") else number(data["status"], int)
        closing = {name: text(data.get(name)) for name in ("close_code", "close_note")}
        if status == 1 and invoice["status"] == 0:
            store.validate("invoice", invoice)
        elif status == 0 and invoice["status"] == 1:
            store.write("invoice", invoice["id"], {"status": 0})
        elif status in (2, 3) and invoice["status"] != status:
            store.write("invoice", invoice["id"], {"status": status, **closing})
        invoice = store.by_id("invoice", invoice["id"])
    return {name: invoice[name] for name in ("id", "ref", "ref_ext")}


def create_payment(store, data):
    values = {name: number(data.get(name), int) for name in ("thirdparty_id", "bank_account", "payment_mode_id")}
    values |= {name: text(data.get(name)) for name in ("num_payment", "int_label", "emitter", "bank_source")}
    values["amount"] = number(data.get("amount"))
    with store.transaction():
        invoice = store.by_id("invoice", number(data.get("invoice_id"), int))
        if invoice is None or not values["amount"]:
            raise Refused("KO", "no amount for any invoice")
        payment_id = store.pay(invoice["id"], values)
    return {"id": payment_id}
