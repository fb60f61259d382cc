"""X3's messages and answers, without any network."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine.dialect import Settings
from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_sage.engine import books, changing, lists, rules, sage, texts, wire

ANSWER = """<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><saveResponse>
<saveReturn href="#id0"/></saveResponse><multiRef id="id0"><messages>{messages}</messages>
<resultXml href="#id1"/><status>{status}</status></multiRef>
<multiRef id="id1">{result}</multiRef>
<multiRef id="m"><message>The site is closed</message><type>3</type></multiRef></e:Body></e:Envelope>"""


@pytest.mark.parametrize("module", [books, changing, lists, texts, wire, sage])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def answer(status="1", messages="", result=""):
    text = ANSWER.format(status=status, messages=messages, result=result)
    return wire.read_answer("save", 200, text.encode())


def test_references_are_followed_wherever_axis_puts_them():
    said = answer("0", '<messages href="#m"/>', "&lt;RESULT/&gt;")
    assert (said.ok, said.words, said.result.tag) == (False, "The site is closed", "RESULT")


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (500, b"<html><body>Error</body></html>", "HTTP_500"),
        (200, b"<html>", "NOT_SOAP"),
        (200, b"", "NOT_SOAP"),
        (200, b'<!DOCTYPE x [<!ENTITY a "b">]><e/>', "NOT_SOAP"),
    ],
)
def test_what_is_no_answer_leaves_the_outcome_open(status, body, code):
    with pytest.raises(TransportError) as problem:
        wire.read_answer("save", status, body)
    assert (problem.value.code, problem.value.executed) == (code, None)


def test_a_status_that_is_neither_yes_nor_no_leaves_the_outcome_open():
    with pytest.raises(TransportError):
        answer(status="")


def test_an_empty_pool_is_known_to_have_executed_nothing():
    body = (
        b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>x</faultcode>'
        b"<faultstring>No Web services accepted</faultstring></e:Fault></e:Body></e:Envelope>"
    )
    with pytest.raises(TransportError) as problem:
        wire.read_answer("save", 500, body)
    assert (problem.value.code, problem.value.executed) == ("POOL_EMPTY", False)


TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=80)


@given(TEXT)
def test_every_text_survives_the_payload_inside_the_message(text):
    values = {"SOH0_1": {"ITMDES": text}, "SOH4_1": [{"ITMDES": text}]}
    message = wire.request("save", {}, {"publicName": "W", "objectXml": wire.payload(values)})
    inner = wire.parse(wire.parse(message).findtext(".//objectXml"))
    assert [field.text or "" for field in inner.iter("FLD")] == [text, text]


def test_a_long_name_is_spread_over_the_texts_of_a_list():
    inner = wire.parse(wire.payload({"BPRC_1": {"BPRNAM*": "上" * 40}}))
    assert [len(item.text) for item in inner.iter("ITM")] == [35, 5]
    assert inner.find(".//LST").get("SIZE") == "2"


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_two_customers_never_get_the_same_number(one, two):
    numbers = [sage.short_key(f"O1a2b3c4d-CU-{number}") for number in (one, two)]
    assert all(len(number) <= sage.NUMBER_LENGTH for number in numbers)
    assert (numbers[0] == numbers[1]) == (one == two)


def test_a_missing_value_of_the_site_is_named_before_anything_is_sent():
    dialect = sage.SageX3(Settings(url="http://127.0.0.1:1", options={"constants": {"site": ""}}))
    outcome = dialect.send("order", "create", "K", {"SOH0_1": {"SALFCY": "{site}"}})
    assert (outcome.kind, outcome.field, bool(outcome.advice)) == ("refused", "site", True)


def test_the_dialect_ships_a_mapping_for_everything_it_sends():
    assert set(rules.MAPPINGS) == set(sage.SageX3.flows_out)
