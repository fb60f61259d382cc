"""What a person does in X3's own client: bill, ship, register a payment, post, set prices, limits and stock."""

from datetime import date
from decimal import Decimal

CENT = Decimal("0.01")


def clerk(store, work):
    """Do `work["do"]` and return what came of it. ValueError names what a clerk cannot do."""
    do = work.get("do")
    if do not in WORK:
        raise ValueError(f"a clerk cannot {do}; known: {', '.join(sorted(WORK))}")
    return WORK[do](store, work)


def bill(store, work):
    """{"do": "bill", "number": ..., "vat": 13}: an order becomes an invoice of today."""
    order, today = store.get("order", work["number"]), date.today().strftime("%Y%m%d")
    number = f"SIHSH126{store.next('invoice'):05d}"
    lines, untaxed = [], Decimal(0)
    for line in order["SOH4_1"]:
        amount = (Decimal(line["QTY"]) * Decimal(line["GROPRI"])).quantize(CENT)
        untaxed += amount
        lines.append({"ITMREF": line["ITMREF"], "ITMDES1": line.get("ITMDES", ""), "QTY": line["QTY"]})
        lines[-1] |= {"GROPRI": line["GROPRI"], "AMTNOTLIN": str(amount)}
    total = (untaxed * (1 + Decimal(work.get("vat", 0)) / 100)).quantize(CENT)
    head = {"NUM": number, "INVREF": order["SOH0_1"].get("CUSORDREF", ""), "INVDAT": today}
    head |= {"BPCINV": order["SOH0_1"]["BPCORD"], "SALFCY": "SH1", "SIVTYP": "INV", "CUR": "CNY"}
    sums = {"INVNOT": str(untaxed), "INVATI": str(total), "DUDDAT": today, "SOHNUM": work["number"], "ZPAID": "0"}
    row = {"SIH0_1": head, "SIH1_1": sums | {"INVSTA": "2"}, "SIH4_1": lines}
    _due(store, store.put("invoice", number, row))
    return {"number": number, "total": str(total)}


def _due(store, invoice):
    """The open item of a posted invoice."""
    head, sums = invoice["SIH0_1"], invoice["SIH1_1"]
    row = {"TYP": head["SIVTYP"], "NUM": head["NUM"], "DUDLIG": "1", "BPR": head["BPCINV"], "CUR": head["CUR"]}
    row |= {"ACCDAT": head["INVDAT"], "DUDDAT": sums["DUDDAT"], "AMTCUR": sums["INVATI"], "PAYCUR": sums["ZPAID"]}
    store.put("open_item", head["NUM"], {"DUD0_1": row | {"SNS": "-1" if head["SIVTYP"] == "CRN" else "1"}})


def pay(store, work):
    """{"do": "pay", "number": ...}: the customer pays the whole invoice; there is a payment of today."""
    row, today = store.get("invoice", work["number"]), date.today().strftime("%Y%m%d")
    total, customer = row["SIH1_1"]["INVATI"], row["SIH0_1"]["BPCINV"]
    row["SIH1_1"]["ZPAID"] = total
    _due(store, row)
    number = f"PAYSH126{store.next('payment'):05d}"
    line = {"DENCOD": "REC", "VCRTYP": row["SIH0_1"]["SIVTYP"], "VCRNUM": work["number"], "AMTLIN": total}
    money = {"ACCDAT": today, "REF": "", "BAN": "BNK1", "CUR": row["SIH0_1"]["CUR"], "AMTCUR": total}
    head = {"PAY0_1": {"NUM": number}, "PAY1_1": {"FCY": "SH1", "BPR": customer}, "PAY1_2": money}
    store.put("payment", number, {**head, "PAY1_4": [line]})
    return store.put("invoice", work["number"], row)


def post(store, work):
    """{"do": "post", "number": ...}: an invoice goes into the accounts; nobody deletes it any more."""
    row = store.get("invoice", work["number"])
    row["SIH1_1"]["INVSTA"] = "2"
    _due(store, row)
    return store.put("invoice", work["number"], row)


def ship(store, work):
    """{"do": "ship", "number": order, "confirmed": True}: a delivery of the whole order of today."""
    order, today = store.get("order", work["number"]), date.today().strftime("%Y%m%d")
    number = f"SDHSH126{store.next('delivery'):05d}"
    head = {"SDHNUM": number, "SHIDAT": today, "BPCORD": order["SOH0_1"]["BPCORD"], "BPTNUM": "顺丰"}
    head |= {"XTRKNUM": f"SF{number}", "CFMFLG": "2" if work.get("confirmed", True) else "1"}
    lines = [
        {"ITMREF": line["ITMREF"], "ITMDES1": line.get("ITMDES", ""), "QTY": line["QTY"], "SOHNUM": work["number"]}
        for line in order["SOH4_1"]
    ]
    for line in order["SOH4_1"]:
        line["DLVFLG"] = "2"
    store.put("order", work["number"], order)
    return store.put("delivery", number, {"SDH0_1": head, "SDH1_1": lines})


def change(store, work):
    """{"do": "change", "table": "customer", "number": ..., "block": "BPC3_3", "values": {...}}: typed in."""
    row = store.get(work["table"], work["number"])
    row[work["block"]] = row.get(work["block"], {}) | work["values"]
    return store.put(work["table"], work["number"], row)


def count(store, work):
    """{"do": "count", "product": ..., "site": "SH1", "quantity": "5"}: what lies in a site."""
    row = {"ITMREF": work["product"], "STOFCY": work["site"], "PHYSTO": work["quantity"]}
    return store.put("stock", f"{work['product']}/{work['site']}", {"ITF0_1": row})


WORK = {function.__name__: function for function in (bill, pay, post, ship, change, count)}
