"""Story: the ERP refuses an invoice, and Ms Zhao of finance puts it right by herself.

The ERP wants the customer's purchase number on every invoice. Nobody has typed one. Ms Zhao has never seen a mapping or
an XML document, and need not: she finds the invoice, reads what is missing, fills it in and sends it again.
"""

import pytest
from erp_walk import connect_dolibarr, open_the_books

ACCOUNTANT = ("account.group_account_invoice", "erp_connector.group_erp_user")


@pytest.fixture(scope="module")
def company(house):
    open_the_books(house)
    house.backend = connect_dolibarr(house, invoices_from="odoo")
    (mapping,) = house.admin.search("erp.mapping", ["backend_id", "=", house.backend], ["kind", "=", "invoice"])
    rule = {"target": "project_id", "rule": "field", "source": "reference", "required": True, "mapping_id": mapping}
    house.admin.create("erp.mapping.line", **rule)
    house.zhao = house.user("zhao", *ACCOUNTANT, name="赵敏", email="zhao@example.com")
    house.guest = house.user("guest", "base.group_user", name="Somebody Else", email="guest@example.com")
    customer = house.admin.create("res.partner", name="上海百会咖啡有限公司", is_company=True, city="上海")
    machine = house.admin.create("product.product", name="Coffee machine X1", default_code="CM-X1", list_price=4500)
    line = [0, 0, {"product_id": machine, "quantity": 2, "price_unit": 4500}]
    house.invoice = house.zhao.create(
        "account.move", move_type="out_invoice", partner_id=customer, invoice_line_ids=[line]
    )
    return house


def state(company):
    return company.admin.read("account.move", company.invoice, "erp_state")["erp_state"]


def test_1_the_invoice_is_posted_and_the_erp_cannot_take_it(company):
    company.zhao.call("account.move", "action_post", [company.invoice])
    company.eventually(lambda: state(company) == "stuck", "the invoice needs attention")
    assert company.erp.documents("invoice") == []


def test_2_ms_zhao_finds_it_reads_what_is_missing_and_puts_it_right(company, visitor):
    page = visitor.signs_in("zhao").page
    visitor.opens("/odoo/action-erp_connector.erp_message_action_stuck")
    page.locator(".o_data_row").first.click()
    visitor.sees("“Reference” is empty, and the ERP cannot do without it.").sees("fill it in and send again")
    page.locator("button[name=action_open_record]").click()
    visitor.sees("Needs Attention")
    page.get_by_role("tab", name="Other Info").click()
    visitor.sees("Customer Reference")
    page.locator(".tab-pane.active [name=ref] input").fill("PO-2026-118")
    visitor.presses("Save manually")
    page.locator(".o_form_status_indicator_buttons.invisible").wait_for(state="attached")
    page.locator(".o_back_button").click()
    visitor.presses("Send Again")
    company.eventually(lambda: state(company) == "done", "the invoice is in the ERP")
    (stored,) = company.erp.documents("invoice")
    assert stored["project_id"] == "PO-2026-118"


def test_3_somebody_without_rights_sees_nothing_of_it(company, visitor):
    visitor.signs_in("guest").opens("/odoo/action-erp_connector.erp_message_action_stuck")
    assert visitor.page.locator(".o_data_row").count() == 0
