"""Dolibarr in the conformance suite."""

from conformance import Candidate, Stored

TABLES = {"customer": "thirdparty", "product": "product", "order": "order"}
TYPES = {"invoice": 0, "credit_note": 2}


def stored(erp, kind):
    if kind == "payment":
        return _payments(erp)
    rows = erp.documents(TABLES.get(kind, "invoice"))
    if kind in TYPES:
        rows = [row for row in rows if (row["type"] or 0) == TYPES[kind]]
    return [
        Stored(
            key=row["ref_ext"] or "",
            number=str(row["id"]),
            name=row["ref"] if kind == "customer" else row.get("label") or "",
            lines=tuple(
                (str(line["product_id"]), float(line["qty"]), float(line["unitprice"])) for line in row.get("lines", [])
            ),
            total=row.get("total"),
            delivery={"line": (row["note_public"] or "").partition(": ")[2]} if kind == "order" else {},
            state="cancelled" if row.get("status") == {"order": -1}.get(kind, 3) else "",
        )
        for row in rows
    ]


def _payments(erp):
    """A payment has no reference of ours but the label of its bank line."""
    return [
        Stored(row["bank_source"], str(row["id"]), total=row["amount"], refers=str(row["invoice_id"]))
        for row in erp.documents("payment")
    ]


def seed(erp, kind, count):
    rows = [row for row in erp.documents("product") if row["type"] == "0"]
    for row in rows:
        erp.clerk("set_stock", product_id=row["id"], quantity=count * 10 + row["id"])
        erp.clerk("set_price", product_id=row["id"], price_net=count * 100 + row["id"] + 0.5)
    if kind == "stock":
        return [(row["id"], count * 10 + row["id"]) for row in rows]
    return [(row["id"], count * 100 + row["id"] + 0.5) for row in rows]


def bill(erp, number):
    row = erp.clerk("invoice", order_id=int(number))
    return row["ref"], row["total"]


def pay(erp, number):
    invoice = next(row for row in erp.documents("invoice") if row["ref"] == number)
    erp.clerk("pay", invoice_id=invoice["id"])


def bare(dialect, values):
    service = dialect._client("order")

    def call(number):
        order = dialect._struct(service, "order", {**values, "ref_ext": f"bare-{number}"})
        service.service.createOrder(authentication=dialect._login(), order=order)

    return call


CANDIDATE = Candidate(
    dialect="erp_connector_dolibarr:engine.dolibarr:Dolibarr",
    simulator="dolibarr",
    options=("--key", "web-key", "--login", "odoo", "--password", "s3cret", "--bad-login-seconds", "0"),
    settings={"login": "odoo", "password": "s3cret", "token": "web-key"},
    calls={
        "customer": "createThirdParty",
        "product": "createProductOrService",
        "order": "createOrder",
        "invoice": "createInvoice",
        "credit_note": "createInvoice",
        "payment": "createPayment",
    },
    stored=stored,
    wrong={"password": "wrong"},
    bill=bill,
    pay=pay,
    seed=seed,
    bare=bare,
    maps={"journal": {"BNK1": "1"}, "payment_method": {"*": "2"}},
)
