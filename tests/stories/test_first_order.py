"""Story 1: the first order walks from quotation to ERP and back.

Li Na sells two coffee machines. Her order is in the ERP a moment after she confirms it, without anybody typing it
there; the ERP's clerk bills it, the customer pays, and the invoice in Odoo is paid.
"""

import pytest
from erp_walk import confirm, connect_dolibarr, erp_orders, in_the_erp, key_of, open_the_books, quotation


@pytest.fixture(scope="module")
def company(house):
    open_the_books(house)
    house.backend = connect_dolibarr(house)
    house.li_na = house.user("lina", "sales_team.group_sale_salesman", name="Li Na", email="lina@example.com")
    house.customer = house.admin.create(
        "res.partner",
        name="上海百会咖啡有限公司",
        is_company=True,
        street="南京西路 1266 号",
        city="上海",
        zip="200040",
        phone="+862155550101",
    )
    house.machine = house.admin.create(
        "product.product", name="Coffee machine X1", default_code="CM-X1", list_price=4500
    )
    house.training = house.admin.create(
        "product.product", name="Barista training", default_code="TR-1", type="service", list_price=800
    )
    return house


def test_1_the_order_is_in_the_erp_a_moment_after_it_was_confirmed(company):
    order = quotation(company.li_na, company.customer, (company.machine, 2, 4500), (company.training, 1, 800))
    assert company.li_na.read("sale.order", order, "erp_state")["erp_state"] == "none"
    confirm(company.li_na, order)
    company.first_order = order
    row = in_the_erp(company, company.li_na, order)
    (stored,) = erp_orders(company, key_of(company, order))
    assert row["erp_number"] == stored["ref"]
    assert [(line["qty"], line["unitprice"]) for line in stored["lines"]] == [(2, 4500), (1, 800)]
    (customer,) = company.erp.documents("thirdparty")
    assert customer["ref"] == "上海百会咖啡有限公司"


def test_2_the_second_order_of_the_same_customer_creates_only_the_order(company):
    before = {kind: len(company.erp.documents(kind)) for kind in ("thirdparty", "product", "order")}
    order = confirm(company.li_na, quotation(company.li_na, company.customer, (company.machine, 1, 4400)))
    in_the_erp(company, company.li_na, order)
    after = {kind: len(company.erp.documents(kind)) for kind in ("thirdparty", "product", "order")}
    assert after == before | {"order": before["order"] + 1}


def test_3_the_invoice_and_the_payment_made_in_the_erp_come_back(company):
    (stored,) = erp_orders(company, key_of(company, company.first_order))
    invoice = company.erp.clerk("invoice", order_id=stored["id"])
    company.press_cron("erp_connector.cron_poll")
    (move_id,) = company.eventually(lambda: moves(company), "the invoice is in Odoo")
    move = company.admin.read("account.move", move_id, "state", "payment_state", "amount_total", "erp_number")
    assert (move["state"], move["payment_state"]) == ("posted", "not_paid")
    assert move["amount_total"] == pytest.approx(stored["total"])
    company.erp.clerk("pay", invoice_id=invoice["id"], amount=stored["total"])
    company.press_cron("erp_connector.cron_poll")
    company.eventually(
        lambda: company.admin.read("account.move", move_id, "payment_state")["payment_state"] == "paid",
        "the invoice is paid",
    )
    company.press_cron("erp_connector.cron_poll")
    assert moves(company) == [move_id]


def moves(company):
    return company.li_na.read("sale.order", company.first_order, "invoice_ids")["invoice_ids"]


def test_4_the_administrator_sees_what_went_over_the_wire_and_no_password(company):
    attempts = company.admin.call("erp.attempt", "search_read", [], ["purpose", "state", "request", "response"])
    sent = [row for row in attempts if row["purpose"] == "send"]
    assert {row["state"] for row in sent} == {"accepted"}
    assert any("上海百会咖啡有限公司" in row["request"] for row in sent)
    from real_house import ERP_KEY, ERP_PASSWORD

    everything = "".join((row["request"] or "") + (row["response"] or "") for row in attempts)
    assert ERP_PASSWORD not in everything and ERP_KEY not in everything


def test_5_li_na_sees_it_in_her_browser(company, visitor):
    visitor.signs_in("lina")
    visitor.opens_record("action-sale.action_orders", company.first_order)
    number = company.li_na.read("sale.order", company.first_order, "erp_number")["erp_number"]
    visitor.sees("In the ERP").sees(number)
