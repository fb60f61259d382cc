"""SAP ECC in the conformance suite: functions of a site with its two finders."""

from conformance import Candidate, Stored

TYPES = {"invoice": "DR", "credit_note": "DG", "payment": "DZ", "journal_entry": "SA"}
ROOT = "/sap/bc/srt/rfc/sap"


def stored(erp, kind):
    if kind in TYPES:
        return [booking(row, kind) for row in erp.documents("document") if row["type"] == TYPES[kind]]
    return [
        Stored(
            key=row.get("key", ""),
            number=row["number"],
            name=row.get("name", ""),
            delivery={"code": row["ship_to"]} if kind == "order" else {},
            lines=tuple((line["material"], float(line["quantity"]), None) for line in row.get("lines", [])),
        )
        for row in erp.documents(kind)
    ]


def booking(row, kind):
    """A booked document; its lines are postings: account, debit, credit."""
    amounts = [(line, float(line["amount"])) for line in sorted(row["lines"], key=lambda line: line["place"])]
    lines = tuple(
        (line["account"] or line["customer"], max(amount, 0.0), max(-amount, 0.0))
        for line, amount in amounts
        if kind == "journal_entry" or line["table"] == "ACCOUNTGL"
    )
    total = sum(abs(amount) for line, amount in amounts if line["table"] == "ACCOUNTRECEIVABLE")
    return Stored(key=row["key"], number=row["number"], lines=lines, total=total)


def bill(erp, number):
    row = erp.clerk("bill", number=number, amount="11074.57")
    return row["number"], row["total"]


def seed(erp, kind, count):
    """As a clerk types it in."""
    target, field = {"credit_limit": ("customer", "limit"), "stock": ("product", "quantity")}[kind]
    rows = []
    for position, row in enumerate(erp.documents(target), 1):
        amount = f"{count * 1000 + position}.25"
        erp.clerk("change", kind=target, number=row["number"], values={field: amount})
        rows.append((row["number"], amount))
    return rows


def site(erp):
    return erp.clerk("ship_to", number="0000009001")["number"]


CANDIDATE = Candidate(
    dialect="erp_connector_sap:engine.ecc:SapEcc",
    simulator="sap_ecc",
    options=("--login", "ODOO", "--password", "geheim-ü", "--client", "100", "--company-code", "1000"),
    settings={
        "login": "ODOO",
        "password": "geheim-ü",
        "company": "100",
        "options": {
            "profile": {
                use: {"function": service.upper(), "path": f"{ROOT}/{service}/{{client}}/{service}/{service}"}
                for use, service in (
                    *(("customer_find", "z_odoo_customer_find"), ("document_find", "z_odoo_document_find")),
                    *(("order_list", "z_odoo_order_list"), ("document_list", "z_odoo_document_list")),
                )
            },
            "constants": {
                "company_code": "1000",
                "currency": "CNY",
                "sales_organization": "1000",
                "distribution_channel": "10",
                "division": "00",
                "order_type": "OR",
                "plant": "1000",
                "reference_customer": "1",
                "credit_control_area": "1000",
                "posting_user": "ODOO",
                "invoice_type": "DR",
                "credit_note_type": "DG",
                "payment_type": "DZ",
                "entry_type": "SA",
            },
        },
    },
    calls={
        "customer": "ZBAPI_CUSTOMER_CREATE",
        "product": "BAPI_MATERIAL_GETLIST",
        "order": "ZBAPI_SALESORDER_CREATE",
        **dict.fromkeys(TYPES, "ZBAPI_ACC_DOCUMENT_POST"),
    },
    stored=stored,
    wrong={"password": "wrong"},
    prepare=lambda erp: erp.clerk("material", numbers=["CM-X1", "TR-1"]),
    bill=bill,
    pay=lambda erp, number: erp.clerk("pay", number=number),
    postings=True,
    priced=False,
    maps={"tax": {"VAT 13%": "X1"}, "journal": {"BNK1": "1002"}},
    seed=seed,
    site=site,
)
