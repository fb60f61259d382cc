"""What is Dynamics' own: four ways to log in, the Key that gets old, orders that disappear when they are posted."""

import dialect_scene as scene
import pytest
from dialect_scene import bare_addon
from soap_server import running

bare_addon("erp_connector_dynamics")

from odoo.addons.erp_connector.engine.dialect import Settings  # noqa: E402
from odoo.addons.erp_connector.engine.outcome import MISSING  # noqa: E402
from odoo.addons.erp_connector_dynamics.engine import logins  # noqa: E402
from odoo.addons.erp_connector_dynamics.engine.dynamics import Dynamics  # noqa: E402

CUSTOMER = {"Name": "百会", "City": "上海"}
ORDER = {"Sell_to_Customer_No": "C00001", "Order_Date": "2026-11-22"}


@pytest.fixture
def erp():
    with running("dynamics", "--company", "CRONUS") as erp:
        yield erp


def dialect(erp, **values):
    values = {"login": "L", "password": "P", "company": "CRONUS", "timeout": 5.0} | values
    return Dynamics(Settings(url=f"{erp.url}/BC", **values))


def ordered(erp, key="ODOO-OR-1", quantity="1"):
    nav = dialect(erp)
    nav.send("customer", "create", "ODOO-CU-1", CUSTOMER)
    nav.send("product", "create", "ODOO-PR-1", {"No": "X1", "Description": "X1"})
    line = {"Type": "Item", "No": "X1", "Quantity": quantity, "Unit_Price": "10"}
    return nav, nav.send("order", "create", key, {**ORDER, "SalesLines": [line]})


def test_a_windows_account_signs_in_with_ntlm():
    with running(
        "dynamics", "--company", "CRONUS", "--auth", "ntlm", "--login", "SHOP\\odoo", "--password", "pä"
    ) as erp:
        nav = dialect(erp, login="SHOP\\odoo", password="pä", options={"login": "ntlm"})
        assert nav.send("customer", "create", "ODOO-CU-1", CUSTOMER).external_id == "C00001"
        wrong = dialect(erp, login="SHOP\\odoo", password="x", options={"login": "ntlm"})
        with pytest.raises(Exception, match="login"):
            wrong.check()


def test_an_entra_application_gets_a_token_and_another_when_the_first_is_refused():
    with running("dynamics", "--company", "CRONUS", "--auth", "bearer", "--login", "id", "--password", "secret") as erp:
        logins.forget_tokens()
        options = {"login": "oauth2", "token_url": f"{erp.url}/token", "scope": "s"}
        nav = dialect(erp, login="id", password="secret", options=options)
        assert nav.send("customer", "create", "ODOO-CU-1", CUSTOMER).external_id == "C00001"
        erp.control("POST", "settings", {"forget_tokens": True})
        with pytest.raises(Exception, match="401"):
            nav.send("customer", "create", "ODOO-CU-2", CUSTOMER)
        assert nav.send("customer", "create", "ODOO-CU-2", CUSTOMER).external_id == "C00002"
        assert len([call for call in erp.calls("token")]) == 2
        logins.forget_tokens()


def test_a_fixed_access_token_signs_in():
    with running("dynamics", "--company", "CRONUS", "--auth", "bearer", "--token", "abc") as erp:
        assert "login" in dialect(erp, token="abc", options={"login": "bearer"}).check()


def test_a_wrong_company_is_told_as_a_missing_page(erp):
    with pytest.raises(Exception, match="contract") as problem:
        dialect(erp, company="NOBODY").check()
    assert problem.value.code == "HTTP_404"
    outcome = dialect(erp, company="NOBODY").send("customer", "create", "ODOO-CU-1", CUSTOMER)
    assert (outcome.kind, outcome.code, bool(outcome.advice)) == ("unavailable", "NO_SERVICE", True)


def test_a_record_somebody_else_changed_is_read_again_and_changed(erp):
    nav, _outcome = ordered(erp)
    original, times = nav._find, []

    def find_and_be_overtaken(*arguments):
        row = original(*arguments)
        if not times:
            times.append(1)
            erp.clerk("change", page="Customer", number="C00001", values={"Phone_No": "110"})
        return row

    nav._find = find_and_be_overtaken
    assert nav.send("customer", "update", "ODOO-CU-1", {"No": "C00001", "Name": "北京"}).kind == "accepted"
    (stored,) = erp.documents("Customer")
    assert (stored["Name"], stored["Phone_No"]) == ("北京", "110")


def test_a_record_that_changes_all_the_time_is_left_for_later(erp):
    nav, _outcome = ordered(erp)
    original = nav._find

    def always_overtaken(*arguments):
        row = original(*arguments)
        erp.clerk("change", page="Customer", number="C00001", values={"Phone_No": "110"})
        return row

    nav._find = always_overtaken
    outcome = nav.send("customer", "update", "ODOO-CU-1", {"No": "C00001", "Name": "北京"})
    assert (outcome.kind, outcome.code) == ("unavailable", "CHANGED_MEANWHILE")


def test_a_posted_order_is_still_found_and_neither_sent_again_nor_cancelled(erp):
    nav, outcome = ordered(erp)
    erp.clerk("post", number=outcome.external_id)
    assert erp.documents("SalesOrder") == []
    assert nav.ask("order", "odoo-or-1", {}).external_id == outcome.external_id
    cancelled = nav.send("order", "cancel", "ODOO-OR-1", {"No": outcome.external_id})
    assert (cancelled.kind, cancelled.code, bool(cancelled.advice)) == ("refused", "POSTED", True)


def test_a_key_is_found_in_capitals_and_another_one_with_the_same_beginning_is_not(erp):
    nav, outcome = ordered(erp, key="o1a-OR-1")
    assert nav.ask("order", "o1a-OR-1", {}).external_id == outcome.external_id
    assert nav.ask("order", "o1a-OR", {}) is MISSING
    assert nav.ask("order", "*", {}) is MISSING


def test_a_field_the_page_does_not_publish_is_named(erp):
    outcome = dialect(erp).send("customer", "create", "K", {"Name": "x", "Favourite_Colour": "red"})
    assert (outcome.kind, outcome.field) == ("refused", "Favourite_Colour")
    assert outcome.advice and "Favourite_Colour" in outcome.text
    assert erp.documents("Customer") == []


def test_the_currency_of_the_company_is_left_empty(erp):
    nav = dialect(erp, options={"local_currency": "CNY"})
    nav.send("customer", "create", "ODOO-CU-1", CUSTOMER)
    for number, currency in enumerate(("CNY", "EUR"), 1):
        nav.send("order", "create", f"ODOO-OR-{number}", {**ORDER, "Currency_Code": currency})
    assert [row.get("Currency_Code", "") for row in erp.documents("SalesOrder")] == ["", "EUR"]


def test_two_orders_under_one_key_are_both_named(erp):
    nav, first = ordered(erp)
    nav.send("order", "create", "ODOO-OR-1", ORDER)
    found = nav.ask("order", "ODOO-OR-1", {})
    assert (found.external_id, len(found.doubles)) == (first.external_id, 1)


def test_the_simulator_refuses_what_does_not_fit_the_contract(erp):
    import requests
    from dynamics_pages import namespace

    target = namespace("SalesOrder")
    good = "<Create xmlns='{ns}'><SalesOrder><No>1</No><Your_Reference>r</Your_Reference></SalesOrder></Create>"
    swapped = good.replace(
        "<No>1</No><Your_Reference>r</Your_Reference>", "<Your_Reference>r</Your_Reference><No>1</No>"
    )
    unfiltered = "<ReadMultiple xmlns='{ns}'><setSize>1</setSize></ReadMultiple>"

    def post(body, action, content_type="text/xml; charset=utf-8", ns=target):
        text = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>{}</e:Body></e:Envelope>"
        return requests.post(
            f"{erp.url}/BC/WS/CRONUS/Page/SalesOrder",
            data=text.format(body.replace("{ns}", ns)).encode(),
            headers={"Content-Type": content_type, "SOAPAction": f'"{target}:{action}"'},
            auth=("L", "P"),
            timeout=5,
        ).status_code

    assert post(good, "Create") == 200
    assert post(swapped, "Create") == 500
    assert post(unfiltered, "ReadMultiple") == 500
    assert post(good, "Update") == 500
    assert post(good, "Create", ns=namespace("Customer")) == 500
    assert post(good, "Create", content_type="application/soap+xml") == 400
    assert scene.ROOT.is_dir()
