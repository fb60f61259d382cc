"""Dolibarr in the conformance suite."""

from conformance import Candidate, Stored

TABLES = {"customer": "thirdparty", "product": "product", "order": "order"}


def stored(erp, kind):
    return [
        Stored(
            key=row["ref_ext"] or "",
            number=str(row["id"]),
            name=row["ref"] if kind == "customer" else row.get("label") or "",
            lines=tuple(
                (str(line["product_id"]), float(line["qty"]), float(line["unitprice"])) for line in row.get("lines", [])
            ),
        )
        for row in erp.documents(TABLES[kind])
    ]


def bill(erp, number):
    row = erp.clerk("invoice", order_id=int(number))
    return row["ref"], row["total"]


def pay(erp, number):
    invoice = next(row for row in erp.documents("invoice") if row["ref"] == number)
    erp.clerk("pay", invoice_id=invoice["id"])


CANDIDATE = Candidate(
    dialect="erp_connector_dolibarr:engine.dolibarr:Dolibarr",
    simulator="dolibarr",
    options=("--key", "web-key", "--login", "odoo", "--password", "s3cret", "--bad-login-seconds", "0"),
    settings={"login": "odoo", "password": "s3cret", "token": "web-key"},
    calls={"customer": "createThirdParty", "product": "createProductOrService", "order": "createOrder"},
    stored=stored,
    wrong={"password": "wrong"},
    bill=bill,
    pay=pay,
)
