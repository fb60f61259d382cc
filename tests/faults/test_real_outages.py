"""The first walk survives what really happens: the ERP is down, the line breaks, a node is switched off."""

import os
import time

import pytest
from erp_walk import confirm, connect_dolibarr, erp_orders, in_the_erp, key_of, open_the_books, quotation
from house import database
from house.odoo_server import OdooServer, free_port
from real_house import ERP_KEY, ERP_LOGIN, ERP_PASSWORD
from soap_server import running

# Two minutes in a thorough run, a quarter of one otherwise: the breaker opens and closes in both.
OUTAGE = float(os.environ.get("CRM_EXTENDED_OUTAGE_SECONDS", "15"))


@pytest.fixture(scope="module")
def shop(house):
    open_the_books(house)
    house.backend = connect_dolibarr(house)
    house.customer = house.admin.create("res.partner", name="Van Dijk B.V.", is_company=True)
    house.product = house.admin.create("product.product", name="Filter", default_code="FI-1", list_price=20)
    return house


def move_backend(house, url):
    """The administrator enters another address: pause, change, go live."""
    house.admin.call("erp.backend", "action_pause", [house.backend])
    house.admin.call("erp.backend", "write", [house.backend], {"url": url})
    house.admin.call("erp.backend", "action_go_live", [house.backend])


@pytest.fixture
def doomed_erp(shop, tmp_path):
    """(options of) an ERP whose books survive its death, with the backend connected to it."""
    options = ("--key", ERP_KEY, "--login", ERP_LOGIN, "--password", ERP_PASSWORD)
    options += ("--state", str(tmp_path / "books.sqlite"), "--port", str(free_port()))
    with running("dolibarr", *options) as erp:
        move_backend(shop, erp.url)
        erp.kill()
    yield options
    move_backend(shop, shop.erp.url)


def new_order(house):
    return confirm(house.admin, quotation(house.admin, house.customer, (house.product, 5, 20)))


def test_an_erp_that_is_down_costs_nothing_but_time(shop, doomed_erp):
    orders = [new_order(shop) for _number in range(3)]
    backend = lambda *fields: shop.admin.read("erp.backend", shop.backend, *fields)  # noqa: E731
    shop.eventually(lambda: backend("breaker_state")["breaker_state"] == "open", "it says that it cannot be reached")
    shop.eventually(lambda: len(backend("activity_ids")["activity_ids"]) == 1, "the responsible person is told")
    time.sleep(OUTAGE)
    with running("dolibarr", *doomed_erp) as erp:
        for order in orders:
            in_the_erp(shop, shop.admin, order, seconds=150)
        keys = [row["ref_ext"] for row in erp.documents("order")]
        assert sorted(keys) == sorted(key_of(shop, order) for order in orders)
    shop.eventually(lambda: backend("activity_ids")["activity_ids"] == [], "there is nothing left to do")
    assert backend("breaker_state")["breaker_state"] == "closed"
    told = shop.admin.call("mail.message", "search_count", [["model", "=", "erp.backend"], ["body", "like", "reached"]])
    assert told == 1, "the responsible person is told once, not with every try"


def test_a_line_that_breaks_after_the_erp_stored_the_order_makes_one_order(shop):
    shop.erp.faults({"operation": "createOrder", "fault": "drop_after"})
    order = new_order(shop)
    in_the_erp(shop, shop.admin, order)
    assert len(erp_orders(shop, key_of(shop, order))) == 1
    outcomes = shop.sql(
        "SELECT a.purpose, a.state FROM erp_attempt a JOIN erp_message m ON m.id = a.message_id"
        " WHERE m.res_model = 'sale.order' AND m.res_id = %s ORDER BY a.id",
        order,
    )
    assert outcomes == [("ask", "missing"), ("send", "unknown"), ("ask", "found")]


def test_a_node_switched_off_during_the_call_makes_one_order(shop):
    shop.erp.faults({"operation": "createOrder", "fault": "slow_after", "seconds": 0.8})
    order = new_order(shop)
    shop.eventually(lambda: erp_orders(shop, key_of(shop, order)), "the ERP has stored it and not yet answered")
    shop.kill()
    assert len(erp_orders(shop, key_of(shop, order))) == 1
    shop.start()
    shop._admin = None
    in_the_erp(shop, shop.admin, order)
    assert len(erp_orders(shop, key_of(shop, order))) == 1


def test_another_node_takes_over_within_fifteen_seconds(shop):
    """Two Odoo nodes on one database; the one that is sending is killed, the other finishes."""
    port = free_port()
    sections = {"queue_job": {"channels": "root:4"}}
    config = database.config_for(shop.environment, shop.database, http_port=port, log_level="info", sections=sections)
    second = OdooServer(shop.environment, config, port, label=f"{shop.database}-second").start()
    try:
        shop.erp.faults({"operation": "createOrder", "fault": "slow", "seconds": 0.8})
        order = new_order(shop)
        shop.eventually(lambda: shop.erp.calls("getOrder"), "a sender is at work")
        shop.eventually(
            lambda: shop.sql(
                "SELECT 1 FROM erp_message WHERE res_model = 'sale.order' AND res_id = %s AND state = 'calling'", order
            ),
            "the order is being sent",
        )
        shop.kill()
        killed_at = time.monotonic()
        shop.eventually(
            lambda: not shop.sql("SELECT 1 FROM erp_message WHERE state IN ('claimed', 'calling')"),
            "the message of the dead node is taken over",
            seconds=30,
        )
        seconds = time.monotonic() - killed_at
        shop.eventually(
            lambda: shop.sql("SELECT 1 FROM erp_link WHERE res_model = 'sale.order' AND res_id = %s", order),
            "the second node finishes",
        )
        assert len(erp_orders(shop, key_of(shop, order))) == 1
        assert seconds <= 15, f"the takeover took {seconds:.1f} s"
        print(f"takeover after {seconds:.1f} s")
    finally:
        second.stop()
        shop.start()
