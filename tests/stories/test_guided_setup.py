"""Story: an administrator connects the first ERP with nobody's help, in a browser, page by page.

The address is wrong at first: a web page answers there, not a web service. What was typed stays, the page says what is
wrong, and the way goes on from there to the first dry run and live. Password and key were meant for the server that was
named then: with another one they are asked for again.
"""

import pytest
from erp_walk import open_the_books
from real_house import ERP_KEY, ERP_LOGIN, ERP_PASSWORD


@pytest.fixture(scope="module")
def company(house):
    open_the_books(house)
    partner = {"is_company": True, "customer_rank": 1}
    house.admin.create("res.partner", name="上海百会咖啡有限公司", city="上海", **partner)
    return house


@pytest.fixture
def page(visitor):
    visitor.signs_in("admin")
    return visitor.page


def backend(company, *fields):
    (found,) = company.admin.search("erp.backend", ["dialect", "=", "dolibarr"])
    return company.admin.read("erp.backend", found, "setup_step", *fields)


def test_1_a_wrong_address_is_told_in_words_and_what_was_typed_is_kept(company, visitor, page):
    visitor.opens("/odoo/action-erp_connector.erp_backend_action")
    visitor.presses("Connect an ERP")
    page.locator("[name=dialect] .o_selection_badge", has_text="Dolibarr").first.click()
    page.locator("[name=url] input").fill(company.url)
    page.locator("[name=login] input").fill(ERP_LOGIN)
    page.locator("[name=password] input").fill(ERP_PASSWORD)
    page.locator("[name=token] input").fill(ERP_KEY)
    visitor.presses("Test and Continue")
    page.locator(".alert-danger [name=setup_answer]").wait_for()
    told = page.locator(".alert-danger [name=setup_answer]").inner_text()
    assert "Dolibarr" in told and "<" not in told
    assert page.locator("[name=url] input").input_value() == company.url
    assert backend(company)["setup_step"] == "address"


def test_2_the_right_address_leads_to_the_proposed_mapping(company, visitor, page):
    visitor.opens(f"/odoo/connect-erp/{backend(company)['id']}")
    page.locator("[name=url] input").fill(company.erp.url)
    page.locator("[name=url] input").press("Tab")
    visitor.sees("Password and access key do not follow to another server")
    for name, secret in {"password": ERP_PASSWORD, "token": ERP_KEY}.items():
        assert page.locator(f"[name={name}] input").input_value() == ""
        page.locator(f"[name={name}] input").fill(secret)
    visitor.presses("Test and Continue")
    visitor.sees("Which field of the ERP gets what")
    page.locator("[name=mapping_ids] .o_data_row").first.wait_for()


def test_3_who_left_comes_back_to_the_same_page_and_goes_through_to_the_dry_run(company, visitor, page):
    visitor.opens_record("action-erp_connector.erp_backend_action", backend(company)["id"])
    visitor.presses("Go On").sees("Which field of the ERP gets what")
    visitor.presses("Continue")
    page.locator("button[name=action_setup_match]").click()
    page.locator("[name=matching_ids] .o_data_row").nth(1).wait_for()
    visitor.presses("Continue")
    page.locator("button[name=action_setup_rehearse]").click()
    page.locator("[name=dry_run_ids] .o_data_row").first.wait_for()
    company.eventually(
        lambda: {row["state"] for row in company.admin.call("erp.dry.run", "search_read", [], ["state"])} == {"done"},
        "the dry runs are done",
    )
    assert company.erp.documents("thirdparty") == []


def test_4_the_last_page_goes_live(company, visitor, page):
    visitor.opens(f"/odoo/connect-erp/{backend(company)['id']}").presses("Continue").sees("Ready to go live?")
    visitor.presses("Go Live")
    page.locator(".modal-footer .btn-primary").click()
    page.locator("button[name=action_pause]").wait_for()
    assert backend(company, "state")["state"] == "live"
