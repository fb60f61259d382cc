"""What a person does in the Business Central client: post, register a payment, change a record."""

from decimal import Decimal

from dynamics_journals import apply_entry, post_batch

CENT = Decimal("0.01")


def clerk(erp, work):
    """Do `work["do"]` and return the changed row. ValueError names what is missing."""
    do = work.get("do")
    if do not in WORK:
        raise ValueError(f"a clerk cannot {do}; known: {', '.join(sorted(WORK))}")
    return WORK[do](erp, work)


def _row(erp, page, number):
    row = erp.store.get(page, number)
    if row is None:
        raise ValueError(f"no {page} {number}")
    return row


def post(erp, work):
    """{"do": "post", "number": "SO00001", "vat": 13}: ship and invoice an order; it leaves the order page.

    With "page": "SalesInvoice" an invoice that was written without an order, with "SalesCreditMemo" a credit memo,
    and "applies_to" the posted invoice that it takes back.
    """
    page = work.get("page", "SalesOrder")
    if page == "SalesCreditMemo":
        return _post_credit(erp, work)
    order = _row(erp, page, work["number"])
    number = f"PSI{erp.store.next('invoice'):05d}"
    untaxed = sum((Decimal(line["Line_Amount"]) for line in order["SalesLines"]), Decimal(0))
    total = (untaxed * (1 + Decimal(work.get("vat", 0)) / 100)).quantize(CENT)
    copied = ("Sell_to_Customer_No", "Sell_to_Customer_Name", "External_Document_No")
    invoice = {name: order.get(name) for name in copied} | {"No": number}
    invoice["Order_No" if page == "SalesOrder" else "Pre_Assigned_No"] = order["No"]
    invoice |= {"Posting_Date": "2026-11-22", "Document_Date": "2026-11-22", "Due_Date": "2026-12-22"}
    invoice["SalesInvLines"] = order["SalesLines"]
    erp._store("PostedSalesInvoice", invoice)
    entry = {"Document_Type": "Invoice", "Document_No": number, "Customer_No": order["Sell_to_Customer_No"]}
    entry |= {"Original_Amount": str(total), "Amount": str(total), "Remaining_Amount": str(total), "Open": True}
    _entry(erp, entry | {"Due_Date": "2026-12-22"})
    if page == "SalesOrder":
        ship(erp, work)
    erp.store.remove(page, order["No"])
    return {"id": number, "number": number, "total": str(total)}


def _post_credit(erp, work):
    memo = _row(erp, "SalesCreditMemo", work["number"])
    number = f"PSC{erp.store.next('credit memo'):05d}"
    untaxed = sum((Decimal(line["Line_Amount"]) for line in memo["SalesLines"]), Decimal(0))
    total = str(-(untaxed * (1 + Decimal(work.get("vat", 0)) / 100)).quantize(CENT))
    copied = {name: memo.get(name) for name in ("Sell_to_Customer_No", "External_Document_No")}
    days = {"Posting_Date": "2026-11-22", "Document_Date": "2026-11-22"}
    applied = (
        {"Applies_to_Doc_Type": "Invoice", "Applies_to_Doc_No": work["applies_to"]} if "applies_to" in work else {}
    )
    row = copied | days | applied | {"SalesCrMemoLines": memo["SalesLines"]}
    erp._store("PostedSalesCreditMemo", row | {"No": number, "Pre_Assigned_No": memo["No"]})
    entry = {"Document_Type": "Credit_Memo", "Document_No": number, "Customer_No": memo["Sell_to_Customer_No"]}
    _entry(erp, entry | {"Original_Amount": total, "Amount": total, "Remaining_Amount": total, "Open": True})
    erp.store.remove("SalesCreditMemo", memo["No"])
    return {"id": number, "number": number, "total": total}


def ship(erp, work):
    """{"do": "ship", "number": "SO00001"}: the whole order leaves the house; the order stays."""
    order = _row(erp, "SalesOrder", work["number"])
    known = [row for row in erp.store.all("PostedSalesShipment") if row["Order_No"] == order["No"]]
    if known:
        return known[0]
    number = f"PSS{erp.store.next('shipment'):05d}"
    row = {name: order.get(name) for name in ("Sell_to_Customer_No", "External_Document_No", "SalesLines")}
    row |= {"No": number, "Order_No": order["No"], "Posting_Date": "2026-11-22", "Shipment_Date": "2026-11-22"}
    row |= {"Shipping_Agent_Code": "SF", "Package_Tracking_No": f"SF{number}", "SalesShptLines": row.pop("SalesLines")}
    return erp._store("PostedSalesShipment", row)


def _entry(erp, values):
    number = erp.store.next("entry")
    return erp._store("CustomerLedgerEntries", {"Entry_No": number, "Posting_Date": "2026-11-22", **values})


def pay(erp, work):
    """{"do": "pay", "number": "PSI00001"}: the customer pays the whole invoice."""
    entries = [row for row in erp.store.all("CustomerLedgerEntries") if row["Document_No"] == work["number"]]
    if not entries:
        raise ValueError(f"no ledger entry of {work['number']}")
    amount = str(-Decimal(entries[0]["Amount"]))
    entry = {"Document_Type": "Payment", "Document_No": f"PAY-{work['number']}", "Open": False}
    entry |= {"Original_Amount": amount, "Amount": amount, "Remaining_Amount": "0"}
    payment = _entry(erp, entry | {"Customer_No": entries[0]["Customer_No"]})
    apply_entry(erp, payment, entries[0])
    closed = {"Open": False, "Remaining_Amount": "0", "Closed_at_Date": "2026-11-22"}
    return erp._store("CustomerLedgerEntries", entries[0] | closed)


def change(erp, work):
    """{"do": "change", "page": "Customer", "number": "C00001", "values": {...}}: as typed in on the card."""
    return erp._store(work["page"], _row(erp, work["page"], work["number"]) | work["values"])


def remove(erp, work):
    row = _row(erp, work["page"], work["number"])
    erp.store.remove(work["page"], work["number"])
    return row


WORK = {function.__name__: function for function in (post, ship, post_batch, pay, change, remove)}
