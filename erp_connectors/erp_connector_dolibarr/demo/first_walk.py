"""The first order walks to the ERP beside bin/run and back, so that there is something to see."""

import json
import urllib.request

NAME = "Dolibarr (simulated)"


def play(env, simulator_url, key, login, password):
    """Connect the simulated Dolibarr and confirm two orders: one is billed there and owed, the newest billed and paid.

    Played once per database.
    """
    values = {"url": simulator_url, "login": login, "password": password, "token": key}
    backend = env["erp.backend"].search([("name", "=", NAME)])
    if backend:
        backend.write(values)
        return
    backend = env["erp.backend"].create({"name": NAME, "dialect": "dolibarr", "settle": 1.0, **values})
    backend.action_go_live()
    owed, paid = orders = _order(env) + _order(env)
    orders.action_confirm()
    env.cr.commit()  # what a lane may send is what is committed
    backend._drain()
    env.cr.commit()  # and what lanes committed is seen by a new transaction only
    env.invalidate_all()
    if set(orders.mapped("erp_state")) == {"done"} and env["account.journal"].search_count([("type", "=", "sale")]):
        _bill(backend, owed)
        _pay(backend, paid, _bill(backend, paid))
        for kind in ("invoice", "open_item"):
            backend._job_poll(kind)


def _order(env):
    """An order of a sample customer for two sample products, or of a customer made for it in an empty company."""
    customers = env["res.partner"].search([("is_company", "=", True), ("customer_rank", ">", 0)], limit=1)
    customer = customers or env["res.partner"].create({"name": "First Customer Ltd.", "is_company": True})
    products = env["product.product"].search([("sale_ok", "=", True), ("list_price", ">", 0)], limit=2)
    products = products or env["product.product"].create({"name": "First Product", "list_price": 100})
    lines = [(0, 0, {"product_id": product.id, "product_uom_qty": 2}) for product in products]
    return env["sale.order"].create({"partner_id": customer.id, "order_line": lines})


def _bill(backend, order):
    """What a clerk does at the ERP's screen; returns the number of the invoice. Odoo reads it later."""
    number = int(order._erp_links()[order.id].external_id)
    return _clerk(backend.url, {"do": "invoice", "order_id": number})["id"]


def _pay(backend, order, invoice):
    _clerk(backend.url, {"do": "pay", "invoice_id": invoice, "amount": order.amount_total})


def _clerk(url, work):
    request = urllib.request.Request(f"{url}/_control/clerk", json.dumps(work).encode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)
