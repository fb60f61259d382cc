"""What is Kingdee's own: overloaded logins, sessions that end, vouchers, balances, and forms that are half done."""

import json
from dataclasses import replace
from datetime import date

import pytest
from conformance_kingdee_eas import CANDIDATE as EAS
from conformance_kingdee_k3cloud import CANDIDATE as K3
from dialect_scene import Outbox, customer, journal_entry, order, product, profile_for, settings_for
from soap_server import running

from odoo.addons.erp_connector.engine.outcome import MISSING
from odoo.addons.erp_connector.soap.faults import outcome_of
from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_kingdee.engine.eas import KingdeeEas
from odoo.addons.erp_connector_kingdee.engine.k3cloud import K3Cloud


@pytest.fixture
def eas():
    with running("kingdee_eas", *EAS.options) as erp:
        yield erp


@pytest.fixture
def k3():
    with running("kingdee_k3cloud", *K3.options) as erp:
        yield erp


def make(dialect, candidate, erp, **options):
    settings = settings_for(candidate, erp.url)
    return dialect(replace(settings, options={**settings.options, **options}))


def values(candidate, erp, kind, document, links=()):
    return profile_for(candidate, erp.url).values(kind, "create", {**document, "external_id": ""}, dict(links))


def with_customer(candidate, dialect, erp):
    """The ERP's key of a customer that is there."""
    return dialect.send("customer", "create", "K-CU-7", values(candidate, erp, "customer", customer())).external_id


# EAS


@pytest.mark.parametrize(
    "options", [{}, {"auth_pattern": "BaseTrdAuth"}, {"auth_pattern": "B", "encoded_password": True}]
)
def test_each_overload_of_the_login_is_written_as_it_is_declared(eas, options):
    assert "login" in make(KingdeeEas, EAS, eas, **options).check()


@pytest.mark.parametrize("as_fault", [True, False])
def test_a_failed_login_is_seen_as_a_fault_and_as_an_empty_session(eas, as_fault):
    eas.control("POST", "settings", {"login_fault": as_fault})
    dialect = KingdeeEas(replace(settings_for(EAS, eas.url), password="wrong"))
    with pytest.raises(TransportError) as problem:
        dialect.check()
    assert (outcome_of(problem.value).kind, problem.value.code) == ("unavailable", "LOGIN")


def test_a_second_login_of_the_same_user_costs_the_first_nothing_but_a_login(eas):
    first, second = make(KingdeeEas, EAS, eas), make(KingdeeEas, EAS, eas)
    assert with_customer(EAS, first, eas)
    second.check()
    assert first.ask("customer", "K-CU-7", {}) is not MISSING
    assert sum(call["operation"] == "login" for call in eas.calls()) == 3


def test_a_voucher_that_eas_refuses_says_so_in_its_words_and_ours(eas):
    dialect = make(KingdeeEas, EAS, eas)
    links = {"res.partner,7": with_customer(EAS, dialect, eas)}
    entry = journal_entry(lines=(("1122", "10", "0"), ("660201", "0", "10")))
    outcome = dialect.send("journal_entry", "create", "K-JO-1", values(EAS, eas, "journal_entry", entry, links))
    assert (outcome.kind, outcome.code) == ("refused", "1002")
    assert "没有找到科目:660201" in outcome.text and "account" in outcome.advice
    assert dialect.ask("journal_entry", "K-JO-1", values(EAS, eas, "journal_entry", entry, links)) is MISSING


def test_a_credit_is_what_the_release_of_the_site_calls_it(eas):
    eas.control("POST", "settings", {"credit": "-1"})
    dialect = make(KingdeeEas, EAS, eas)
    links = {"res.partner,7": with_customer(EAS, dialect, eas)}
    entry = values(EAS, eas, "journal_entry", journal_entry(), links)
    assert dialect.send("journal_entry", "create", "K-JO-1", entry).kind == "refused"
    assert make(KingdeeEas, EAS, eas, credit="-1").send("journal_entry", "create", "K-JO-1", entry).kind == "accepted"


def test_balances_are_read_by_rows_and_what_is_settled_comes_back_as_nothing(eas):
    own = {"facades": {"customer": {"service": "WSOdooFacade"}}, "currencies": {"BB01": "CNY"}}
    dialect = make(KingdeeEas, EAS, eas, rows=2, today="2026-11-30", **own)
    numbers = []
    for index in range(1, 4):
        document = values(EAS, eas, "customer", customer(f"客户 {index}"))
        numbers.append(dialect.send("customer", "create", f"K-CU-{index}", document).external_id)
        entry = values(EAS, eas, "journal_entry", journal_entry(), {"res.partner,7": numbers[-1]})
        assert dialect.send("journal_entry", "create", f"K-JO-{index}", entry).kind == "accepted"
    changes, cursor, more = [], {}, True
    while more:
        page = dialect.changes("open_item", cursor)
        changes, cursor, more = changes + page.changes, page.cursor, page.more
    assert [change.document["customer_id"] for change in changes] == numbers
    assert {(change.document["open"], change.document["currency"]) for change in changes} == {("1130.00", "CNY")}
    paid = journal_entry(lines=(("1002", "1130.00", "0"), ("1122", "0", "1130.00")))
    entry = values(EAS, eas, "journal_entry", paid, {"res.partner,7": numbers[0]})
    assert dialect.send("journal_entry", "create", "K-JO-9", entry).kind == "accepted"
    page = dialect.changes("open_item", cursor)
    later = [*page.changes, *(dialect.changes("open_item", page.cursor).changes if page.more else ())]
    assert {change.document["customer_id"]: change.document["open"] for change in later}[numbers[0]] == "0"


def test_without_a_service_of_the_site_nothing_is_sent_and_the_person_is_told(eas):
    dialect = make(KingdeeEas, EAS, eas, facades={})
    outcome = dialect.send("order", "create", "K-OR-1", {"number": "S1"})
    assert (outcome.kind, outcome.code) == ("refused", "NO_SERVICE") and outcome.advice
    assert eas.calls() == []


def test_a_value_of_the_site_that_is_missing_is_named_before_anything_is_sent(eas):
    dialect = make(KingdeeEas, EAS, eas, constants={"company_number": ""})
    outcome = dialect.send("journal_entry", "create", "K", {"companyNumber": "{company_number}", "entries": []})
    assert (outcome.kind, outcome.field) == ("refused", "company_number")
    assert eas.calls() == []


# K/3 Cloud


@pytest.mark.parametrize("operation", ["Save", "Submit", "Audit"])
@pytest.mark.parametrize("fault", ["drop_before", "drop_after"])
def test_a_form_that_is_half_done_is_finished_and_not_saved_twice(k3, operation, fault):
    outbox = Outbox()
    k3.faults({"fault": fault, "operation": f"{operation}.BD_Customer"})
    row = outbox.put("customer", "create", ("res.partner", 7), customer(), "K-CU-7")
    outbox.drain(profile_for(K3, k3.url))
    assert row["state"] == "accepted", row["values"]
    (stored,) = k3.documents("BD_Customer")
    assert stored["status"] == "C"


def test_a_form_that_nobody_may_audit_stays_saved_and_is_finished_when_somebody_may(k3):
    k3.control("POST", "settings", {"refuse_audit": True})
    dialect, document = make(K3Cloud, K3, k3), values(K3, k3, "customer", customer())
    outcome = dialect.send("customer", "create", "K-CU-7", document)
    assert (outcome.kind, "没有审核权限" in outcome.text, "right" in outcome.advice) == ("refused", True, True)
    assert dialect.ask("customer", "K-CU-7", document) is MISSING
    k3.control("POST", "settings", {"refuse_audit": False})
    assert dialect.send("customer", "create", "K-CU-7", document).kind == "accepted"
    assert [row["status"] for row in k3.documents("BD_Customer")] == ["C"]


def test_a_backend_that_only_saves_leaves_the_rest_to_people(k3):
    dialect = make(K3Cloud, K3, k3, until={"customer": "save"})
    document = values(K3, k3, "customer", customer())
    assert dialect.send("customer", "create", "K-CU-7", document).kind == "accepted"
    assert [row["status"] for row in k3.documents("BD_Customer")] == ["A"]
    assert dialect.ask("customer", "K-CU-7", document) is not MISSING


def test_a_login_by_app_uses_its_secret_and_shows_it_nowhere(k3):
    settings = settings_for(K3, k3.url, password="", token="geheim-ü")
    dialect = K3Cloud(replace(settings, options={**settings.options, "app_id": "app"}))
    assert "login" in dialect.check()
    assert "geheim" not in dialect.exchange.request + dialect.exchange.response


def test_a_session_that_is_never_kept_burns_no_try(k3):
    dialect = make(K3Cloud, K3, k3)
    dialect.check()
    dialect._log_in = lambda: None  # as if every login were lost at once
    k3.clerk("lose_sessions")
    with pytest.raises(TransportError) as problem:
        dialect.ask("customer", "K", {})
    assert outcome_of(problem.value).kind == "unavailable"


def test_an_apostrophe_in_a_key_is_a_letter_and_no_filter(k3):
    dialect = make(K3Cloud, K3, k3)
    assert dialect.ask("customer", "K' or FNumber <> '", {}) is MISSING


def with_order(dialect, erp, number="S00001"):
    """The ERP's key of an order whose customer and products are there."""
    links = {"res.partner,7": with_customer(K3, dialect, erp)}
    for record, code in ((3, "CM-X1"), (4, "TR-1")):
        document = values(K3, erp, "product", product(code))
        links[f"product.product,{record}"] = dialect.send("product", "create", f"K-{code}", document).external_id
    document = values(K3, erp, "order", order(number), links)
    return dialect.send("order", "create", f"K-{number}", document).external_id


def test_a_receipt_is_one_payment_for_each_receivable_it_pays(k3):
    dialect = make(K3Cloud, K3, k3)
    ordered = with_order(dialect, k3)
    bills = [k3.clerk("bill", number=ordered)["number"] for _bill in range(2)]
    k3.clerk("receive", numbers=[*bills, ""], amount=100)
    changes = dialect.changes("payment", {}).changes
    assert [change.document["invoice_id"] for change in changes] == bills
    assert {(change.document["amount"], change.document["currency"]) for change in changes} == {("100", "CNY")}
    assert {change.document["state"] for change in changes} == {"posted"}


def test_a_delivery_of_two_orders_is_a_delivery_for_each(k3):
    dialect = make(K3Cloud, K3, k3)
    orders = [with_order(dialect, k3, number) for number in ("S00001", "S00002")]
    k3.clerk("deliver", numbers=[orders[0], orders[1], orders[0], ""])
    changes = dialect.changes("delivery", {}).changes
    assert [change.document["order_id"] for change in changes] == orders
    assert [len(change.document["lines"]) for change in changes] == [2, 1]
    assert len({change.document["number"] for change in changes}) == 1


@pytest.mark.parametrize(
    "named, carrier, quantities",
    [
        ({"carrier_field": "F_PQTZ_CARRIER.FName", "from_quantity_field": "F_PQTZ_FROM"}, "顺丰", ["1", "2"]),
        ({"carrier_field": "", "from_quantity_field": ""}, "", ["0", "0"]),
    ],
)
def test_carrier_and_minimum_quantity_are_read_where_the_site_keeps_them(k3, named, carrier, quantities):
    k3.control("POST", "settings", {"carrier_field": "F_PQTZ_CARRIER", "from_quantity_field": "F_PQTZ_FROM"})
    dialect = make(K3Cloud, K3, k3, **named)
    k3.clerk("deliver", numbers=[with_order(dialect, k3)])
    k3.clerk("seed", kind="price", count=2)
    (delivery,) = dialect.changes("delivery", {}).changes
    assert delivery.document["carrier"] == carrier
    assert [change.document["min_quantity"] for change in dialect.changes("price", {}).changes] == quantities


@pytest.mark.parametrize("kind, without", [("price", {"price_list": ""}), ("credit_limit", {"credit_fields": ""})])
def test_what_the_site_has_not_named_is_not_guessed(k3, kind, without):
    dialect = make(K3Cloud, K3, k3, **without)
    assert dialect.changes(kind, {}).changes == [] and k3.calls() == []


def test_only_the_price_list_that_the_backend_names_is_read(k3):
    dialect = make(K3Cloud, K3, k3, limit=100)
    with_order(dialect, k3)
    k3.clerk("seed", kind="price", count=3)
    changes = dialect.changes("price", {}).changes
    assert [change.document["price"] for change in changes] == ["11", "12", "13"]
    other = make(K3Cloud, K3, k3, price_list="XSJMB0002")
    assert [change.document["price"] for change in other.changes("price", {}).changes] == ["1"]


def test_the_ledger_keeps_to_the_period_and_calls_a_form_that_is_half_done_a_draft(k3):
    dialect = make(K3Cloud, K3, k3)
    with_order(dialect, k3)
    k3.control("POST", "settings", {"refuse_audit": True})
    links = {"res.partner,7": "K-CU-7", "product.product,3": "CM-X1", "product.product,4": "TR-1"}
    assert dialect.send("order", "create", "K-2", values(K3, k3, "order", order("S2"), links)).kind == "refused"
    states = {row["key"]: row["state"] for row in dialect.ledger("order", date(2026, 11, 22), date(2026, 11, 22))}
    assert states == {"K-S00001": "open", "K-2": "draft"}
    assert list(dialect.ledger("order", date(2026, 11, 23), date(2026, 12, 31))) == []


# services of the site: what a reconciliation would count wrongly is not counted


@pytest.mark.parametrize(
    "row",
    [
        {"total": "5", "state": "open", "date": "2026-11-22"},
        {"external_id": "7", "total": "five", "state": "open", "date": "2026-11-22"},
        {"external_id": "7", "total": "5", "state": "audited", "date": "2026-11-22"},
        {"external_id": "7", "total": "5", "state": "open", "date": "22.11.2026"},
        {"external_id": "7", "state": "open", "date": "2026-11-22"},
    ],
)
def test_a_row_of_a_ledger_that_says_too_little_stops_the_reconciliation(eas, row):
    dialect = make(KingdeeEas, EAS, eas)
    dialect.call_site = lambda facade, text: json.dumps({"success": True, "rows": [row]})
    with pytest.raises(TransportError):
        list(dialect.ledger("invoice", date(2026, 11, 1), date(2026, 11, 30)))


def test_a_service_that_repeats_its_page_is_not_asked_for_ever(eas):
    dialect = make(KingdeeEas, EAS, eas, limit=1)
    row = {"external_id": "7", "total": "5", "state": "open", "date": "2026-11-22", "position": 1}
    dialect.call_site = lambda facade, text: json.dumps({"success": True, "rows": [row]})
    with pytest.raises(TransportError) as problem:
        list(dialect.ledger("invoice", date(2026, 11, 1), date(2026, 11, 30)))
    assert problem.value.code == "SAME_PAGE"


def test_a_service_without_a_ledger_is_not_asked_and_not_taken_for_an_empty_one(eas):
    facade = {"service": "WSOdooFacade", "ledger": "-", "fetch": "-", "read": "-", "list": "-"}
    dialect = make(KingdeeEas, EAS, eas, facades={"invoice": facade, "customer": facade})
    for call in (
        lambda: list(dialect.ledger("invoice", date.today(), date.today())),
        lambda: dialect.fetch("invoice", "7"),
    ):
        with pytest.raises(TransportError) as problem:
            call()
        assert problem.value.code == "NO_SERVICE"
    assert dialect.read("invoice", "7") is None and dialect.listing("customer") is None
    assert eas.calls() == []
