"""Objects a simulated X3 site has published: their blocks and fields, and the rules of saving one.

Block and field names are those of X3's standard screens; the lists are shortened.
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

DUE_DATE = ("TYP", "NUM", "DUDLIG", "BPR", "ACCDAT", "DUDDAT", "CUR", "AMTCUR", "PAYCUR", "SNS")
# Public name -> (table of the books, number field, {block: fields}, tables among the blocks, columns of the left list)
OBJECTS = {
    "WSBPC": (
        "customer",
        "BPCNUM",
        {
            "BPC0_1": ("BCGCOD", "BPCNUM", "BPCNAM"),
            "BPRC_1": ("BPRNAM", "CRY", "LAN", "CUR"),
            "BPC3_2": ("VACBPR",),
            "BPC3_3": ("OSTAUZ", "OSTCTL"),
        },
        ("BPCNUM", "BPCNAM"),
    ),
    "WSITM": (
        "product",
        "ITMREF",
        {"ITM0_1": ("ITMREF", "TCLCOD", "DES1AXX"), "ITM1_1": ("STU",), "ITM4_1": ("BASPRI", "SAU")},
        ("ITMREF", "DES1AXX"),
    ),
    "WSSOH": (
        "order",
        "SOHNUM",
        {
            "SOH0_1": ("SALFCY", "SOHTYP", "SOHNUM", "BPCORD", "CUSORDREF", "ORDDAT"),
            "SOH1_1": ("ORDSTA", "ALLSTA", "DLVSTA", "INVSTA", "ORDNOT", "ORDATI"),
            "SOH2_1": ("STOFCY",),
            "ADB2_1": ("BPAADDLIG", "POSCOD", "CTY", "CRYNAM"),
            "SOH4_1": ("ITMREF", "ITMDES", "QTY", "GROPRI"),
        },
        ("SOHNUM", "BPCORD", "ORDDAT"),
    ),
    "WSSIH": (
        "invoice",
        "NUM",
        {
            "SIH0_1": ("SALFCY", "SIVTYP", "NUM", "INVREF", "INVDAT", "BPCINV", "CUR"),
            "SIH1_1": ("INVNOT", "INVATI", "DUDDAT", "SOHNUM", "ZPAID", "INVSTA"),
            "SIH4_1": ("ITMREF", "ITMDES1", "QTY", "GROPRI", "AMTNOTLIN"),
        },
        ("NUM", "BPCINV", "INVDAT"),
    ),
    "WSPAY": (
        "payment",
        "NUM",
        {
            "PAY0_1": ("NUM",),
            "PAY1_1": ("FCY", "BPR", "BPRNAM"),
            "PAY1_2": ("ACCDAT", "REF", "DES", "BAN", "CUR", "AMTCUR", "CHQNUM"),
            "PAY1_4": ("DENCOD", "VCRTYP", "VCRNUM", "AMTLIN"),
        },
        ("NUM", "BPR", "ACCDAT", "AMTCUR"),
    ),
    "WSGAS": (
        "journal_entry",
        "NUM",
        {
            "GAS0_1": ("TYP", "NUM", "FCY", "JOU", "ACCDAT", "CUR", "DESVCR", "REF"),
            "GAS1_1": ("ACC", "BPR", "DES", "SNS", "AMTCUR"),
        },
        ("TYP", "NUM", "ACCDAT", "REF"),
    ),
    "WSSDH": (
        "delivery",
        "SDHNUM",
        {
            "SDH0_1": ("SDHNUM", "SHIDAT", "BPCORD", "BPTNUM", "XTRKNUM", "CFMFLG"),
            "SDH1_1": ("ITMREF", "ITMDES1", "QTY", "SOHNUM"),
        },
        ("SDHNUM", "BPCORD", "SHIDAT"),
    ),
    "WSITF": ("stock", "ITMREF", {"ITF0_1": ("ITMREF", "STOFCY", "PHYSTO")}, ("ITMREF", "STOFCY", "PHYSTO")),
    "WSDUD": ("open_item", "NUM", {"DUD0_1": DUE_DATE}, DUE_DATE),
}
TABLES = ("SOH4_1", "SIH4_1", "PAY1_4", "GAS1_1", "SDH1_1")
# What identifies a record beside its number.
MORE_KEYS = {"journal_entry": ("TYP",), "stock": ("STOFCY",), "open_item": ("TYP", "DUDLIG")}
LISTS = ("BPRNAM", "BPAADDLIG")
LENGTHS = {
    "BPCNUM": 15,
    "BPCNAM": 35,
    "BPRNAM": 35,
    "BPAADDLIG": 35,
    "POSCOD": 10,
    "CTY": 40,
    "ITMREF": 20,
    "DES1AXX": 30,
    "CUSORDREF": 20,
    "ITMDES": 100,
}
LENGTHS |= {"INVREF": 20, "REF": 20, "ITMDES1": 30, "DES": 30, "DESVCR": 30}
SITES, TYPES, CATEGORIES = ("SH1",), ("SON",), ("DOM",)
INVOICE_TYPES, BANKS, ATTRIBUTES = ("INV", "CRN"), ("BNK1",), ("REC", "ADV", "REF")
ENTRY_TYPES, JOURNALS, ACCOUNTS = ("STDCO",), ("DIV",), ("1122", "6001", "2221")
CENT, TAX = Decimal("0.01"), Decimal("0.13")


class Refused(Exception):
    """Status 0 with this message."""


def check(store, table, row, is_new):
    """Refuse what X3 would refuse. Texts are ours."""
    for name, value in _singles(row):
        if len(value) > LENGTHS.get(name, 250):
            raise Refused(f"{name}: the value is too long")
    rules = {"customer": _customer, "product": _product, "order": _order, "invoice": _invoice}
    rules |= {"payment": _payment, "journal_entry": _entry}
    if table not in rules:
        raise Refused("The web service does not allow this operation")
    rules[table](store, row, is_new)


def check_delete(table, row):
    """Refuse to delete what is in the accounts."""
    if table == "invoice" and row["SIH1_1"].get("INVSTA") == "2":
        raise Refused("The invoice is posted: deletion impossible")


def _singles(row):
    for content in row.values():
        for line in content if isinstance(content, list) else [content]:
            for name, value in line.items():
                for text in value if isinstance(value, list) else [value]:
                    yield name, text


def _field(row, block, name):
    return row.get(block, {}).get(name, "")


def _customer(store, row, is_new):
    if is_new and _field(row, "BPC0_1", "BCGCOD") not in CATEGORIES:
        raise Refused("Category: the record does not exist")
    if not _field(row, "BPC0_1", "BPCNAM") or not _field(row, "BPRC_1", "BPRNAM"):
        raise Refused("Company name: mandatory field")


def _product(store, row, is_new):
    if not _field(row, "ITM0_1", "TCLCOD"):
        raise Refused("Category: mandatory field")


def _order(store, row, is_new):
    if _field(row, "SOH0_1", "SALFCY") not in SITES:
        raise Refused("Sales site: the record does not exist")
    if _field(row, "SOH0_1", "SOHTYP") not in TYPES:
        raise Refused("Type: the record does not exist")
    _known(store, "customer", _field(row, "SOH0_1", "BPCORD"), "Sold-to")
    _day(_field(row, "SOH0_1", "ORDDAT") or "20260101", "Order date")
    _lines(store, row.get("SOH4_1"))
    # The tax of an order is said by the clerk who bills it.
    total = sum((Decimal(line["QTY"]) * Decimal(line.get("GROPRI") or "0") for line in row["SOH4_1"]), Decimal(0))
    row["SOH1_1"] = row.get("SOH1_1", {}) | dict.fromkeys(("ORDNOT", "ORDATI"), str(total.quantize(CENT)))


def _invoice(store, row, is_new):
    if _field(row, "SIH0_1", "SALFCY") not in SITES:
        raise Refused("Sales site: the record does not exist")
    if _field(row, "SIH0_1", "SIVTYP") not in INVOICE_TYPES:
        raise Refused("Invoice type: the record does not exist")
    _known(store, "customer", _field(row, "SIH0_1", "BPCINV"), "Bill-to")
    _day(_field(row, "SIH0_1", "INVDAT"), "Invoice date")
    row["SIH0_1"].setdefault("CUR", "CNY")
    _lines(store, row.get("SIH4_1"))
    untaxed = tax = Decimal(0)
    for line in row["SIH4_1"]:
        amount = (Decimal(line["QTY"]) * Decimal(line.get("GROPRI") or "0")).quantize(CENT)
        line["AMTNOTLIN"] = str(amount)
        untaxed, tax = untaxed + amount, tax + (amount * TAX).quantize(CENT, ROUND_HALF_UP)
    sums = {"INVNOT": str(untaxed), "INVATI": str(untaxed + tax), "ZPAID": "0", "INVSTA": "1"}
    row["SIH1_1"] = row.get("SIH1_1", {}) | sums | {"DUDDAT": _field(row, "SIH0_1", "INVDAT")}


def _payment(store, row, is_new):
    if _field(row, "PAY1_1", "FCY") not in SITES:
        raise Refused("Site: the record does not exist")
    customer = _known(store, "customer", _field(row, "PAY1_1", "BPR"), "BP")
    if _field(row, "PAY1_2", "BAN") not in BANKS:
        raise Refused("Bank: the record does not exist")
    _day(_field(row, "PAY1_2", "ACCDAT"), "Accounting date")
    total = _amount(_field(row, "PAY1_2", "AMTCUR"), "Amount")
    if total <= 0:
        raise Refused("Amount: must be positive")
    for number, line in enumerate(row.get("PAY1_4", []), 1):
        if line.get("DENCOD") not in ATTRIBUTES:
            raise Refused(f"Line {number}: attribute: the record does not exist")
        if line.get("VCRNUM"):
            _open_item(store, line, customer, f"Line {number}")
    spread = sum((_amount(line.get("AMTLIN"), "Amount") for line in row.get("PAY1_4", [])), Decimal(0))
    if spread != total:
        raise Refused(f"Amount remaining to be distributed: {total - spread}")


def _open_item(store, line, customer, label):
    """What is not posted is no open item, and nobody pays more than is open."""
    item = _known(store, "open_item", line["VCRNUM"], f"{label}: open item")["DUD0_1"]
    if line.get("VCRTYP") != item["TYP"] or item["BPR"] != customer:
        raise Refused(f"{label}: no open item {line.get('VCRTYP')} {line['VCRNUM']} of this BP")
    if _amount(line.get("AMTLIN"), label) > Decimal(item["AMTCUR"]) - Decimal(item["PAYCUR"]):
        raise Refused(f"{label}: more than is open")


def _entry(store, row, is_new):
    if _field(row, "GAS0_1", "FCY") not in SITES or _field(row, "GAS0_1", "TYP") not in ENTRY_TYPES:
        raise Refused("Site or entry type: the record does not exist")
    if _field(row, "GAS0_1", "JOU") not in JOURNALS:
        raise Refused(f"Journal {_field(row, 'GAS0_1', 'JOU')}: the record does not exist")
    _day(_field(row, "GAS0_1", "ACCDAT"), "Accounting date")
    balance = Decimal(0)
    for number, line in enumerate(row.get("GAS1_1", []), 1):
        if line.get("ACC") not in ACCOUNTS:
            raise Refused(f"Line {number}: account {line.get('ACC')}: the record does not exist")
        if line.get("BPR"):
            _known(store, "customer", line["BPR"], f"Line {number}: BP")
        if line.get("SNS") not in ("1", "-1"):
            raise Refused(f"Line {number}: sign: incorrect value")
        balance += int(line["SNS"]) * _amount(line.get("AMTCUR"), f"Line {number}: amount")
    if not row.get("GAS1_1") or balance:
        raise Refused(f"The entry is not balanced: {balance}")


def _known(store, table, number, label):
    row = store.get(table, number)
    if row is None:
        raise Refused(f"{label} {number}: the record does not exist")
    return number if table == "customer" else row


def _day(text, label):
    if not (len(text) == 8 and text.isdigit()):
        raise Refused(f"{label}: not a date")


def _amount(text, label):
    try:
        return Decimal(text or "")
    except InvalidOperation:
        raise Refused(f"{label}: not a number") from None


def _lines(store, lines):
    if not lines:
        raise Refused("No line entered")
    for number, line in enumerate(lines, 1):
        _known(store, "product", line.get("ITMREF", ""), f"Line {number}: product")
        if _amount(line.get("QTY"), f"Line {number}: quantity") <= 0:
            raise Refused(f"Line {number}: quantity must be positive")
