"""What the stories about an ERP share: a company that can invoice, a connected ERP, and a salesperson's first order."""

from real_house import ERP_KEY, ERP_LOGIN, ERP_PASSWORD

DOLIBARR = {"dialect": "dolibarr", "login": ERP_LOGIN, "password": ERP_PASSWORD, "token": ERP_KEY}


def open_the_books(house):
    """Give the company a chart of accounts, as its accountant does once in the settings."""
    if not house.admin.search("account.journal", ["type", "=", "sale"], ["company_id", "=", 1]):
        settings = house.admin.create("res.config.settings", chart_template="generic_coa")
        house.admin.call("res.config.settings", "execute", [settings])


def connect_dolibarr(house, **values):
    """Set up the ERP as an administrator does, test the connection, go live. Returns the backend's id."""
    pace = {"settle": 1.0, "timeout": 10.0}
    backend = house.admin.create("erp.backend", name="Dolibarr", url=house.erp.url, **DOLIBARR, **(pace | values))
    house.admin.call("erp.backend", "action_check_connection", [backend])
    house.admin.call("erp.backend", "action_go_live", [backend])
    return backend


def quotation(caller, customer, *lines, **values):
    """A quotation for [(product id, quantity, price)]; returns its id."""
    rows = [[0, 0, {"product_id": p, "product_uom_qty": q, "price_unit": price}] for p, q, price in lines]
    return caller.create("sale.order", partner_id=customer, order_line=rows, **values)


def confirm(caller, order):
    caller.call("sale.order", "action_confirm", [order])
    return order


def in_the_erp(house, caller, order, seconds=60):
    """Wait until the order has its number in the ERP and return the order's ERP fields."""
    return house.eventually(
        lambda: (row := caller.read("sale.order", order, "name", "erp_state", "erp_number"))["erp_state"] == "done"
        and row,
        "the order is in the ERP",
        seconds,
    )


def erp_orders(house, key):
    """Orders that the ERP has under this key; more than one means that something was doubled."""
    return [row for row in house.erp.documents("order") if row["ref_ext"] == key]


def key_of(house, order):
    keys = "SELECT document_key FROM erp_message WHERE res_model = 'sale.order' AND res_id = %s AND direction = 'out'"
    return house.sql(keys, order)[0][0]
