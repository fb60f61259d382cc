"""Objects a simulated X3 site has published: their blocks and fields, and the rules of saving one.

Block and field names are those of X3's standard screens; the lists are shortened.
"""

from decimal import Decimal, InvalidOperation

# Public name -> (table of the books, number field, {block: fields}, tables among the blocks, columns of the left list)
OBJECTS = {
    "WSBPC": (
        "customer",
        "BPCNUM",
        {
            "BPC0_1": ("BCGCOD", "BPCNUM", "BPCNAM"),
            "BPRC_1": ("BPRNAM", "CRY", "LAN", "CUR"),
            "BPC3_2": ("VACBPR",),
        },
        ("BPCNUM", "BPCNAM"),
    ),
    "WSITM": (
        "product",
        "ITMREF",
        {"ITM0_1": ("ITMREF", "TCLCOD", "DES1AXX"), "ITM1_1": ("STU",)},
        ("ITMREF", "DES1AXX"),
    ),
    "WSSOH": (
        "order",
        "SOHNUM",
        {
            "SOH0_1": ("SALFCY", "SOHTYP", "SOHNUM", "BPCORD", "CUSORDREF", "ORDDAT"),
            "SOH1_1": ("ORDSTA", "ALLSTA", "DLVSTA", "INVSTA"),
            "SOH2_1": ("STOFCY",),
            "SOH4_1": ("ITMREF", "ITMDES", "QTY", "GROPRI"),
        },
        ("SOHNUM", "BPCORD", "ORDDAT"),
    ),
    "WSSIH": (
        "invoice",
        "NUM",
        {
            "SIH0_1": ("SALFCY", "SIVTYP", "NUM", "INVREF", "INVDAT", "BPCINV", "CUR"),
            "SIH1_1": ("INVNOT", "INVATI", "DUDDAT", "SOHNUM", "ZPAID"),
            "SIH4_1": ("ITMREF", "ITMDES1", "QTY", "GROPRI", "AMTNOTLIN"),
        },
        ("NUM", "BPCINV", "INVDAT"),
    ),
}
TABLES = ("SOH4_1", "SIH4_1")
LISTS = ("BPRNAM",)
LENGTHS = {"BPCNUM": 15, "BPCNAM": 35, "BPRNAM": 35, "ITMREF": 20, "DES1AXX": 30, "CUSORDREF": 20, "ITMDES": 100}
SITES, TYPES, CATEGORIES = ("SH1",), ("SON",), ("DOM",)


class Refused(Exception):
    """Status 0 with this message."""


def check(store, table, row, is_new):
    """Refuse what X3 would refuse. Texts are ours."""
    for name, value in _singles(row):
        if len(value) > LENGTHS.get(name, 250):
            raise Refused(f"{name}: the value is too long")
    {"customer": _customer, "product": _product, "order": _order}.get(table, lambda *_: None)(store, row, is_new)


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
    customer = _field(row, "SOH0_1", "BPCORD")
    if store.get("customer", customer) is None:
        raise Refused(f"Sold-to {customer}: the record does not exist")
    day = _field(row, "SOH0_1", "ORDDAT")
    if day and not (len(day) == 8 and day.isdigit()):
        raise Refused("Order date: not a date")
    if not row.get("SOH4_1"):
        raise Refused("No line entered")
    for number, line in enumerate(row["SOH4_1"], 1):
        if store.get("product", line.get("ITMREF", "")) is None:
            raise Refused(f"Line {number}: product {line.get('ITMREF')}: the record does not exist")
        try:
            if Decimal(line.get("QTY", "")) <= 0:
                raise Refused(f"Line {number}: quantity must be positive")
        except InvalidOperation:
            raise Refused(f"Line {number}: quantity: not a number") from None
