"""What leaves fits the contract, and what does not fit never leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.addons.erp_connector_sap.engine import ecc_profile
from odoo.addons.erp_connector_sap.engine.contract import UNREADABLE, Contract, NotInContract
from odoo.addons.erp_connector_sap.engine.ecc_functions import FUNCTIONS
from odoo.addons.erp_connector_sap.engine.s4 import CONTRACTS
from odoo.addons.erp_connector_sap.engine.s4_messages import message_id, order, own, part

HEADER = {"CreationDateTime": "2026-11-22T08:00:00Z"}


def contract(name):
    return Contract.load(*CONTRACTS[name])


def order_values(**more):
    line = {"ExternalItemID": "1", "RequestedQuantity": "2", "Unit": "PCE", "Material": "CM-X1", "Price": "4500"}
    values = {"SoldToParty": "10", "TransactionCurrency": "CNY", "SalesOrderType": "OR", "Item": [line], **more}
    return order(values, "create", "O1-OR-42", "O1-OR-42-c0", {"price_condition": "PPR0"})


@given(
    st.permutations(
        ["SalesOrderType", "SalesOrganization", "TransactionCurrency", "RequestedDeliveryDate", "SalesOffice"]
    )
)
def test_whatever_order_the_mapping_has_the_message_has_the_contracts(names):
    values = {name: "2026-11-22" if name.endswith("Date") else "CNY" for name in names}
    element = contract("order").message(order_values(**values))
    found = [child.tag for child in element.find("SalesOrder")]
    wanted = ["SalesOrderType", "SalesOrganization", "SalesOffice", "TransactionCurrency", "RequestedDeliveryDate"]
    assert [name for name in found if name in wanted] == wanted


def test_only_the_root_is_in_the_namespace_and_every_flag_is_there():
    element = contract("order").message(order_values())
    assert element.tag == "{http://sap.com/xi/SD-SLS}SalesOrderBulkRequest"
    assert all(child.tag[0] != "{" for child in element.iterdescendants())
    sales_order = element.find("SalesOrder")
    assert sales_order.get("itemListCompleteTransmissionIndicator") == "true"
    assert sales_order.get("partnerListCompleteTransmissionIndicator") == "false", "SAP's own partners stay"
    assert sales_order.get("actionCode") == "01" and sales_order.find("Item").get("actionCode") == "01"
    assert sales_order.findtext("Partner/Customer") == "10"


@pytest.mark.parametrize(
    "change, field",
    [
        ({"Nonsense": "1"}, "Nonsense"),
        ({"SalesOrderType": "TOO LONG"}, "SalesOrderType"),
        ({"RequestedDeliveryDate": "22.11.2026"}, "RequestedDeliveryDate"),
        ({"SalesOffice": "a\x01b"}, "SalesOffice"),
    ],
)
def test_what_does_not_fit_is_named(change, field):
    with pytest.raises(NotInContract) as error:
        contract("order").message(order_values(**change))
    assert field in error.value.field


@given(st.sampled_from(["OR", "IN", "JO"]), st.integers(1, 2**31 - 1), st.sampled_from(["c0", "u12", "x1.2"]))
def test_an_id_is_short_and_can_be_read_back(kind, number, mark):
    key = f"O1a2b3c4d-{kind}-{number}"
    identifier = message_id(key, mark)
    assert len(identifier) <= 35 and own(identifier) == (key, mark)
    assert len(part(identifier)) <= 35 and own(part(identifier)) == (key, mark)


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=40))
def test_an_ecc_text_is_kept_letter_by_letter_or_refused(text):
    function = FUNCTIONS["order_create"]
    try:
        message = ecc_profile.message(function, {"CUST_PO": text})
    except NotInContract as error:
        assert error.field == "CUST_PO" and (len(text) > 35 or UNREADABLE.search(text))
    else:
        again = etree.fromstring(etree.tostring(message))
        assert (again.findtext("CUST_PO") or "") == text


def test_every_element_of_an_ecc_function_goes_out_even_when_empty():
    for use, function in FUNCTIONS.items():
        if function.name:
            message = ecc_profile.message(function, {})
            assert [child.tag for child in message] == [one.name for one in function.parameters], use


@given(st.integers(0, 10**12))
def test_a_key_of_digits_is_padded_or_too_long(number):
    try:
        assert ecc_profile.written("a10", str(number)) == f"{number:010d}"
    except NotInContract:
        assert number >= 10**10


@pytest.mark.parametrize("kind, value", [("q13.3", "1.0001"), ("q5.2", "12345.00"), ("q13.3", "viel"), ("d", "32.1.")])
def test_numbers_and_days_that_do_not_fit_are_refused_and_never_rounded(kind, value):
    with pytest.raises(NotInContract):
        ecc_profile.written(kind, value)


@pytest.mark.parametrize("text", ["A[", "A]", "A[B}", "a:1", "A:1 -", "A:x]"])
def test_a_parameter_list_that_cannot_be_read_is_refused(text):
    with pytest.raises(ecc_profile.ProfileError):
        ecc_profile.parse(text)


def test_the_soap_action_names_the_service_and_the_function():
    action = FUNCTIONS["order_create"].action
    assert action.endswith(":ZWS_BAPI_SALESORDER_CREATE:ZBAPI_SALESORDER_CREATERequest")
