"""The first walk survives what really happens: the line breaks, a node is switched off, another one goes on."""

import pytest
from erp_walk import confirm, connect_dolibarr, erp_orders, in_the_erp, key_of, open_the_books, quotation


@pytest.fixture(scope="module")
def shop(house):
    open_the_books(house)
    house.backend = connect_dolibarr(house)
    house.customer = house.admin.create("res.partner", name="Van Dijk B.V.", is_company=True)
    house.product = house.admin.create("product.product", name="Filter", default_code="FI-1", list_price=20)
    return house


def new_order(house):
    return confirm(house.admin, quotation(house.admin, house.customer, (house.product, 5, 20)))


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


def test_another_node_takes_over(shop):
    """Two Odoo nodes on one database; the one that is sending is killed, the other finishes."""
    with shop.second_node():
        shop.erp.faults({"operation": "createOrder", "fault": "slow", "seconds": 0.8})
        order = new_order(shop)
        asked = "SELECT 1 FROM erp_message WHERE res_model = 'sale.order' AND res_id = %s AND state = 'calling'"
        shop.eventually(lambda: shop.sql(asked, order), "the order is being sent")
        shop.kill()
        held = "SELECT 1 FROM erp_message WHERE state IN ('claimed', 'calling')"
        shop.eventually(lambda: not shop.sql(held), "the message of the dead node is taken over", seconds=120)
        linked = "SELECT 1 FROM erp_link WHERE res_model = 'sale.order' AND res_id = %s"
        shop.eventually(lambda: shop.sql(linked, order), "the second node finishes", seconds=120)
        assert len(erp_orders(shop, key_of(shop, order))) == 1
