"""S/4HANA in the conformance suite: everything goes out asynchronously and is confirmed through `pushes`."""

from conformance import Candidate, Stored

CREATES = {
    "customer": "BusinessPartnerSUITEBulkReplicateRequest_In",
    "product": "nothing is sent for a product",
    "order": "SalesOrderBulkRequest_In",
    **dict.fromkeys(("invoice", "credit_note", "payment", "journal_entry"), "JournalEntryBulkCreationRequest_In"),
}
TYPES = {"invoice": "DR", "credit_note": "DG", "payment": "DZ", "journal_entry": "SA"}


def stored(erp, kind):
    if kind in TYPES:
        return [booking(row, kind) for row in erp.documents("journal") if row["type"] == TYPES[kind]]
    return [
        Stored(
            key=row.get("key", ""),
            number=row["number"],
            name=row.get("name", ""),
            delivery={"code": row["ship_to"]} if kind == "order" else {},
            lines=tuple(
                (line["material"], float(line["quantity"]), float(line["price"])) for line in row.get("lines", [])
            ),
        )
        for row in erp.documents(kind)
    ]


def booking(row, kind):
    """A booked document; its lines are postings: account, debit, credit."""
    amounts = [(line, float(line["amount"])) for line in sorted(row["lines"], key=lambda line: line["place"])]
    lines = tuple(
        (line["account"] or line["debtor"], max(amount, 0.0), max(-amount, 0.0))
        for line, amount in amounts
        if kind == "journal_entry" or line["block"] == "Item"
    )
    total = sum(abs(amount) for line, amount in amounts if line["block"] == "DebtorItem")
    number = "-".join((row["company"], row["number"], row["year"]))
    return Stored(key=row["key"], number=number, lines=lines, total=total)


def site(erp):
    return erp.clerk("ship_to", number="0000009001")["number"]


CANDIDATE = Candidate(
    dialect="erp_connector_sap:engine.s4:SapS4",
    simulator="sap_s4",
    options=("--login", "ODOO", "--password", "geheim-ü", "--client", "100", "--company-code", "1710"),
    settings={
        "login": "ODOO",
        "password": "geheim-ü",
        "company": "100",
        "options": {
            "sender": "ODOO",
            "roles": "FLCU00,FLCU01",
            "price_condition": "PPR0",
            "sold_to_function": "AG",
            "journal": "async",
            "constants": {
                "company_code": "1710",
                "sales_organization": "1710",
                "distribution_channel": "10",
                "division": "00",
                "order_type": "OR",
                "posting_user": "ODOO",
                "invoice_type": "DR",
                "credit_note_type": "DG",
                "payment_type": "DZ",
                "entry_type": "SA",
            },
        },
    },
    calls=CREATES,
    stored=stored,
    wrong={"password": "wrong"},
    postings=True,
    maps={"tax": {"VAT 13%": "X1"}, "journal": {"BNK1": "1002"}},
    prepare=lambda erp: erp.clerk("material", numbers=["CM-X1", "TR-1"]),
    confirmations=lambda erp: erp.clerk("confirmations"),
    site=site,
)
