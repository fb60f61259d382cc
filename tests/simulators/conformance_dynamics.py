"""Dynamics NAV / Business Central in the conformance suite."""

from conformance import Candidate, Stored

PAGES = {
    "customer": "Customer",
    "product": "Item",
    "order": "SalesOrder",
    "invoice": "SalesInvoice",
    "credit_note": "SalesCreditMemo",
}
KEYS = {"customer": "Search_Name", "product": "No"}


def stored(erp, kind):
    rows = erp.documents(PAGES[kind])
    return [
        Stored(
            key=row.get(KEYS.get(kind, "External_Document_No"), ""),
            number=row["No"],
            name=row.get("Name") or row.get("Description", ""),
            lines=tuple(
                (line["No"], float(line["Quantity"]), float(line["Unit_Price"])) for line in row.get("SalesLines", [])
            ),
        )
        for row in rows
    ]


def bill(erp, number):
    row = erp.clerk("post", number=number, vat=13)
    return row["number"], row["total"]


def seed(erp, kind, count):
    """As a clerk types it in on the cards."""
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
    options=("--company", COMPANY, "--login", "odoo", "--password", "geheim-ü", "--auth", "basic"),
    settings={
        "path": "/BC",
        "login": "odoo",
        "password": "geheim-ü",
        "company": COMPANY,
        "options": {"page_size": 3, "local_currency": "CNY"},
    },
    calls=dict.fromkeys(PAGES, "Create"),
    stored=stored,
    wrong={"password": "wrong"},
    bill=bill,
    pay=lambda erp, number: erp.clerk("pay", number=number),
    seed=seed,
    bare=bare,
)
