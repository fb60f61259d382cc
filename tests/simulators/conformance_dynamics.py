"""Dynamics NAV / Business Central in the conformance suite."""

from conformance import Candidate, Stored

PAGES = {
    "customer": "Customer",
    "product": "Item",
    "order": "SalesOrder",
    "invoice": "SalesInvoice",
    "credit_note": "SalesCreditMemo",
}
JOURNALS = {"payment": "CashReceiptJournal", "journal_entry": "GeneralJournal"}
KEYS = {"customer": "Search_Name", "product": "No"}
DELIVERY = {
    "name": "Ship_to_Name",
    "street": "Ship_to_Address",
    "street2": "Ship_to_Address_2",
    "zip": "Ship_to_Post_Code",
    "city": "Ship_to_City",
    "country_code": "Ship_to_Country_Region_Code",
}


def stored(erp, kind):
    if kind in JOURNALS:
        return journal(erp, kind)
    rows = erp.documents(PAGES[kind])
    return [
        Stored(
            key=row.get(KEYS.get(kind, "External_Document_No"), ""),
            number=row["No"],
            name=row.get("Name") or row.get("Description", ""),
            lines=tuple(
                (line["No"], float(line["Quantity"]), float(line["Unit_Price"])) for line in row.get("SalesLines", [])
            ),
            delivery={name: row[field] for name, field in DELIVERY.items() if field in row},
        )
        for row in rows
    ]


def journal(erp, kind):
    """Documents of a journal: lines under one document number."""
    documents = {}
    for line in erp.documents(JOURNALS[kind]):
        documents.setdefault(line["Document_No"], []).append(line)
    rows = []
    for number, lines in documents.items():
        amounts = [float(line["Amount"]) for line in lines]
        rows.append(
            Stored(
                key=lines[0]["External_Document_No"],
                number=number,
                lines=tuple(
                    (line["Account_No"], max(amount, 0.0), max(-amount, 0.0))
                    for line, amount in zip(lines, amounts, strict=True)
                ),
                total=abs(sum(amounts)) if kind == "payment" else None,
                refers=lines[0].get("Applies_to_Doc_No", ""),
            )
        )
    return rows


def bill(erp, number):
    row = erp.clerk("post", number=number, vat=13)
    return row["number"], row["total"]


def seed(erp, kind, count):
    """As a clerk types it in on the cards."""
    if kind == "delivery":
        row = erp.clerk("ship", number=erp.documents("SalesOrder")[0]["No"])
        return [(line["No"], line["Quantity"]) for line in row["SalesShptLines"]]
    page, field = {
        "credit_limit": ("Customer", "Credit_Limit_LCY"),
        "price": ("Item", "Unit_Price"),
        "stock": ("Item", "Inventory"),
    }[kind]
    rows = []
    for position, row in enumerate(erp.documents(page), 1):
        amount = f"{count * 1000 + position}.25"
        erp.clerk("change", page=page, number=row["No"], values={field: amount})
        rows.append((row["No"], amount))
    return rows


def bare(dialect, values):
    page = dialect._page("order")
    values = dialect._prepared("order", values)
    return lambda number: page.add({**values, "External_Document_No": f"BARE-{number}"})


COMPANY = "CRONUS 上海 & Co"
CANDIDATE = Candidate(
    dialect="erp_connector_dynamics:engine.dynamics:Dynamics",
    simulator="dynamics",
    options=("--company", COMPANY, "--login", "odoo", "--password", "geheim-ü", "--auth", "basic", "--batches", "ODOO"),
    settings={
        "path": "/BC",
        "login": "odoo",
        "password": "geheim-ü",
        "company": COMPANY,
        "options": {
            "page_size": 3,
            "local_currency": "CNY",
            "batches": dict.fromkeys(JOURNALS, "ODOO"),
            "key_prefix": "O1a2b3c4d",
        },
    },
    calls=dict.fromkeys(PAGES, "Create") | dict.fromkeys(JOURNALS, "CreateMultiple"),
    stored=stored,
    wrong={"password": "wrong"},
    bill=bill,
    pay=lambda erp, number: erp.clerk("pay", number=number),
    seed=seed,
    maps={"bank": {"BNK1": "BANK1"}},
    bare=bare,
)
