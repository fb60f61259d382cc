"""The books are compared: what the ERP's clerk did behind our back is found, repaired by message, and sealed."""

import pytest
from erp_walk import confirm, connect_dolibarr, erp_orders, in_the_erp, key_of, open_the_books, quotation


@pytest.fixture(scope="module")
def company(house):
    open_the_books(house)
    house.backend = connect_dolibarr(house)
    house.finance = house.user(
        "wangfang", "erp_connector.group_erp_user", "sales_team.group_sale_salesman_all_leads", email="wf@example.com"
    )
    customer = house.admin.create("res.partner", name="上海百会咖啡有限公司", is_company=True)
    machine = house.admin.create("product.product", name="Coffee machine X1", default_code="CM-X1", taxes_id=[])
    house.orders = [
        confirm(house.admin, quotation(house.admin, customer, (machine, quantity, 100))) for quantity in (1, 2, 3)
    ]
    for order in house.orders:
        in_the_erp(house, house.admin, order)
    return house


def compare(company, kind):
    """Wang Fang asks and waits for the answer."""
    domain = [["backend_id", "=", company.backend], ["kind", "=", kind]]
    found = company.finance.search("erp.reconciliation", *domain)
    row = found[0] if found else company.finance.create("erp.reconciliation", backend_id=company.backend, kind=kind)
    company.finance.call("erp.reconciliation", "action_run", [row])
    company.eventually(
        lambda: company.finance.read("erp.reconciliation", row, "state")["state"] not in ("draft", "running"),
        f"{kind} are compared",
    )
    return company.finance.read("erp.reconciliation", row, "id", "state", "line_ids", "matched_count", "problem")


def test_1_after_a_quiet_day_both_sides_agree(company):
    for kind, count in (("customer", 1), ("product", 1), ("order", 3)):
        answer = compare(company, kind)
        assert (answer["state"], answer["matched_count"]) == ("agrees", count), answer


def test_2_what_the_clerk_deleted_and_cancelled_is_found(company):
    deleted, cancelled, _left = company.orders
    company.erp.clerk("delete_order", order_id=erp_orders(company, key_of(company, deleted))[0]["id"])
    company.erp.clerk("cancel_order", order_id=erp_orders(company, key_of(company, cancelled))[0]["id"])
    answer = compare(company, "order")
    lines = company.finance.read("erp.reconciliation.line", answer["line_ids"], "klass", "res_id", "state_there")
    found = {line["klass"]: line for line in lines}
    assert found["missing_there"]["res_id"] == deleted
    assert (found["drift"]["res_id"], found["drift"]["state_there"]) == (cancelled, "cancelled")
    assert len(lines) == 2


def test_3_one_click_and_the_deleted_order_is_there_again_once(company):
    answer = compare(company, "order")
    company.finance.call("erp.reconciliation", "action_repair_all", [answer["id"]])
    deleted = company.orders[0]
    key = key_of(company, deleted)
    company.eventually(lambda: erp_orders(company, key), "the order is in the ERP again")
    in_the_erp(company, company.admin, deleted)
    assert len(erp_orders(company, key)) == 1
    answer = compare(company, "order")
    lines = company.finance.read("erp.reconciliation.line", answer["line_ids"], "klass")
    assert [line["klass"] for line in lines] == ["drift"], "what was repaired is gone from the list"


def test_4_an_invoice_of_the_erp_is_read_through_the_inbox_by_one_click(company):
    left = company.orders[2]
    invoice = company.erp.clerk("invoice", order_id=erp_orders(company, key_of(company, left))[0]["id"])
    answer = compare(company, "invoice")
    (line,) = company.finance.read("erp.reconciliation.line", answer["line_ids"], "klass", "external_id", "can_repair")
    assert line["klass"] == "missing_here" and line["external_id"] == str(invoice["id"]) and line["can_repair"]
    company.finance.call("erp.reconciliation.line", "action_repair", answer["line_ids"])
    company.eventually(
        lambda: company.admin.read("sale.order", left, "invoice_ids")["invoice_ids"], "the invoice is in Odoo"
    )
    assert compare(company, "invoice")["state"] == "agrees"


def test_5_everything_that_was_tried_is_sealed_and_the_chain_holds(company):
    company.press_cron("erp_connector.cron_audit")
    (audit,) = company.finance.search("erp.audit", ["backend_id", "=", company.backend])
    company.finance.call("erp.audit", "action_verify", [audit])
    row = company.finance.read("erp.audit", audit, "state", "position", "problem")
    attempts = company.sql("SELECT count(*) FROM erp_attempt WHERE seal IS NOT NULL")[0][0]
    assert (row["state"], row["position"]) == ("whole", attempts), row
    assert attempts >= 8


def test_6_an_erp_that_is_away_has_lost_nothing(company):
    before = compare(company, "order")
    company.erp.kill()
    answer = compare(company, "order")
    assert answer["state"] == "failed" and answer["problem"]
    assert answer["line_ids"] == before["line_ids"]
