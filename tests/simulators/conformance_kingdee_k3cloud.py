"""Kingdee K/3 Cloud in the conformance suite."""

import site_books
from conformance import Candidate, Stored

FORMS = {
    **{"customer": "BD_Customer", "product": "BD_MATERIAL", "order": "SAL_SaleOrder", "invoice": "AR_receivable"},
    **{"credit_note": "AR_receivable", "payment": "AR_RECEIVEBILL", "journal_entry": "GL_VOUCHER"},
}
ENTRIES = {
    "order": ("FSaleOrderEntry", "FMaterialId", "FQty", "FPrice"),
    "invoice": ("FEntityDetail", "FMATERIALID", "FPriceQty", "FPrice"),
    "journal_entry": ("FEntity", "FACCOUNTID", "FDEBIT", "FCREDIT"),
}
ENTRIES["credit_note"] = ENTRIES["invoice"]


def stored(erp, kind):
    rows = []
    for row in erp.documents(FORMS[kind]):
        model, known = row["model"], {"total": None, "state": "cancelled" if row["cancelled"] == "B" else ""}
        lines = ()
        if kind in ENTRIES:
            entity, item, one, other = ENTRIES[kind]
            lines = tuple((line[item]["FNumber"], float(line[one]), float(line[other])) for line in model[entity])
        if kind == "payment":
            known["total"] = sum(float(line["FRECTOTALAMOUNTFOR"]) for line in model["FRECEIVEBILLENTRY"])
        if kind == "order":
            known["delivery"] = {"line": model.get("FReceiveAddress", "")}
        name = model.get("FName", "") + (" (cancelled)" if row["cancelled"] == "B" else "")
        rows.append(Stored(row["number"], row["number"], name, lines, **known))
    return rows


CONSTANTS = {
    **{"org": "100", "currency": "PRE001", "order_type": "XSDD01_SYS", "receivable_type": "YSD01_SYS"},
    **{"receipt_type": "SKDLX01_SYS", "settle_type": "JSFS04_SYS", "receipt_purpose": "SFKYT01_SYS"},
    **{"account_book": "001"},
}
CANDIDATE = Candidate(
    dialect="erp_connector_kingdee:engine.k3cloud:K3Cloud",
    simulator="kingdee_k3cloud",
    options=("--login", "odoo", "--password", "geheim-ü", "--account-set", "66c3"),
    settings={
        "login": "odoo",
        "password": "geheim-ü",
        "company": "66c3",
        "options": {
            **{"constants": CONSTANTS, "limit": 3, "order_field": "F_ORDER", "currencies": {"PRE001": "CNY"}},
            **{"price_list": "XSJMB0001", "forms": {"credit_limit": "SITE_CREDIT"}},
            "credit_fields": "F_CUSTOMER.FNumber, F_LIMIT, F_COIN.FNumber",
        },
    },
    calls={kind: f"Save.{form}" for kind, form in FORMS.items()},
    stored=stored,
    wrong={"password": "wrong"},
    bill=site_books.bill,
    seed=site_books.seed,
    pay=lambda erp, number: erp.clerk("pay", number=number),
    lose_login=lambda erp: erp.clerk("lose_sessions"),
)
