"""Oracle E-Business Suite in the conformance suite, at a site that has published a procedure to find documents."""

import json

from conformance import Candidate, Stored

SITE = {
    "order_source_id": "1001",
    "order_type_id": "1430",
    "batch_source_id": "1009",
    "invoice_type_id": "1563",
    "credit_note_type_id": "1564",
    "receipt_method_id": "1007",
}
PROFILE = {"find": {"package": "xx_odoo_pub", "product": "xx"}}
FOLLOWED = [[f"O1a2b3c4d-OR-{number}", f"S{number:05d}"] for number in range(1, 41)]
TABLES = {"invoice": "transaction", "credit_note": "transaction", "payment": "receipt"}
CLASSES = {"invoice": "INV", "credit_note": "CM"}


def stored(erp, kind):
    return [
        _read(row) for row in erp.documents(TABLES.get(kind, kind)) if CLASSES.get(kind) in (None, row.get("class"))
    ]


def _read(row):
    lines = [(line["item"], float(line["quantity"]), float(line["price"])) for line in row.get("lines", ())]
    total = row.get("total") or row.get("amount")
    applied = [done["id"] for done in row.get("applications", ())]
    cancelled = row.get("status") == "CANCELLED"
    return Stored(
        key=row["key"],
        number=row["id"],
        name=row.get("name") or ("cancelled" if cancelled else ""),
        lines=tuple(lines),
        total=abs(float(total)) if total else None,
        refers=applied[0] if applied else "",
        state="cancelled" if cancelled else "",
        delivery={"code": row["ship_to"]} if "ship_to" in row else {},
    )


def prepare(erp):
    for number in ("501", "502"):
        erp.clerk("item", number=number)


CANDIDATE = Candidate(
    dialect="erp_connector_oracle:engine.ebs:OracleEBS",
    simulator="oracle_ebs",
    options=("--login", "ODOO", "--password", "geheim-ü&<"),
    settings={
        "login": "ODOO",
        "password": "geheim-ü&<",
        "options": {
            "site": SITE,
            "profile": json.dumps(PROFILE),
            "soa": {
                "Responsibility": "ORDER_MGMT",
                "RespApplication": "ONT",
                "SecurityGroup": "STANDARD",
                "Org_Id": "204",
            },
            "followed_orders": FOLLOWED,
        },
    },
    calls={
        "customer": "create_cust_account",
        "order": "process_order",
        "invoice": "create_single_invoice",
        "credit_note": "create_single_invoice",
        "payment": "create_cash",
    },
    stored=stored,
    wrong={"password": "wrong"},
    prepare=prepare,
    maps={"tax": {"VAT 13%": "VAT13"}},
    links={"product.product,3": "501", "product.product,4": "502"},
    site=lambda erp: "1036",
)
