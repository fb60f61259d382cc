"""What is X3's own: small pools, public names of the site, a key that is not unique, the classic service of V6."""

import datetime
from dataclasses import replace

import pytest
from conformance_sage import CANDIDATE
from dialect_scene import bare_addon, settings_for
from soap_server import running

bare_addon("erp_connector_sage")

from odoo.addons.erp_connector.soap.faults import outcome_of  # noqa: E402
from odoo.addons.erp_connector_sage.engine.sage import SageX3  # noqa: E402

CUSTOMER = {"BPC0_1": {"BCGCOD": "DOM", "BPCNAM": "百会"}, "BPRC_1": {"BPRNAM*": "百会", "CRY": "CN"}}
PRODUCT = {"ITM0_1": {"ITMREF": "X1", "TCLCOD": "FG", "DES1AXX": "X1"}}
ORDER = {
    "SOH0_1": {"SALFCY": "{site}", "SOHTYP": "SON", "BPCORD": "ODOOCU1", "ORDDAT": "20261122"},
    "SOH4_1": [{"ITMREF": "X1", "QTY": "1", "GROPRI": "10"}],
}


@pytest.fixture
def erp():
    with running("sage", *CANDIDATE.options) as erp:
        yield erp


def dialect(erp, **options):
    settings = settings_for(CANDIDATE, erp.url)
    return SageX3(replace(settings, options={**settings.options, **options}))


def stocked(erp, **options):
    x3 = dialect(erp, **options)
    assert x3.send("customer", "create", "ODOO-CU-1", CUSTOMER).external_id == "ODOOCU1"
    assert x3.send("product", "create", "ODOO-PR-1", PRODUCT).external_id == "X1"
    return x3


def test_the_connection_test_names_the_blocks_of_every_service(erp):
    told = dialect(erp).check()
    assert all(block in told for block in ("BPC0_1", "ITM0_1", "SOH4_1", "SIH0_1"))


def test_the_connection_test_asks_once_for_each_service_and_not_for_those_without_a_name(erp):
    told = dialect(erp, public_names={"stock": "", "price": "WSITM"}).check()
    assert told.count("WSITM") == told.count("WSBPC") == 1 and "WSITF" not in told
    assert len(erp.calls("getDescription")) == len(told.split(";"))


def test_fields_of_the_mapping_that_x3_does_not_have_are_named_at_the_set_up(erp):
    x3 = dialect(erp)
    for kind in SageX3.flows_out:
        assert x3.unknown_fields(kind, [rule.target for rule in SageX3.default_mapping(kind)]) == []
    wrong = ["SOH0_1.COLOUR", "SOH9_9[].ITMREF"]
    assert x3.unknown_fields("order", ["SOH0_1.SALFCY", *wrong, "SOH4_1[].QTY"]) == wrong


def test_a_service_that_is_not_published_is_named(erp):
    with pytest.raises(Exception, match="ZZSOH"):
        dialect(erp, public_names={"order": "ZZSOH"}).check()


def test_an_empty_pool_costs_no_try_and_is_told_from_a_wrong_order(erp):
    x3 = stocked(erp)
    erp.control("POST", "settings", {"children": 0})
    outcome = x3.send("order", "create", "ODOO-OR-1", ORDER)
    assert (outcome.kind, outcome.code, bool(outcome.advice)) == ("unavailable", "POOL_EMPTY", True)
    with pytest.raises(Exception, match="pool") as problem:
        x3.ask("order", "ODOO-OR-1", ORDER)
    assert outcome_of(problem.value, x3.exchange).kind == "unavailable"


def test_a_field_that_x3_would_drop_without_a_word_is_named(erp):
    order = {**ORDER, "SOH9_9": {"COLOUR": "red"}}
    outcome = stocked(erp).send("order", "create", "ODOO-OR-1", order)
    assert (outcome.kind, outcome.field) == ("refused", "SOH9_9.COLOUR")
    assert erp.documents("order") == []


def test_what_x3_refuses_comes_back_in_its_words(erp):
    order = {**ORDER, "SOH4_1": [{"ITMREF": "NONE", "QTY": "1", "GROPRI": "1"}]}
    outcome = stocked(erp).send("order", "create", "ODOO-OR-1", order)
    assert outcome.kind == "refused" and "NONE" in outcome.text and outcome.advice


def test_two_orders_under_one_reference_are_both_named(erp):
    x3 = stocked(erp)
    first = x3.send("order", "create", "ODOO-OR-1", ORDER)
    x3.send("order", "create", "ODOO-OR-1", ORDER)
    found = x3.ask("order", "ODOO-OR-1", ORDER)
    assert (found.external_id, len(found.doubles)) == (first.external_id, 1)


def test_a_matched_order_without_our_key_is_cancelled_by_its_number(erp):
    x3 = stocked(erp)
    number = x3.send("order", "create", "SOMETHING-ELSE", ORDER).external_id
    assert x3.send("order", "cancel", "ODOO-OR-1", {"SOH0_1": {"SOHNUM": number}}).kind == "accepted"
    assert erp.documents("order") == []


INVOICE = {
    "SIH0_1": {"SALFCY": "{site}", "SIVTYP": "{invoice_type}", "BPCINV": "ODOOCU1", "INVDAT": "20261122"},
    "SIH4_1": [{"ITMREF": "X1", "QTY": "1", "GROPRI": "10"}],
}


def payment(amount, rows):
    head = {"PAY1_1": {"FCY": "SH1", "BPR": "ODOOCU1"}}
    head["PAY1_2"] = {"ACCDAT": "20261122", "BAN": "BNK1", "CUR": "CNY", "AMTCUR": amount}
    return {**head, "PAY1_4": rows, "PAY1_4*": {"DENCOD": "{receipt_attribute}", "VCRTYP": "INV"}}


def test_what_a_payment_leaves_over_stands_on_a_line_of_its_own(erp):
    x3 = stocked(erp)
    invoice = x3.send("invoice", "create", "ODOO-IN-1", INVOICE).external_id
    erp.clerk("post", number=invoice)
    rows = [{"VCRNUM": invoice, "AMTLIN": "11.30"}]
    assert x3.send("payment", "create", "ODOO-PA-1", payment("15.00", rows)).kind == "accepted"
    (stored,) = erp.documents("payment")
    assert [line["AMTLIN"] for line in stored["PAY1_4"]] == ["11.30", "3.70"]
    assert "VCRTYP" not in stored["PAY1_4"][1] and stored["PAY1_4"][1]["DENCOD"] == "REC"


def test_a_payment_of_an_invoice_that_is_not_posted_yet_goes_on_account(erp):
    x3 = stocked(erp)
    invoice = x3.send("invoice", "create", "ODOO-IN-1", INVOICE).external_id
    rows = [{"VCRNUM": invoice, "AMTLIN": "11.30"}]
    assert x3.send("payment", "create", "ODOO-PA-1", payment("11.30", rows)).kind == "accepted"
    (stored,) = erp.documents("payment")
    assert stored["PAY1_4"] == [{"DENCOD": "REC", "AMTLIN": "11.30"}]


@pytest.mark.parametrize("service", ["", "NONE"])
def test_a_site_that_publishes_no_open_items_hears_from_x3_that_the_invoice_is_not_posted(erp, service):
    x3 = stocked(erp, public_names={"open_item": service})
    invoice = x3.send("invoice", "create", "ODOO-IN-1", INVOICE).external_id
    rows = [{"VCRNUM": invoice, "AMTLIN": "11.30"}]
    outcome = x3.send("payment", "create", "ODOO-PA-1", payment("11.30", rows))
    assert outcome.kind == "refused" and invoice in outcome.text
    erp.clerk("post", number=invoice)
    assert x3.send("payment", "create", "ODOO-PA-1", payment("11.30", rows)).kind == "accepted"


def test_a_payment_without_its_attribute_is_refused_before_it_is_sent(erp):
    x3 = stocked(erp, constants={**CANDIDATE.settings["options"]["constants"], "receipt_attribute": ""})
    outcome = x3.send("payment", "create", "ODOO-PA-1", payment("15.00", []))
    assert (outcome.kind, outcome.field, bool(outcome.advice)) == ("refused", "receipt_attribute", True)
    assert erp.documents("payment") == []


def test_a_posted_invoice_is_not_deleted(erp):
    x3 = stocked(erp)
    invoice = x3.send("invoice", "create", "ODOO-IN-1", INVOICE).external_id
    erp.clerk("post", number=invoice)
    outcome = x3.send("invoice", "cancel", "ODOO-IN-1", {"SIH0_1": {"NUM": invoice}})
    assert outcome.kind == "refused" and outcome.advice
    assert len(erp.documents("invoice")) == 1


def test_a_site_without_ledgers_can_go_live_and_an_entry_says_what_is_missing(erp):
    x3 = stocked(erp, public_names={"journal_entry": "NONE"})
    assert "NONE: -" in x3.check()
    outcome = x3.send("journal_entry", "create", "ODOO-JO-1", {"GAS0_1": {"FCY": "SH1"}})
    assert (outcome.kind, outcome.code, bool(outcome.advice)) == ("unavailable", "NOT_PUBLISHED", True)
    with pytest.raises(Exception, match="NONE") as problem:
        x3.ask("journal_entry", "ODOO-JO-1", {})
    assert outcome_of(problem.value, x3.exchange).kind == "unavailable"


def ordered(erp, **options):
    x3 = stocked(erp, **options)
    return x3, x3.send("order", "create", "ODOO-OR-1", ORDER).external_id


@pytest.mark.parametrize("products", [["X1"], ["X2"], ["X1", "X2"]])
def test_lines_of_a_delivered_order_stay_when_x3_does_not_let_go_of_them(erp, products):
    x3 = stocked(erp)
    assert (
        x3.send("product", "create", "ODOO-PR-2", {"ITM0_1": {**PRODUCT["ITM0_1"], "ITMREF": "X2"}}).kind == "accepted"
    )
    lines = [{"ITMREF": "X1", "QTY": "1", "GROPRI": "10"}, {"ITMREF": "X1", "QTY": "2", "GROPRI": "10"}]
    order = {**ORDER, "SOH4_1": lines}
    number = x3.send("order", "create", "ODOO-OR-1", order).external_id
    erp.clerk("ship", number=number)
    changed = {**order, "SOH4_1": [{"ITMREF": product, "QTY": "5", "GROPRI": "1"} for product in products]}
    outcome = x3.send("order", "update", "ODOO-OR-1", changed)
    assert outcome.kind == "refused" and "delivered" in outcome.text
    (stored,) = erp.documents("order")
    assert [line["QTY"] for line in stored["SOH4_1"]] == ["1", "2"]


def test_a_change_that_was_cut_off_halfway_ends_in_the_same_order_when_it_is_sent_again(erp):
    x3 = stocked(erp)
    x3.send("product", "create", "ODOO-PR-2", {"ITM0_1": {**PRODUCT["ITM0_1"], "ITMREF": "X2"}})
    x3.send("order", "create", "ODOO-OR-1", ORDER)
    changed = {**ORDER, "SOH4_1": [{"ITMREF": "X2", "QTY": "5", "GROPRI": "1"}, *ORDER["SOH4_1"]]}
    erp.faults({"fault": "drop_before", "operation": "deleteLines"})
    with pytest.raises(Exception, match="."):
        x3.send("order", "update", "ODOO-OR-1", changed)
    assert [len(row["SOH4_1"]) for row in erp.documents("order")] == [3]
    assert x3.send("order", "update", "ODOO-OR-1", changed).kind == "accepted"
    (stored,) = erp.documents("order")
    assert [(line["ITMREF"], line["QTY"]) for line in stored["SOH4_1"]] == [("X2", "5"), ("X1", "1")]


def test_a_payment_of_two_invoices_is_read_as_two_and_what_is_on_account_is_not(erp):
    x3 = stocked(erp)
    numbers = [x3.send("invoice", "create", f"ODOO-IN-{one}", INVOICE).external_id for one in (1, 2)]
    for number in numbers:
        erp.clerk("post", number=number)
    rows = [{"VCRNUM": number, "AMTLIN": "5.00"} for number in numbers]
    number = x3.send("payment", "create", "ODOO-PA-1", payment("15.00", rows)).external_id
    page = dialect(erp, today="2026-11-22", read_from="2026-11-20").changes("payment", {})
    found = [
        (change.remote_id, change.document["invoice_number"], change.document["amount"]) for change in page.changes
    ]
    assert found == [(f"{number}/1", numbers[0], "5.00"), (f"{number}/2", numbers[1], "5.00")]
    assert page.changes[0].document["date"] == "2026-11-22"


def test_a_planned_delivery_is_read_again_until_it_is_confirmed(erp):
    x3, order = ordered(erp)
    number = erp.clerk("ship", number=order, confirmed=False)["SDH0_1"]["SDHNUM"]
    page = x3.changes("delivery", {})
    (change,) = page.changes
    assert (change.document["status"], change.document["order_id"]) == ("planned", order)
    erp.clerk("change", table="delivery", number=number, block="SDH0_1", values={"CFMFLG": "2"})
    page = x3.changes("delivery", page.cursor)
    assert [change.document["status"] for change in page.changes] == ["shipped"]
    assert x3.changes("delivery", page.cursor).changes == []


def test_what_the_customer_gets_is_a_negative_open_item(erp):
    x3 = stocked(erp)
    credit = {**INVOICE, "SIH0_1": {**INVOICE["SIH0_1"], "SIVTYP": "{credit_note_type}", "CUR": "CNY"}}
    number = x3.send("credit_note", "create", "ODOO-CR-1", credit).external_id
    erp.clerk("post", number=number)
    (change,) = x3.changes("open_item", {}).changes
    assert (change.document["type"], change.document["open"]) == ("credit_note", "-11.30")


@pytest.mark.parametrize(("control", "limit", "blocked"), [("1", "", False), ("2", "500", False), ("3", "500", True)])
def test_a_credit_limit_holds_only_where_x3_controls_it(erp, control, limit, blocked):
    x3 = stocked(erp)
    values = {"OSTAUZ": "500", "OSTCTL": control}
    erp.clerk("change", table="customer", number="ODOOCU1", block="BPC3_3", values=values)
    (change,) = x3.changes("credit_limit", {}).changes
    assert (change.document["limit"], change.document["blocked"]) == (limit, blocked)


def test_a_list_that_may_be_longer_than_what_came_is_not_read(erp):
    x3, order = ordered(erp, list_size=2)
    for quantity in ("1", "2"):
        erp.clerk("count", product="X1", site=f"SH{quantity}", quantity=quantity)
    with pytest.raises(Exception, match="list size"):
        x3.changes("stock", {})
    assert len(dialect(erp, list_size=3).changes("stock", {}).changes) == 2


def test_a_column_that_the_list_does_not_show_is_named_and_can_be_another(erp):
    x3 = dialect(erp, columns={"stock.quantity": "ZQTY"})
    erp.clerk("count", product="X1", site="SH1", quantity="7")
    with pytest.raises(Exception, match="ZQTY"):
        x3.changes("stock", {})
    (change,) = dialect(erp, columns={"stock.quantity": "PHYSTO"}).changes("stock", {}).changes
    assert change.document["rows"][0]["quantity"] == "7"


def test_a_list_without_a_service_is_not_read(erp):
    names = {"stock": "", "open_item": "NONE"}
    assert dialect(erp, public_names=names).changes("stock", {"x": 1}).cursor == {"x": 1}
    with pytest.raises(Exception, match="NONE"):
        dialect(erp, public_names=names).changes("open_item", {})


def test_control_characters_are_refused_before_they_are_sent(erp):
    customer = {**CUSTOMER, "BPC0_1": {"BCGCOD": "DOM", "BPCNAM": "a\x02b"}}
    outcome = dialect(erp).send("customer", "create", "ODOO-CU-1", customer)
    assert outcome.kind == "refused" and outcome.advice
    assert erp.calls("save") == []


def test_the_classic_service_takes_the_login_in_the_message():
    with running("sage", *CANDIDATE.options, "--v6") as erp:
        path = "/adxwsvc/services/CAdxWebServiceXmlCC"
        stocked(erp, v6=True, path=path)
        shown = dialect(erp, v6=True, path=path).preview("customer", "create", "ODOO-CU-1", CUSTOMER)
        assert CANDIDATE.settings["password"] not in shown


def test_two_hundred_days_without_an_invoice_come_to_an_end(erp):
    page = dialect(erp, today="2026-11-22", read_from="2026-05-01").changes("invoice", {})
    assert (page.changes, page.more, page.cursor["day"]) == ([], False, "2026-11-22")


def listed(x3, kind, since="2026-11-01", until="2099-12-31"):
    days = (datetime.date.fromisoformat(day) for day in (since, until))
    return {row["external_id"]: row for row in x3.ledger(kind, *days)}


def billed(erp, **options):
    """(X3, numbers of two invoices of one order, of which the first has been paid)."""
    x3 = stocked(erp, **options)
    order = x3.send("order", "create", "ODOO-OR-1", ORDER).external_id
    numbers = [erp.clerk("bill", number=order)["number"] for _twice in range(2)]
    erp.clerk("pay", number=numbers[0])
    return x3, numbers


def test_without_a_field_for_the_paid_amount_the_payments_say_which_invoice_is_paid(erp):
    x3, (paid, unpaid) = billed(erp, paid_field="", today="2099-12-31")
    rows = listed(x3, "invoice")
    assert (rows[paid]["state"], rows[unpaid]["state"]) == ("paid", "open")
    # Where no payments are published either, nobody can say.
    x3 = dialect(erp, paid_field="", today="2099-12-31", public_names={"payment": ""})
    assert {row["state"] for row in listed(x3, "invoice").values()} == {"open"}
    assert "payment" not in SageX3.ledgers_for(x3.settings.options)


def test_two_invoices_of_one_order_are_not_one_document_twice(erp):
    x3, numbers = billed(erp)
    rows = listed(x3, "invoice")
    assert set(rows) == set(numbers) and {row["key"] for row in rows.values()} == {""}


def test_a_list_that_is_too_long_is_asked_for_day_by_day(erp):
    x3 = stocked(erp, list_size=2)
    for number, day in enumerate(("20261120", "20261121", "20261122", "20261125"), 1):
        order = {**ORDER, "SOH0_1": {**ORDER["SOH0_1"], "ORDDAT": day}}
        assert x3.send("order", "create", f"ODOO-OR-{number}", order).kind == "accepted"
    before = len(erp.calls("query"))
    rows = listed(x3, "order", "2026-11-21", "2026-11-23")
    assert sorted(row["date"] for row in rows.values()) == ["2026-11-21", "2026-11-22"]
    assert len(erp.calls("query")) == before + 1 + 3
