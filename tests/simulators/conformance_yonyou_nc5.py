"""Yonyou NC5 in the conformance suite: GBK, other names, a company instead of a group."""

import site_books
from conformance import Candidate
from conformance_yonyou_nc import FACADES

CONSTANTS = {
    **{"pk_corp": "1001", "pk_areacl": "01", "pk_invcl": "01", "cdeptid": "D1", "coperatorid": "odoo"},
    **{"csalecorpid": "1001", "ccalbodyid": "1001", "creceiptcorpid": "1001", "company": "1001"},
    **{"voucher_type": "记账凭证", "enter": "odoo"},
}
CANDIDATE = Candidate(
    dialect="erp_connector_yonyou:engine.nc:YonyouNc5",
    simulator="yonyou_nc",
    options=("--variant", "nc5", "--sender", "ODOO", "--account", "001", "--company", "1001"),
    settings={
        "options": {
            **{"sender": "ODOO", "account": "001", "receiver": "1001"},
            **{"constants": CONSTANTS, "facades": FACADES, "limit": 2},
        }
    },
    calls={kind: f"exchange.{kind}" for kind in ("customer", "product", "order", "journal_entry")},
    stored=site_books.stored,
    wrong={"options": {"sender": "nobody", "account": "001", "receiver": "1001", "constants": CONSTANTS}},
    bill=site_books.bill,
    seed=site_books.seed,
    pay=lambda erp, number: erp.clerk("pay", number=number),
)
