"""Yonyou U9 in the conformance suite."""

import site_books
from conformance import Candidate
from conformance_yonyou_u8 import FINANCE, READ

KINDS = ("customer", "product", "order", *FINANCE)
SERVICE = {
    "service": "U9/Services/UFIDA.U9.Cust.Odoo.IOdooService.svc",
    "operation": "Do",
    "argument": "inStr,u9User,u9Pwd,u9Org",
    "style": "xml",
}
CANDIDATE = Candidate(
    dialect="erp_connector_yonyou:engine.u9:YonyouU9",
    simulator="yonyou_u9",
    options=("--login", "odoo", "--password", "geheim-ü", "--org", "101"),
    settings={
        "login": "odoo",
        "password": "geheim-ü",
        "company": "101",
        "options": {"facades": dict.fromkeys((*KINDS, *READ), SERVICE), "limit": 2},
    },
    calls=dict.fromkeys(KINDS, "Do.create"),
    stored=site_books.stored,
    wrong={"password": "wrong"},
    bill=site_books.bill,
    seed=site_books.seed,
    pay=lambda erp, number: erp.clerk("pay", number=number),
)
