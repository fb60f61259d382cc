"""S/4HANA takes delivery with an empty receipt and confirms at a real Odoo's endpoint, by itself, when it likes.

Everything is a process of its own: Odoo with its job runner, the simulated S/4HANA with its services and its reliable
messaging. Nothing waits for anything but for what a person would see.
"""

import pytest
from erp_walk import confirm, in_the_erp, key_of, open_the_books, quotation
from soap_server import running

LOGIN, PASSWORD = "erp", "correct horse battery"
SAP = ("--login", "ODOO", "--password", "geheim", "--client", "100", "--confirm-password", PASSWORD)


@pytest.fixture(scope="module")
def company(house):
    with running("sap_s4", *SAP) as sap:
        house.sap = sap
        open_the_books(house)
        house.backend = house.admin.create(
            "erp.backend",
            **{"name": "S/4HANA", "dialect": "sap_s4", "url": sap.url, "login": "ODOO", "password": "geheim"},
            **{"erp_company": "100", "sap_company_code": "1710", "sap_sales_organization": "1710"},
            **{"sap_distribution_channel": "10", "sap_division": "00", "sap_price_condition": "PPR0"},
            **{"sap_posting_user": "ODOO", "settle": 1.0, "timeout": 10.0, "inbound_tls_only": False},
            **{"inbound_enabled": True, "inbound_login": LOGIN, "inbound_password": PASSWORD},
        )
        house.admin.call("erp.backend", "action_check_connection", [house.backend])
        house.admin.call("erp.backend", "action_go_live", [house.backend])
        key = house.admin.read("erp.backend", house.backend, "inbound_key")["inbound_key"]
        sap.clerk("confirm_to", url=f"{house.url}/erp/soap/{key}")
        sap.clerk("material", numbers=["CM-X1"])
        china = house.admin.search("res.country", ["code", "=", "CN"])[0]
        house.customer = house.admin.create(
            "res.partner", name="上海百会咖啡有限公司", is_company=True, city="上海", country_id=china
        )
        house.machine = house.admin.create("product.product", name="Coffee machine", default_code="CM-X1")
        yield house


def order(company, product=None):
    return confirm(company.admin, quotation(company.admin, company.customer, (product or company.machine, 2, 4500)))


def orders_in_sap(company, order):
    key = key_of(company, order)
    return [row for row in company.sap.documents("order") if row["key"] == key]


def test_1_a_confirmed_order_is_linked_with_the_number_that_sap_pushes_later(company):
    company.first = order(company)
    row = in_the_erp(company, company.admin, company.first)
    (stored,) = orders_in_sap(company, company.first)
    assert row["erp_number"] == stored["number"]
    assert [(line["material"], float(line["quantity"])) for line in stored["lines"]] == [("CM-X1", 2.0)]
    (customer,) = company.sap.documents("customer")
    assert customer["name"] == "上海百会咖啡有限公司"
    attempts = company.sql(
        "SELECT a.state FROM erp_attempt a JOIN erp_message m ON m.id = a.message_id"
        " WHERE m.res_model IN ('sale.order', 'res.partner') AND m.direction = 'out'"
    )
    assert {state for (state,) in attempts} == {"sent"}


def test_2_a_confirmation_that_overtakes_the_answer_to_the_call_is_not_lost(company):
    company.sap.faults({"fault": "slow_after", "operation": "SalesOrderBulkRequest_In", "seconds": 3})
    overtaken = order(company)
    in_the_erp(company, company.admin, overtaken, 120)
    assert len(orders_in_sap(company, overtaken)) == 1


def test_3_a_lost_receipt_makes_no_second_order(company):
    company.sap.faults({"fault": "drop_after", "operation": "SalesOrderBulkRequest_In"})
    lost = order(company)
    in_the_erp(company, company.admin, lost, 120)
    assert len(orders_in_sap(company, lost)) == 1


def test_4_a_refusal_that_is_pushed_is_shown_and_what_is_put_right_goes_through(company):
    stranger = company.admin.create("product.product", name="Grinder", default_code="GR-9")
    refused = order(company, stranger)
    row = company.eventually(
        lambda: (row := company.admin.read("sale.order", refused, "erp_state", "erp_problem"))["erp_state"] == "stuck"
        and row,
        "the refusal is shown",
    )
    assert "Material GR-9 is not defined" in row["erp_problem"]
    assert orders_in_sap(company, refused) == []
    company.sap.clerk("material", numbers=["GR-9"])
    terms = (["res_model", "=", "sale.order"], ["res_id", "=", refused], ["direction", "=", "out"])
    message = company.admin.search("erp.message", *terms)
    company.admin.call("erp.message", "action_retry", message)
    in_the_erp(company, company.admin, refused)
    assert len(orders_in_sap(company, refused)) == 1


def test_5_news_about_the_order_appear_on_it(company):
    (stored,) = orders_in_sap(company, company.first)
    fields = {"OverallSDProcessStatus": "B", "OverallDeliveryStatus": "C"}
    company.sap.clerk("status", number=stored["number"], fields=fields)
    company.eventually(
        lambda: company.admin.read("sale.order", company.first, "erp_status")["erp_status"] == "shipped",
        "the order is shown as shipped",
    )
