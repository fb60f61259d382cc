"""ECC's side of a reconciliation, its customers and materials for matching, and one customer in SAP's own fields.

SAP's standard lists know neither a total with tax nor what has been paid: orders and bookings of a period come from two
small functions of the site (order_list, document_list in the profile). Customers and materials have lists of SAP's own.
"""

from odoo.addons.erp_connector.engine import listing
from odoo.addons.erp_connector.engine.dialect import Change

from .ecc_reading import day

# Which function of the profile lists a kind; without a name there is none.
NEEDED = {"customer": "customer_list", "product": "material_list", "order": "order_list"}
NEEDED |= {"invoice": "document_list", "payment": "document_list"}
CUSTOMER = (("external_id", "CUSTOMER"), ("name", "NAME"), ("city", "CITY"), ("zip", "POSTL_COD1"))
CUSTOMER += (("country", "COUNTRY"), ("phone", "TEL1_NUMBR"))
# Members of a customer's document that SAP's list shows.
SHOWN = ("NAME", "STREET", "CITY", "POSTL_COD1", "COUNTRY", "TEL1_NUMBR")


def ledger(dialect, kind, since, until):
    """Dialect.ledger for ECC."""
    period = {"DATE_FROM": since.isoformat(), "DATE_TO": until.isoformat()}
    if kind in ("customer", "product"):
        yield from listing.ledger_of(listed(dialect, kind))
    elif kind == "order":
        for row in dialect.asked("order_list", SALES_ORG=dialect.constant("sales_organization"), **period):
            state = {"X": "cancelled"}.get(row.get("CANCELLED"), "done" if row.get("COMPLETED") == "X" else "open")
            yield _row(row, "SD_DOC", "PURCH_NO", "SOLD_TO") | {"total": row.get("TOTAL") or "0", "state": state}
    else:
        for row in dialect.asked("document_list", COMP_CODE=dialect.constant("company_code"), **period):
            if kind == "invoice":
                yield _row(row, "OBJ_KEY", "REF_DOC_NO_LONG", "CUSTOMER") | _billed(row)
            elif (row.get("PAID") or "0").strip("-0."):
                paid = {"total": row["PAID"], "tax": None, "state": "paid"}
                yield _row(row, "OBJ_KEY", "REF_DOC_NO_LONG", "CUSTOMER") | paid


def _row(row, number, key, customer):
    known = {"external_id": row[number], "external_ref": row[number].lstrip("0"), "key": row.get(key, "")}
    known |= {"customer_id": row.get(customer, ""), "date": day(row.get("DOC_DATE"))}
    return known | {"currency": row.get("CURRENCY", ""), "tax": row.get("TAX") or None}


def _billed(row):
    state = "paid" if row.get("CLEARED") == "X" else "open"
    return {"total": row.get("TOTAL") or "0", "state": "cancelled" if row.get("REVERSED") == "X" else state}


def listed(dialect, kind):
    """Dialect.listing for ECC."""
    if kind == "product":
        return (
            {"external_id": row["MATERIAL"], "code": row["MATERIAL"].lstrip("0"), "name": row.get("MATL_DESC", "")}
            for row in dialect.materials()
        )
    return ({ours: row.get(theirs, "") for ours, theirs in CUSTOMER} for row in dialect.customers())


def customer_change(row):
    """A customer of SAP's list; it says nothing about e-mail and tax number, so these are not compared."""
    words = {"external_id": "external_id", "name": "name", "city": "city", "zip": "zip", "phone": "phone"}
    words["country"] = "country_code"
    document = {words[ours]: row.get(theirs, "") for ours, theirs in CUSTOMER}
    document |= {"number": row["CUSTOMER"].lstrip("0")}
    return Change("customer", row["CUSTOMER"], document)


def product_change(row):
    document = {"external_id": row["MATERIAL"], "code": row["MATERIAL"].lstrip("0"), "name": row.get("MATL_DESC", "")}
    return Change("product", row["MATERIAL"], document)


def fetch(dialect, kind, external_id):
    """Dialect.fetch: a customer or a material; None for what cannot be read alone."""
    rows = _one(dialect, kind, external_id)
    return {"customer": customer_change, "product": product_change}[kind](rows[0]) if rows else None


def read(dialect, kind, external_id):
    """Dialect.read: the fields of a customer that SAP's list shows."""
    if kind != "customer":
        return None
    rows = _one(dialect, kind, external_id)
    return {"PI_COMPANYDATA": {name: rows[0][name] for name in SHOWN if name in rows[0]}} if rows else {}


def _one(dialect, kind, external_id):
    if kind == "customer":
        return [row for row in dialect.customers(external_id) if row.get("CUSTOMER") == external_id]
    return dialect.materials(external_id) if kind == "product" else []
