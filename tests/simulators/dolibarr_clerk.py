"""What a person does at the ERP's own screen, without any web service: the other half of every sync story."""

from dolibarr_store import now


def clerk(store, work):
    """Do `work["do"]` and return the changed row. ValueError names what is missing."""
    do = work.get("do")
    if do not in WORK:
        raise ValueError(f"a clerk cannot {do}; known: {', '.join(sorted(WORK))}")
    with store.transaction():
        return WORK[do](store, work)


def _row(store, table, work, key):
    row = store.by_id(table, work[key])
    if row is None:
        raise ValueError(f"no {table} {work[key]}")
    return row


def _change(store, table, work, key, values):
    row = _row(store, table, work, key)
    store.write(table, row["id"], {**values, "date_modification": now()})
    return store.by_id(table, row["id"])


def invoice(store, work):
    """{"do": "invoice", "order_id": 1, "status": 1}: bill an order; validated unless status is 0."""
    order = _row(store, "order", work, "order_id")
    invoice_id, _ref = store.invoice_from_order(order)
    if work.get("status", 1) == 1:
        store.validate("invoice", store.by_id("invoice", invoice_id))
    store.write("order", order["id"], {"billed": 1})
    return store.by_id("invoice", invoice_id)


def pay(store, work):
    """{"do": "pay", "invoice_id": 1, "amount": 10}: without an amount, all that is left."""
    row = _row(store, "invoice", work, "invoice_id")
    left = row["total"] - sum(p["amount"] for p in store.where("payment", invoice_id=row["id"]))
    store.pay(row["id"], {"amount": work.get("amount", left), "thirdparty_id": row["thirdparty_id"]})
    return store.by_id("invoice", row["id"])


def close_invoice(store, work):
    """{"do": "close_invoice", "invoice_id": 1, "close_code": "badcustomer"}: paid in part, and the rest is given up."""
    return _change(store, "invoice", work, "invoice_id", {"status": 2, "close_code": work["close_code"]})


def burn_invoices(store, work):
    """{"do": "burn_invoices", "count": 100}: so many drafts that were deleted again."""
    store.burn("invoice", work["count"])
    return {"count": work["count"]}


def register_customer(store, work):
    """{"do": "register_customer", "thirdparty_id": 1, "profid1": "552 100 554"}: what only Dolibarr's screen asks for."""
    values = {name: value for name, value in work.items() if name not in ("do", "thirdparty_id")}
    return _change(store, "thirdparty", work, "thirdparty_id", values)


def rename_customer(store, work):
    """{"do": "rename_customer", "thirdparty_id": 1, "name": "New Name"}."""
    return _change(store, "thirdparty", work, "thirdparty_id", {"ref": work["name"]})


def cancel_order(store, work):
    return _change(store, "order", work, "order_id", {"status": -1})


def deliver_order(store, work):
    return _change(store, "order", work, "order_id", {"status": 3})


def delete_order(store, work):
    row = _row(store, "order", work, "order_id")
    for line in store.where("order_line", parent_id=row["id"]):
        store.delete("order_line", line["id"])
    store.delete("order", row["id"])
    return row


def set_stock(store, work):
    """{"do": "set_stock", "product_id": 1, "quantity": 5}: no web service can."""
    return _change(store, "product", work, "product_id", {"stock_real": work["quantity"]})


def set_price(store, work):
    price = {"price_net": work["price_net"], "price_base_type": "HT"}
    row = _row(store, "product", work, "product_id")
    price["price"] = work["price_net"] * (1 + (row["vat_rate"] or 0) / 100)
    return _change(store, "product", work, "product_id", price)


WORK = {
    function.__name__: function
    for function in (
        *(invoice, pay, close_invoice, burn_invoices, register_customer, rename_customer),
        *(cancel_order, deliver_order, delete_order, set_stock, set_price),
    )
}
