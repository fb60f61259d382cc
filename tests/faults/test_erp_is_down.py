"""The ERP is down for a while: orders wait, nothing is lost, and people hear of it once."""

import os
import time

import pytest
from erp_walk import confirm, connect_dolibarr, in_the_erp, key_of, open_the_books, quotation
from house.odoo_server import free_port
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
    """The administrator enters another address, and with it the secrets again: pause, change, go live."""
    house.admin.call("erp.backend", "action_pause", [house.backend])
    house.admin.call("erp.backend", "write", [house.backend], {"url": url, "password": ERP_PASSWORD, "token": ERP_KEY})
    house.admin.call("erp.backend", "action_go_live", [house.backend])


@pytest.fixture
def doomed_erp(shop, tmp_path):
    """(options of) an ERP whose books survive its death, with the backend connected to it."""
    options = ("--key", ERP_KEY, "--login", ERP_LOGIN, "--password", ERP_PASSWORD)
    options += ("--state", str(tmp_path / "books.sqlite"), "--port", str(free_port()))
    with running("dolibarr", *options) as erp:
        move_backend(shop, erp.url)
        erp.kill()
    return options


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
