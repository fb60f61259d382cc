"""A copy of the database, neutralised with Odoo's own command, never talks to the real ERP."""

import subprocess

from erp_walk import connect_dolibarr
from house.environment import odoo_command


def test_a_neutralised_copy_has_neither_address_nor_secrets_and_sends_nothing(fresh_house):
    house = fresh_house
    backend = connect_dolibarr(house)
    house.admin.call("erp.backend", "action_pause", [backend])
    customer = house.admin.create("res.partner", name="百会贸易有限公司", is_company=True)
    product = house.admin.create("product.product", name="Grinder", default_code="GR-1", list_price=100)
    line = [0, 0, {"product_id": product, "product_uom_qty": 1}]
    order = house.admin.create("sale.order", partner_id=customer, order_line=[line])
    house.admin.call("sale.order", "action_confirm", [order])
    house.server.stop()
    assert house.sql("SELECT count(*) FROM erp_message WHERE state = 'waiting'")[0][0] > 0

    command = odoo_command(house.environment, "neutralize", "-c", house.server.config, "-d", house.database)
    subprocess.run(command, check=True, env=house.environment.odoo_environment(), capture_output=True, timeout=120)

    ((state, url, password, token, prefix),) = house.sql(
        "SELECT state, url, password_sealed, token_sealed, key_prefix FROM erp_backend"
    )
    assert (state, password, token) == ("paused", None, None)
    assert url == "https://neutralized.invalid"
    assert prefix == "TEST"
    pending = "SELECT count(*) FROM queue_job WHERE model_name = 'erp.backend' AND state IN ('pending', 'enqueued')"
    assert house.sql(pending) == [(0,)]

    before = len(house.erp.calls())
    house.start()
    house._admin = None
    house.press_cron("erp_connector.cron_wake")
    assert len(house.erp.calls()) == before
    assert house.sql("SELECT count(*) FROM erp_attempt") == [(0,)]
