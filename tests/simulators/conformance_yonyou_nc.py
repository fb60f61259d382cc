"""Yonyou NC6 in the conformance suite."""

import site_books
from conformance import Candidate

READ = (
    "customer",
    "product",
    "order",
    "invoice",
    "order_status",
    "delivery",
    "payment",
    "stock",
    "price",
    "open_item",
    "credit_limit",
)
KINDS = ("customer", "product", "order", "invoice", "credit_note", "payment", "journal_entry")
CONSTANTS = {
    **{"pk_group": "G01", "pk_org": "0101", "pk_custclass": "01", "pk_marbasclass": "01", "ctrantypeid": "30-01"},
    **{"cdeptid": "D1", "pk_tradetype": "D0", "receipt_tradetype": "D2", "pk_vouchertype": "01"},
    **{"pk_accountingbook": "0101-0001", "pk_prepared": "odoo"},
}
FACADES = {kind: {"service": "nc.itf.crm.IOdooReader", "operation": "handle"} for kind in READ}
CANDIDATE = Candidate(
    dialect="erp_connector_yonyou:engine.nc:YonyouNc",
    simulator="yonyou_nc",
    options=("--variant", "nc6", "--sender", "ODOO", "--account", "0001", "--group", "G01"),
    settings={
        "options": {
            **{"sender": "ODOO", "account": "0001", "groupcode": "G01", "orgcode": "0101", "receiver": "0101"},
            **{"constants": CONSTANTS, "facades": FACADES, "limit": 2},
        }
    },
    calls={kind: f"exchange.{kind}" for kind in KINDS},
    stored=site_books.stored,
    wrong={"options": {"sender": "nobody", "account": "0001", "groupcode": "G01", "constants": CONSTANTS}},
    bill=site_books.bill,
    seed=site_books.seed,
    pay=lambda erp, number: erp.clerk("pay", number=number),
)
