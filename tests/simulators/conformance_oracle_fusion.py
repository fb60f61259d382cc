"""Oracle Fusion Cloud in the conformance suite."""

from conformance import Candidate, Stored

SITE = {
    "business_unit": "Vision Operations",
    "business_unit_id": "204",
    "transaction_source": "ODOO",
    "invoice_type": "INV",
    "credit_note_type": "CM",
    "receipt_method_id": "1007",
    "ledger_id": "300000001",
    "journal_source": "Odoo",
    "journal_category": "Manual",
}
# No service lists orders: the backend says which ones it follows.
FOLLOWED = [[f"O1a2b3c4d-OR-{number}", f"S{number:05d}"] for number in range(1, 41)]


def stored(erp, kind):
    return [one for row in erp.documents(TABLES.get(kind, kind)) for one in READERS[kind](row)]


def _customer(row):
    yield Stored(key=row["OrigSystemReference"], number=row["AccountNumber"], name=row["AccountName"])


def _lines(row):
    return tuple((line["item"], float(line["quantity"]), float(line["price"])) for line in row)


def _order(row):
    (site,) = {line["ship_to"] for line in row["Lines"]}
    yield Stored(key=row["Identifier"], number=row["OrderNumber"], lines=_lines(row["Lines"]), delivery={"code": site})


def _bill(kind):
    def read(row):
        if row["kind"] == kind:
            yield Stored(
                key=row["number"], number=row["number"], lines=_lines(row["lines"]), total=abs(float(row["total"]))
            )

    return read


def _receipt(row):
    applied = [done["number"] for done in row["applications"]]
    number = row["ReceiptNumber"]
    yield Stored(key=number, number=number, total=float(row["Amount"]), refers=applied[0] if applied else "")


def _journal(row):
    lines = tuple((line["account"], float(line["debit"] or 0), float(line["credit"] or 0)) for line in row["lines"])
    yield Stored(key=row["BatchName"], number=row["BatchName"], lines=lines)


TABLES = {"invoice": "transaction", "credit_note": "transaction", "payment": "receipt", "journal_entry": "journal"}
READERS = {
    "customer": _customer,
    "order": _order,
    "invoice": _bill("invoice"),
    "credit_note": _bill("credit_note"),
    "payment": _receipt,
    "journal_entry": _journal,
}


def prepare(erp):
    for number in ("CM-X1", "TR-1"):
        erp.clerk("item", number=number)


def seed(erp, kind, count):
    """Credit limits: there is one customer, and one limit."""
    numbers = [row["AccountNumber"] for row in erp.documents("customer")]
    for number in numbers:
        erp.clerk("profile", number=number, limit="50000.00")
    return [(number, 50000.0) for number in numbers]


CANDIDATE = Candidate(
    dialect="erp_connector_oracle:engine.fusion:OracleFusion",
    simulator="oracle_fusion",
    options=("--login", "odoo", "--password", "geheim-ü"),
    settings={
        "login": "odoo",
        "password": "geheim-ü",
        "options": {
            "site": SITE,
            "number_by": "key",
            "journal_way": "bulk",
            "account_pattern": "101.10.{account}.000",
            "poll_every": 0.02,
            "poll_for": 2,
            "followed_orders": FOLLOWED,
        },
    },
    calls={
        "customer": "createCustomerAccount",
        "order": "createOrders",
        "invoice": "createSimpleInvoice",
        "credit_note": "createSimpleInvoice",
        "payment": "createStandardReceipt",
        "journal_entry": "importBulkData",
    },
    stored=stored,
    wrong={"password": "wrong"},
    prepare=prepare,
    seed=seed,
    maps={"tax": {"VAT 13%": "VAT13"}},
    links={"product.product,3": "CM-X1", "product.product,4": "TR-1"},
    site=lambda erp: "1036",
)
