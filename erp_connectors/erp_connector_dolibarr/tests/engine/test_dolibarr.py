"""The dialect against the simulator, as its own process: what a lane relies on."""

import pytest
from soap_server import running

from odoo.addons.erp_connector.engine.dialect import Settings
from odoo.addons.erp_connector.engine.outcome import MISSING, Found
from odoo.addons.erp_connector.soap.faults import outcome_of
from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_dolibarr.engine.dolibarr import Dolibarr

CUSTOMER = {"ref": "上海百会咖啡有限公司", "client": "1", "status": "1", "customer_code": "auto"}
PRODUCT = {"ref": "CM-X1", "label": "Coffee machine", "type": "0", "price_net": "4500", "vat_rate": "13"}
PRODUCT |= {"price_base_type": "HT", "status_tosell": "1", "status_tobuy": "0"}


@pytest.fixture(scope="module")
def erp():
    with running("dolibarr", "--key", "K", "--login", "L", "--password", "P", "--bad-login-seconds", "0") as erp:
        yield erp


@pytest.fixture
def dialect(erp):
    erp.control("POST", "reset")
    return Dolibarr(Settings(erp.url, "L", "P", "K", timeout=3))


def order(dialect, key="o1", **values):
    customer = dialect.send("customer", "create", "c1", CUSTOMER).external_id
    product = dialect.send("product", "create", "p1", PRODUCT).external_id
    line = {
        "type": 0,
        "desc": "Coffee machine",
        "qty": "2",
        "unitprice": "4500",
        "vat_rate": "13",
        "product_id": product,
    }
    values = {"thirdparty_id": customer, "date": "2026-11-22", "status": "1", "lines": [line]} | values
    return dialect.send("order", "create", key, values)


def test_the_connection_test_says_yes_and_why_not(dialect, erp):
    assert "answers" in dialect.check()
    for wrong in ({"token": "X"}, {"password": "X"}):
        bad = Dolibarr(Settings(**{"url": erp.url, "login": "L", "password": "P", "token": "K"} | wrong))
        with pytest.raises(TransportError, match="correct"):
            bad.check()


def test_what_was_sent_is_found_by_its_key_and_nothing_else_is(dialect):
    assert dialect.ask("customer", "c1", {}) is MISSING
    sent = dialect.send("customer", "create", "c1", CUSTOMER)
    assert dialect.ask("customer", "c1", {}) == Found(sent.external_id, "上海百会咖啡有限公司")
    assert dialect.ask("customer", "c2", {}) is MISSING


def test_an_order_of_two_hundred_lines_arrives_whole(dialect, erp):
    line = {"type": 0, "desc": "滤芯 & “filter”", "qty": "1.5", "unitprice": "19.99", "vat_rate": "13"}
    assert order(dialect, lines=[line] * 200).kind == "accepted"
    (stored,) = erp.documents("order")
    assert len(stored["lines"]) == 200 and stored["lines"][199]["desc"] == "滤芯 & “filter”"


def test_a_doubled_order_is_noticed(dialect):
    first, second = order(dialect), order(dialect, thirdparty_id="1")
    assert dialect.ask("order", "o1", {}) == Found(first.external_id, first.external_ref, (second.external_id,))


def test_an_unknown_customer_gives_the_html_page_which_is_an_unknown_outcome(dialect):
    with pytest.raises(Exception) as error:
        order(dialect, thirdparty_id="999")
    assert outcome_of(error.value, dialect.exchange).kind == "unknown"


@pytest.mark.parametrize(
    "fault, kind",
    [
        ("drop_before", "unknown"),
        ("drop_after", "unknown"),
        ("html_500", "unknown"),
        ("html_200", "unknown"),
        ("empty", "unknown"),
        ("half_reply", "unknown"),
        ("drip", "unknown"),
        ("hang", "unknown"),
        ("wrong_charset", "accepted"),  # the document is there, and its id could be read
        ("redirect", "unavailable"),
        ("entity_bomb", "unknown"),
        ("retry_after", "unknown"),
    ],
)
def test_a_server_on_a_bad_day_never_gives_a_false_yes(dialect, erp, fault, kind):
    dialect.send("customer", "create", "warm-up", CUSTOMER)
    erp.faults({"operation": "createThirdParty", "fault": fault, "seconds": 1.0})
    try:
        outcome = dialect.send("customer", "create", "c9", CUSTOMER | {"ref": "百会"})
    except Exception as error:
        outcome = outcome_of(error, dialect.exchange)
    erp.control("DELETE", "faults")
    assert outcome.kind == kind, outcome


def test_invoices_are_read_once_they_are_valid_and_again_until_they_are_paid(dialect, erp):
    number = int(order(dialect).external_id)
    invoice = erp.clerk("invoice", order_id=number)
    page = dialect.changes("invoice", {})
    (change,) = page.changes
    assert (change.document["state"], change.document["total"]) == ("open", "10170.0")
    assert dialect.changes("invoice", page.cursor).changes[0].version == change.version
    erp.clerk("pay", invoice_id=invoice["id"], amount=10170)
    paid = dialect.changes("invoice", page.cursor)
    assert paid.changes[0].document["state"] == "paid"
    assert paid.cursor["open"] == []
    assert dialect.changes("invoice", paid.cursor).changes == []


def test_the_preview_shows_the_request_without_secrets_and_sends_nothing(dialect, erp):
    text = dialect.preview("customer", "create", "c1", CUSTOMER)
    assert "上海百会咖啡有限公司" in text and "<password>•••</password>" in text
    assert erp.documents("thirdparty") == []
