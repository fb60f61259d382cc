"""Yonyou U8 in the conformance suite."""

import site_books
from conformance import Candidate

FINANCE = ("invoice", "credit_note", "payment", "journal_entry")
READ = ("order_status", "delivery", "stock", "price", "open_item", "credit_limit")
CONSTANTS = {
    **{"customer_class": "01", "customer_management_type": "999", "seed_date": "2026-01-01", "product_class": "01"},
    **{"unit_group": "01", "sale_type": "01", "department": "01"},
}
SERVICE = {"service": "odoo/service.ashx", "style": "xml"}
SETTINGS = {
    "sender": "001",
    "constants": CONSTANTS,
    "limit": 2,
    "facades": dict.fromkeys((*FINANCE, *READ), SERVICE)
    # EAI takes these; the service only shows them.
    | dict.fromkeys(("customer", "product", "order"), {**SERVICE, "send": "-"}),
}
CANDIDATE = Candidate(
    dialect="erp_connector_yonyou:engine.u8:YonyouU8",
    simulator="yonyou_u8",
    options=("--sender", "001"),
    settings={"options": SETTINGS},
    calls={"customer": "add.customer", "product": "add.inventory", "order": "add.saleorder"}
    | dict.fromkeys(FINANCE, "site.create"),
    stored=site_books.stored,
    wrong={"options": {**SETTINGS, "sender": "999"}},
    bill=site_books.bill,
    seed=site_books.seed,
    pay=lambda erp, number: erp.clerk("pay", number=number),
)
