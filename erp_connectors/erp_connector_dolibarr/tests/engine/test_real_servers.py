"""What servers in the field do: proxies, half-stored orders, holes in the numbering, records that people keep by hand."""

import pytest
from soap_server import running

from odoo.addons.erp_connector.engine.dialect import Settings
from odoo.addons.erp_connector.engine.mapping import Context, apply
from odoo.addons.erp_connector.engine.outcome import CANNOT_ASK, MISSING, Found
from odoo.addons.erp_connector.soap.faults import outcome_of
from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_dolibarr.engine import incoming
from odoo.addons.erp_connector_dolibarr.engine.dolibarr import Dolibarr
from odoo.addons.erp_connector_dolibarr.engine.rules import MAPPINGS

CUSTOMER = {"ref": "Acme", "client": "1", "supplier": "0", "status": "1", "customer_code": "auto", "phone": "+8621555"}
PRODUCT = {"ref": "CM-X1", "label": "Coffee machine", "type": "0", "price_net": "100", "vat_rate": "0"}
PRODUCT |= {"price_base_type": "HT", "status_tosell": "1", "status_tobuy": "0"}


@pytest.fixture(scope="module")
def erp():
    with running("dolibarr", "--key", "K", "--login", "L", "--password", "P", "--bad-login-seconds", "0") as erp:
        yield erp


@pytest.fixture
def dialect(erp):
    erp.control("POST", "reset")
    erp.control("POST", "settings", {"stock_must_suffice": False, "utc_offset": 0, "named": ""})
    return fresh(erp)


def fresh(erp, **options):
    return Dolibarr(Settings(erp.url, "L", "P", "K", timeout=3, options={"local_currency": "EUR"} | options))


def send_invoice(dialect, key="i1", sign=1, total="100"):
    customer = dialect.send("customer", "create", "c1", CUSTOMER).external_id
    line = {"type": 0, "desc": "Machine", "qty": "1", "vat_rate": "0", "total_vat": "0"}
    line |= dict.fromkeys(("unitprice", "total_net", "total"), str(float(total) * sign))
    values = {"thirdparty_id": customer, "date": "2026-11-30", "type": 0 if sign > 0 else 2, "status": "1"}
    return dialect.send("invoice", "create", key, values | {"lines": [line]}).external_id


def payment(invoice, amount="100", **values):
    part = {"invoice_id": invoice, "amount": amount}
    return {"thirdparty_id": "1", "bank_account": "1", "payment_mode_id": "2", "parts": [part]} | values


@pytest.mark.parametrize("named", ["https://erp.inside:443", "http://127.0.0.1:1"])
def test_a_contract_that_names_another_server_leads_nowhere_else(dialect, erp, named):
    from odoo.addons.erp_connector.soap import clients

    clients.forget()
    erp.control("POST", "settings", {"named": named})
    try:
        assert "answers" in fresh(erp).check()
    finally:
        clients.forget()


def test_an_order_that_was_stored_without_its_lines_goes_to_a_person(dialect, erp):
    erp.control("POST", "settings", {"stock_must_suffice": True})
    customer = dialect.send("customer", "create", "c1", CUSTOMER).external_id
    product = dialect.send("product", "create", "p1", PRODUCT).external_id
    line = {"type": 0, "desc": "Machine", "qty": "2", "unitprice": "100", "vat_rate": "0", "product_id": product}
    values = {"thirdparty_id": customer, "date": "2026-11-22", "status": "1", "lines": [line]}
    assert dialect.send("order", "create", "o1", values).kind == "unknown"
    with pytest.raises(TransportError) as error:
        dialect.ask("order", "o1", values)
    outcome = outcome_of(error.value)
    assert (outcome.kind, outcome.code) == ("refused", "INCOMPLETE")
    assert [(row["status"], row["lines"]) for row in erp.documents("order")] == [(1, [])]


def test_a_refund_is_booked_as_money_that_goes_out_and_closes_its_credit_note(dialect, erp):
    credit_note = send_invoice(dialect, sign=-1)
    assert dialect.send("payment", "create", "p1", payment(credit_note, direction="outbound")).kind == "accepted"
    assert [row["amount"] for row in erp.documents("payment")] == [-100]
    assert [row["status"] for row in erp.documents("invoice")] == [2]
    assert isinstance(fresh(erp).ask("payment", "p1", payment(credit_note, direction="outbound")), Found)


def test_a_payment_a_cent_too_high_is_not_sent_twice(dialect, erp):
    invoice = send_invoice(dialect, total="99.99")
    values = payment(invoice, "100")
    assert dialect.send("payment", "create", "p1", values).kind == "accepted"
    assert dialect.ask("payment", "p1", values) is CANNOT_ASK  # reading back after the yes
    assert fresh(erp).ask("payment", "p1", values) is CANNOT_ASK  # another worker, after a lost answer


def test_a_payment_that_was_answered_with_a_number_is_there_although_the_invoice_stays_open(dialect, erp):
    invoice = send_invoice(dialect)
    erp.clerk("pay", invoice_id=int(invoice), amount=10)
    assert dialect.ask("payment", "p1", payment(invoice)) is MISSING
    dialect.send("payment", "create", "p1", payment(invoice))
    assert dialect.ask("payment", "p1", payment(invoice)) is CANNOT_ASK


def test_a_paid_invoice_is_not_abandoned(dialect, erp):
    invoice = send_invoice(dialect)
    erp.clerk("pay", invoice_id=int(invoice))
    assert dialect.send("invoice", "cancel", "i1", {}).code == "NOT_CANCELLED"
    assert [row["status"] for row in erp.documents("invoice")] == [2]


def test_an_invoice_closed_with_a_rest_is_not_paid(dialect, erp):
    invoice = int(send_invoice(dialect))
    erp.clerk("close_invoice", invoice_id=invoice, close_code="badcustomer")
    assert dialect.fetch("invoice", invoice).document["state"] == "open"


@pytest.mark.parametrize("kind", ["order", "invoice", "credit_note", "payment"])
def test_another_currency_is_refused_before_it_is_booked_one_to_one(dialect, erp, kind):
    outcome = dialect.send(kind, "create", "x1", {"currency": "USD"})
    assert (outcome.kind, outcome.code) == ("refused", "CURRENCY") and "USD" in outcome.text
    assert not erp.calls()


@pytest.mark.parametrize("offset", [-10, -5, 0, 1, 8, 11])
def test_a_day_stays_a_day_in_the_zone_of_every_server(dialect, erp, offset):
    erp.control("POST", "settings", {"utc_offset": offset})
    send_invoice(dialect)
    assert [row["date"] for row in erp.documents("invoice")] == ["2026-11-30"]


def test_an_update_leaves_alone_what_only_dolibarr_knows(dialect, erp):
    number = int(dialect.send("customer", "create", "c1", CUSTOMER).external_id)
    erp.clerk("register_customer", thirdparty_id=number, profid1="552 100 554", note_private="pays late", supplier="1")
    values = {"id": str(number), "ref": "Acme Ltd.", "client": "1", "supplier": "0", "status": "1"}
    assert dialect.send("customer", "update", "c1", values).kind == "accepted"
    (row,) = erp.documents("thirdparty")
    kept = ("552 100 554", "pays late", "1", "CU")
    assert (row["profid1"], row["note_private"], row["supplier"], row["customer_code"][:2]) == kept
    # And what Odoo does say is said, a telephone number that is gone as well.
    assert (row["ref"], row["phone"]) == ("Acme Ltd.", "")


def test_a_rule_that_a_site_took_out_of_the_mapping_leaves_the_field_to_dolibarr(dialect, erp):
    number = dialect.send("customer", "create", "c1", CUSTOMER).external_id
    fresh(erp, said={"customer": ["ref"]}).send("customer", "update", "c1", {"id": number, "ref": "Acme Ltd."})
    assert erp.documents("thirdparty")[0]["phone"] == "+8621555"


def test_an_updated_product_stays_for_sale_and_keeps_its_description(dialect, erp):
    number = dialect.send("product", "create", "p1", PRODUCT | {"description": "Two groups", "note": "old"}).external_id
    dialect.send("product", "update", "p1", {"id": number, "ref": "CM-X1", "label": "New", "price_net": "120"})
    (row,) = erp.documents("product")
    assert (row["description"], row["note"], row["status_tosell"]) == ("Two groups", "old", "1")
    assert (row["label"], row["price_net"]) == ("New", 120)


def test_a_refusal_without_a_word_gets_one(dialect, erp):
    code = {"customer_code": "CU-1"}
    dialect.send("customer", "create", "c1", CUSTOMER | code)
    outcome = dialect.send("customer", "create", "c2", CUSTOMER | code | {"ref": "Other"})
    assert (outcome.kind, outcome.code) == ("refused", "KO") and outcome.text and "another record" in outcome.advice


def test_a_telephone_number_is_said_as_dolibarr_keeps_it():
    rules = [rule for rule in MAPPINGS["customer"] if rule.target == "phone"]
    context = Context(evaluate=lambda expression, names: eval(expression, {}, names))
    assert apply(rules, {"phone": "+86 21 5218 1828"}, context) == {"phone": "+862152181828"}
    assert apply(rules, {"phone": ""}, context) == {}


def poll(dialect, cursor, pages=1):
    found = []
    for _number in range(pages):
        page = dialect.changes("invoice", cursor)
        found += page.changes
        cursor = page.cursor
    return [change.remote_id for change in found], page


@pytest.fixture
def shorter_holes(monkeypatch):
    for name, ids in {"FAR": 400, "MOST": 100, "LIST_GAP": 60}.items():
        monkeypatch.setattr(incoming, name, ids)


@pytest.mark.parametrize("hole", [0, 14, 40, 250])
def test_invoices_behind_a_hole_are_found(dialect, erp, hole, shorter_holes):
    erp.clerk("burn_invoices", count=hole)
    first = send_invoice(dialect, "i1")
    cursor, pages, found = {}, 0, []
    while not found and pages < 20:
        found, page = poll(dialect, cursor)
        assert found or page.more, "the first invoice is looked for at once"
        cursor, pages = page.cursor, pages + 1
    assert found == [first]
    erp.clerk("burn_invoices", count=hole)
    second = send_invoice(dialect, "i2")
    found, page = poll(dialect, cursor | {"open": []}, pages=1 + hole // incoming.WINDOW + 1)
    assert second in found
    assert [row["external_id"] for row in dialect.ledger("invoice", None, None)] == (
        [first, second] if hole < 60 else [first]
    )


def test_an_empty_dolibarr_is_searched_once_and_then_left_in_peace(dialect, erp, shorter_holes):
    pages, cursor = 1, {}
    while (page := dialect.changes("invoice", cursor)).more:
        pages, cursor = pages + 1, page.cursor
    assert pages == incoming.FAR / incoming.MOST
    before = len(erp.calls())
    assert not dialect.changes("invoice", page.cursor).more
    assert len(erp.calls()) - before <= incoming.GAP + incoming.WINDOW
