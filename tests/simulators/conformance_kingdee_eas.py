"""Kingdee EAS in the conformance suite."""

import site_books
from conformance import Candidate, Stored

KINDS = ("customer", "product", "order", "invoice", "credit_note", "payment")
READ = ("order_status", "delivery", "stock", "price", "open_item", "credit_limit")


def stored(erp, kind):
    if kind != "journal_entry":
        return site_books.stored(erp, kind)
    rows = []
    for row in erp.documents(kind):
        head = row["rows"][0]
        number = "/".join((head["companyNumber"], row["year"], row["period"], head["voucherType"], row["number"]))
        lines = [
            (line["accountNumber"], float(line["debitAmount"]), float(line["creditAmount"])) for line in row["rows"]
        ]
        rows.append(Stored(row["key"], number, lines=tuple(lines)))
    return rows


CANDIDATE = Candidate(
    dialect="erp_connector_kingdee:engine.eas:KingdeeEas",
    simulator="kingdee_eas",
    options=("--login", "odoo", "--password", "geheim-ü", "--account-set", "001", "--company", "01.001"),
    settings={
        "login": "odoo",
        "password": "geheim-ü",
        "company": "001",
        "options": {
            "constants": {"company_number": "01.001", "creator": "Odoo"},
            "receivable_account": "1122",
            "limit": 2,
            "facades": {kind: {"service": "WSOdooFacade", "operation": "handle"} for kind in (*KINDS, *READ)},
        },
    },
    calls=dict.fromkeys(KINDS, "handle.create") | {"journal_entry": "importVoucher"},
    stored=stored,
    wrong={"password": "wrong"},
    bill=site_books.bill,
    seed=site_books.seed,
    pay=lambda erp, number: erp.clerk("pay", number=number),
    lose_login=lambda erp: erp.clerk("lose_sessions"),
)
