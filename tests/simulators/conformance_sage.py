"""Sage X3 in the conformance suite."""

from conformance import Candidate, Stored

# {kind: (table of the books, head block, number field, key field, table of lines)}
BOOKS = {
    "customer": ("customer", "BPC0_1", "BPCNUM", "BPCNUM", ""),
    "product": ("product", "ITM0_1", "ITMREF", "ITMREF", ""),
    "order": ("order", "SOH0_1", "SOHNUM", "CUSORDREF", "SOH4_1"),
    "invoice": ("invoice", "SIH0_1", "NUM", "INVREF", "SIH4_1"),
    "credit_note": ("invoice", "SIH0_1", "NUM", "INVREF", "SIH4_1"),
    "payment": ("payment", "PAY0_1", "NUM", "REF", "PAY1_4"),
    "journal_entry": ("journal_entry", "GAS0_1", "NUM", "REF", "GAS1_1"),
}
TYPES = {"invoice": "INV", "credit_note": "CRN"}


def stored(erp, kind):
    table, head, number, key, lines = BOOKS[kind]
    rows = []
    for row in erp.documents(table):
        if kind in TYPES and row[head]["SIVTYP"] != TYPES[kind]:
            continue
        single = {name: value for block in row.values() if isinstance(block, dict) for name, value in block.items()}
        name = "".join(row.get("BPRC_1", {}).get("BPRNAM", ())) or single.get("DES1AXX", "")
        paid = [line["VCRNUM"] for line in row.get(lines, []) if line.get("VCRNUM")]
        rows.append(
            Stored(
                key=single.get(key, ""),
                number=single[number],
                name=name,
                lines=tuple(_line(kind, line) for line in row.get(lines, [])),
                total=_total(single),
                refers=paid[0] if paid else "",
                delivery=_delivery(row.get("ADB2_1", {})) if kind == "order" else {},
            )
        )
    return rows


def _delivery(block):
    name, street, street2 = (text.strip() for text in block.get("BPAADDLIG") or ("", "", ""))
    place = {"zip": block.get("POSCOD", ""), "city": block.get("CTY", "")}
    return {"name": name, "street": street, "street2": street2} | place


def _line(kind, line):
    if kind == "payment":
        return line.get("VCRNUM", ""), 1.0, float(line["AMTLIN"])
    if kind == "journal_entry":
        amount = float(line["AMTCUR"])
        return (line["ACC"], amount, 0.0) if line["SNS"] == "1" else (line["ACC"], 0.0, amount)
    return line["ITMREF"], float(line["QTY"]), float(line["GROPRI"])


def _total(single):
    total = single.get("INVATI") or single.get("AMTCUR")
    return float(total) if total else None


def bill(erp, number):
    row = erp.clerk("bill", number=number, vat=13)
    return row["number"], row["total"]


def seed(erp, kind, count):
    """As a clerk types it in."""
    if kind == "delivery":
        row = erp.clerk("ship", number=erp.documents("order")[0]["SOH0_1"]["SOHNUM"])
        return [(line["ITMREF"], line["QTY"]) for line in row["SDH1_1"]]
    table, block, field = {"credit_limit": ("customer", "BPC3_3", "OSTAUZ")}.get(kind, ("product", "ITM4_1", "BASPRI"))
    _table, head, number, _key, _lines = BOOKS[table]
    rows = []
    for position, row in enumerate(erp.documents(table), 1):
        key, amount = row[head][number], f"{count * 1000 + position}.25"
        if kind == "stock":
            erp.clerk("count", product=key, site="SH1", quantity=amount)
        else:
            erp.clerk("change", table=table, number=key, block=block, values={field: amount, "OSTCTL": "2"})
        rows.append((key, amount))
    return rows


CONSTANTS = {"site": "SH1", "order_type": "SON", "customer_category": "DOM", "product_category": "FG"}
CONSTANTS |= {"invoice_type": "INV", "credit_note_type": "CRN", "bank": "BNK1", "journal": "DIV", "entry_type": "STDCO"}
CONSTANTS |= {"receipt_attribute": "REC", "refund_attribute": "REF"}
CANDIDATE = Candidate(
    dialect="erp_connector_sage:engine.sage:SageX3",
    simulator="sage",
    options=("--login", "odoo", "--password", "geheim-ü", "--pool", "ODOO"),
    settings={
        "login": "odoo",
        "password": "geheim-ü",
        "options": {"pool": "ODOO", "constants": CONSTANTS, "paid_field": "ZPAID"},
    },
    calls=dict.fromkeys(BOOKS, "save"),
    stored=stored,
    wrong={"password": "wrong"},
    bill=bill,
    seed=seed,
    pay=lambda erp, number: erp.clerk("pay", number=number),
    key_form=lambda key: key.replace("-", "").upper(),
)
