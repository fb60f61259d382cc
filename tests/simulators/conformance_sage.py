"""Sage X3 in the conformance suite."""

from conformance import Candidate, Stored

HEADS = {"customer": "BPC0_1", "product": "ITM0_1", "order": "SOH0_1"}
NUMBERS = {"customer": "BPCNUM", "product": "ITMREF", "order": "SOHNUM"}


def stored(erp, kind):
    rows = []
    for row in erp.documents(kind):
        head = row[HEADS[kind]]
        lines = [(line["ITMREF"], float(line["QTY"]), float(line["GROPRI"])) for line in row.get("SOH4_1", [])]
        name = "".join(row.get("BPRC_1", {}).get("BPRNAM", ())) or head.get("DES1AXX", "")
        key = head.get("CUSORDREF") or head[NUMBERS[kind]]
        rows.append(Stored(key=key, number=head[NUMBERS[kind]], name=name, lines=tuple(lines)))
    return rows


def bill(erp, number):
    row = erp.clerk("bill", number=number, vat=13)
    return row["number"], row["total"]


CONSTANTS = {"site": "SH1", "order_type": "SON", "customer_category": "DOM", "product_category": "FG"}
CANDIDATE = Candidate(
    dialect="erp_connector_sage:engine.sage:SageX3",
    simulator="sage",
    options=("--login", "odoo", "--password", "geheim-ü", "--pool", "ODOO"),
    settings={
        "login": "odoo",
        "password": "geheim-ü",
        "options": {"pool": "ODOO", "constants": CONSTANTS, "paid_field": "ZPAID"},
    },
    calls={"customer": "save", "product": "save", "order": "save"},
    stored=stored,
    wrong={"password": "wrong"},
    bill=bill,
    pay=lambda erp, number: erp.clerk("pay", number=number),
    key_form=lambda key: key.replace("-", "").upper(),
)
