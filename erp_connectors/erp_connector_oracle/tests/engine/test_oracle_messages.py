"""Oracle's messages, contracts and answers, without any network."""

import doctest
import io
import json
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_oracle.engine import (
    contract,
    ebs_packages,
    ebs_profile,
    ebs_rules,
    ebs_values,
    fbdi,
    fusion_documents,
    fusion_reading,
    fusion_rules,
    fusion_services,
    site,
    wire,
    words,
)

SOAP = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>%s</e:Body></e:Envelope>'
FAULT = (
    "<e:Fault><faultcode>env:Server</faultcode><faultstring>JBO-29000: x</faultstring><detail>"
    '<s:ServiceErrorMessage xmlns:s="http://xmlns.oracle.com/adf/svc/errors/"><s:code>AR:::AR_UOM</s:code>'
    "<s:message>outer</s:message><s:detail><s:message>The unit is wrong</s:message>"
    "<s:attributeName>UnitCode</s:attributeName></s:detail></s:ServiceErrorMessage></detail></e:Fault>"
)
LINE = {"OrderedQuantity": "2", "OrderedUOMCode": "Ea", "UnitListPrice": "10", "UnitSellingPrice": "9.5"}
TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), min_size=1)


@pytest.mark.parametrize("module", [wire, site, words, fbdi, fusion_reading, fusion_services])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


# contracts


def receipt(**values):
    needed = {"Amount": "1", "CurrencyCode": "CNY", "ReceiptNumber": "K", "ReceiptDate": "2026-11-22", "OrgId": "204"}
    needed |= {"ReceiptMethodId": "1007", "CustomerId": "3", "GlDate": "2026-11-22"}
    return contract.contract("receipt_types").build("createStandardReceipt", {"standardReceipt": needed | values})


def test_elements_stand_in_the_order_of_the_contract_whatever_the_order_of_the_mapping():
    names = [wire.local(child) for child in receipt(Comments="x")[0]]
    shuffled = receipt(Comments="x", **{"Amount@currencyCode": "CNY"})
    assert [wire.local(child) for child in shuffled[0]] == names
    assert names.index("Amount") < names.index("ReceiptNumber")


def test_a_field_that_is_not_in_the_contract_is_named():
    with pytest.raises(contract.NotInContract) as problem:
        receipt(Colour="red")
    assert problem.value.field == "standardReceipt.Colour"


@pytest.mark.parametrize("values", [{"Amount": "much"}, {"OrgId": "Vision"}, {"ReceiptDate": "22.11.2026"}])
def test_a_value_of_the_wrong_kind_is_found_before_it_is_sent(values):
    with pytest.raises(contract.NotInContract):
        receipt(**values)


@given(TEXT)
def test_every_text_arrives_letter_by_letter(text):
    sent = etree.tostring(wire.envelope(receipt(Comments=text)), encoding="UTF-8")
    assert (wire.parse(sent).find(".//{*}Comments").text or "") == text


@pytest.mark.parametrize("name", sorted(path.stem for path in contract.FOLDER.glob("*_types.xsd")))
def test_every_contract_is_a_valid_schema_in_the_namespace_of_its_service(name):
    found = contract.contract(name).namespace
    services = {one.contract: one.action for one in fusion_services.SERVICES.values()}
    assert found == f"{services[name.removesuffix('_types')]}types/"


# documents


def test_frozen_prices_have_both_components():
    order = fusion_documents.order("K", {"FreezePriceFlag": "true", "Line": [LINE]}, "ODOO", "5")["request"]["Order"][0]
    triple = (order["SourceTransactionSystem"], order["SourceTransactionIdentifier"], order["BuyingPartyId"])
    assert triple == ("ODOO", "K", "5")
    (charge,) = order["Line"][0]["OrderCharge"]
    usages = [
        (row["PriceElementUsageCode"], row["HeaderCurrencyExtendedAmount"]) for row in charge["OrderChargeComponent"]
    ]
    assert usages == [("LIST_PRICE", "20"), ("NET_PRICE", "19.0")]
    free = fusion_documents.order("K", {"FreezePriceFlag": "false", "Line": [LINE]}, "ODOO", "5")
    assert "OrderCharge" not in free["request"]["Order"][0]["Line"][0]


def test_a_journal_file_is_the_same_for_every_try_and_has_all_columns():
    header = {"LedgerId": "1", "AccountingDate": "2026-11-30", "UserSourceName": "Odoo", "UserCategoryName": "Manual"}
    header |= {"AccountingPeriodName": "Nov-26"}
    lines = [{"account": "6001", "CurrencyCode": "CNY", "EnteredCrAmount": "5.00", "EnteredDrAmount": "0.00"}]
    journal = fusion_documents.journal(header | {"GlInterface": lines}, "K-JO-1", "101.{account}.0")
    made = fbdi.journal_zip(journal, "K-JO-1")
    assert made == fbdi.journal_zip(journal, "K-JO-1")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        (row,) = archive.read(fbdi.FILE).decode().splitlines()
    cells = row.split(",")
    assert len(cells) == fbdi.WIDTH
    assert cells[0:3] == ["NEW", "1", "2026/11/30"] and cells[8:11] == ["101", "6001", "0"]
    assert (cells[fbdi.COLUMNS["EnteredDrAmount"]], cells[fbdi.COLUMNS["EnteredCrAmount"]]) == ("", "5.00")


@given(st.lists(st.text("0123456789ABC", min_size=1, max_size=6), min_size=1, max_size=10))
def test_an_account_falls_into_its_segments_and_back(parts):
    made = site.segments(".".join(parts), "")
    assert [made[f"Segment{number}"] for number in range(1, len(parts) + 1)] == parts


@pytest.mark.parametrize("rules", [fusion_rules, ebs_rules])
def test_every_placeholder_of_a_mapping_is_a_field_of_the_backend(rules):
    values = [rule.source for kind in rules.MAPPINGS.values() for rule in kind if rule.kind == "fixed"]
    values += [value for row in rules.MAPS.values() for value in row.values()]
    used = {value[1:-1].rstrip("?") for value in values if re.fullmatch(r"\{\w+\??\}", value)}
    assert used | {"memo_line", "access_set"} >= set(rules.SITE) >= used


# answers


def test_an_answer_in_parts_and_one_in_one_piece_are_the_same():
    plain = (SOAP % "<r/>").encode()
    parts = b"--b\r\nContent-Type: application/xop+xml\r\n\r\n" + plain + b"\r\n--b--\r\n"
    assert wire.read(plain, 200).tag == wire.read(parts, 200).tag == "r"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"<html><body>Sign In</body></html>", 200, "NOT_SOAP"),
        (b"", 200, "NOT_SOAP"),
        (b"<html>", 503, "HTTP_503"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + (SOAP % "<r>&b;</r>").encode(), 200, "NOT_SOAP"),
        ((SOAP % "").encode(), 200, "EMPTY_ANSWER"),
    ],
)
def test_what_is_no_answer_says_nothing_about_what_was_done(body, status, code):
    with pytest.raises(TransportError) as problem:
        wire.read(body, status)
    assert (problem.value.code, problem.value.executed) == (code, None)


def test_a_fault_gives_code_text_and_field_and_the_wrapper_gives_way_to_the_reason():
    with pytest.raises(wire.OracleFault) as problem:
        wire.read((SOAP % FAULT).encode(), 500)
    code, text, field = fusion_reading.fault_words(problem.value)
    assert (code, field) == ("AR:::AR_UOM", "UnitCode") and "The unit is wrong" in text
    assert words.meaning(f"{code} {text}") == ("UNIT", words.UNIT)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(body):
    with pytest.raises((TransportError, wire.OracleFault)):
        wire.read(body, 200)


# profiles of E-Business Suite


def test_shipped_procedures_make_valid_contracts_in_the_namespace_of_package_and_procedure():
    for procedure in ebs_packages.SHIPPED.values():
        if procedure.package:
            assert procedure.contract().namespace.endswith(f"/plsql/{procedure.package}/{procedure.procedure}/")


def test_a_site_changes_only_what_it_names():
    text = json.dumps({"order": {"package": "cux_order_pub"}, "find": {"package": "xx", "product": "xx"}})
    found = ebs_profile.laid_over(ebs_packages.SHIPPED, text)
    shipped = ebs_packages.SHIPPED["order"]
    assert found["order"].package == "cux_order_pub" and found["order"].parameters == shipped.parameters
    assert found["customer"] == ebs_packages.SHIPPED["customer"]


@pytest.mark.parametrize(
    "profile",
    [
        "{",
        "[]",
        '{"order": 1}',
        '{"order": {"colour": "red"}}',
        '{"order": {"parameters": ["X:money"]}}',
        '{"own": {"package": "x"}}',
        '{"order": {"parameters": [{"A": 5}]}}',
    ],
)
def test_what_is_wrong_with_a_profile_is_said(profile):
    with pytest.raises(ebs_profile.ProfileError):
        ebs_profile.laid_over(ebs_packages.SHIPPED, profile)


def test_tables_become_items_and_days_get_a_time():
    types = ebs_packages.PROCESS_ORDER.types()
    made = ebs_profile.shaped({"P_LINE_TBL": [{"REQUEST_DATE": "2026-11-22"}]}, types)
    assert made == {"P_LINE_TBL": {"P_LINE_TBL_ITEM": [{"REQUEST_DATE": "2026-11-22T00:00:00"}]}}


def test_values_of_the_mapping_win_over_constants():
    content = {"P": {"A": "mine"}, "T": [{}, {"B": "9"}]}
    for path, value in (("P.A", "theirs"), ("P.C", "1"), ("T[].B", "#")):
        ebs_values.put(content, path, value)
    assert content == {"P": {"A": "mine", "C": "1"}, "T": [{"B": "1"}, {"B": "9"}]}
