"""What is X3's own: small pools, public names of the site, a key that is not unique, the classic service of V6."""

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
