"""Story: a firm with a past connects its ERP, and nothing is created twice.

The ERP knows 上海百会咖啡 under another spelling, and the coffee machine by its code. Odoo knows both, one more
customer, and an order from before. The administrator matches, looks at a dry run, goes live and has the past sent.
"""

import pytest
import requests
from dolibarr_client import envelope
from erp_walk import DOLIBARR, confirm, open_the_books, quotation
from real_house import ERP_KEY, ERP_LOGIN, ERP_PASSWORD

AUTH = {"dolibarrkey": ERP_KEY, "sourceapplication": "t", "login": ERP_LOGIN, "password": ERP_PASSWORD, "entity": ""}


def typed_into_the_erp(house, service, operation, **values):
    part = {"thirdparty": "thirdparty", "productorservice": "product"}[service]
    body = envelope(operation, {"authentication": AUTH, part: values})
    url = f"{house.erp.url}/webservices/server_{service}.php"
    answer = requests.post(url, data=body, headers={"Content-Type": "text/xml; charset=utf-8"}, timeout=30)
    assert '<result_code xsi:type="xsd:string">OK' in answer.text, answer.text


@pytest.fixture(scope="module")
def company(house):
    open_the_books(house)
    who = {"client": "1", "status": "1", "customer_code": "auto"}
    typed_into_the_erp(house, "thirdparty", "createThirdParty", ref="百会咖啡（上海）有限公司", town="北京", **who)
    typed_into_the_erp(house, "thirdparty", "createThirdParty", ref="Nobody We Know", **who)
    typed_into_the_erp(
        house, "productorservice", "createProductOrService", ref="CM-X1", label="Coffee machine", price_net="4500"
    )
    partner = {"is_company": True, "customer_rank": 1}
    house.baihui = house.admin.create("res.partner", name="上海百会咖啡有限公司", city="上海", **partner)
    house.azure = house.admin.create("res.partner", name="Azure Teahouse", **partner)
    house.machine = house.admin.create("product.product", name="Coffee machine", default_code="CM-X1", list_price=4500)
    house.order = confirm(house.admin, quotation(house.admin, house.baihui, (house.machine, 2, 4500)))
    pace = {"settle": 1.0, "timeout": 10.0}
    house.backend = house.admin.create("erp.backend", name="Dolibarr", url=house.erp.url, **DOLIBARR, **pace)
    return house


def reached(company, model, record, state):
    row = company.eventually(
        lambda: (row := company.admin.read(model, record))["state"] == state and row, f"{model} is {state}"
    )
    assert not row.get("problem")
    return row


def test_1_the_connection_is_tested(company):
    company.admin.call("erp.backend", "action_check_connection", [company.backend])
    assert company.admin.read("erp.backend", company.backend, "setup_connection")["setup_connection"]


def test_2_the_preview_shows_the_real_request_and_sends_nothing(company):
    (mapping,) = company.admin.search("erp.mapping", ["backend_id", "=", company.backend], ["kind", "=", "customer"])
    preview = company.admin.create("erp.mapping.preview", mapping_id=mapping, res_id=company.baihui)
    company.admin.call("erp.mapping.preview", "action_show", [preview])
    row = company.admin.read("erp.mapping.preview", preview)
    assert row["result"] == "good"
    assert "createThirdParty" in row["request"] and "上海百会咖啡有限公司" in row["request"]
    assert ERP_KEY not in row["request"] and ERP_PASSWORD not in row["request"]
    assert len(company.erp.documents("thirdparty")) == 2


@pytest.mark.parametrize(("kind", "record"), [("customer", "baihui"), ("product", "machine")])
def test_3_what_both_sides_had_is_matched(company, kind, record):
    matching = company.admin.create("erp.matching", backend_id=company.backend, kind=kind, threshold=70)
    company.admin.call("erp.matching", "action_start", [matching])
    row = reached(company, "erp.matching", matching, "ready")
    assert row["sure_count"] == 1
    company.admin.call("erp.matching", "action_confirm_sure", [matching])
    links = company.sql("SELECT res_id FROM erp_link WHERE kind = %s", kind)
    assert links == [(getattr(company, record),)]


def test_4_the_dry_run_names_what_would_change_and_changes_nothing(company):
    before = [company.erp.documents(kind) for kind in ("thirdparty", "product", "order")]
    run = company.admin.create("erp.dry.run", backend_id=company.backend, kind="customer")
    company.admin.call("erp.dry.run", "action_start", [run])
    row = reached(company, "erp.dry.run", run, "done")
    lines = company.admin.call(
        "erp.dry.run.line", "search_read", [["run_id", "=", run]], ["result", "field", "theirs", "ours", "res_id"]
    )
    changes = {(line["field"], line["theirs"], line["ours"]) for line in lines if line["res_id"] == company.baihui}
    assert ("town", "北京", "上海") in changes
    assert ("ref", "百会咖啡（上海）有限公司", "上海百会咖啡有限公司") in changes
    assert {field for field, _theirs, _ours in changes} <= {"town", "ref", "vat_used"}
    assert [line["result"] for line in lines if line["res_id"] == company.azure] == ["create"]
    assert row["progress"] == 100
    assert [company.erp.documents(kind) for kind in ("thirdparty", "product", "order")] == before


def test_5_the_past_is_sent_once_and_a_kill_in_between_changes_nothing(company):
    company.admin.call("erp.backend", "action_go_live", [company.backend])
    values = {"orders": True, "per_minute": 6000, "backend_id": company.backend}
    backfill = company.admin.create("erp.backfill", **values)
    company.admin.call("erp.backfill", "action_start", [backfill])
    company.kill()
    company.start()
    company._admin = None
    company.press_cron("erp_connector.cron_backfill")
    reached(company, "erp.backfill", backfill, "done")
    company.press_cron("erp_connector.cron_wake")
    company.eventually(lambda: company.erp.documents("order"), "the old order is in the ERP")
    (order,) = company.erp.documents("order")
    names = [row["ref"] for row in company.erp.documents("thirdparty")]
    assert names.count("上海百会咖啡有限公司") + names.count("百会咖啡（上海）有限公司") == 1
    assert [row["ref"] for row in company.erp.documents("product")].count("CM-X1") == 1
    (known,) = [row for row in company.erp.documents("thirdparty") if "百会咖啡" in row["ref"]]
    assert str(order["thirdparty_id"]) == str(known["id"])
