"""One table makes both the WSDL and the reading: they must say the same."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from odoo.addons.erp_connector.engine import inbound_contract
from odoo.addons.erp_connector.engine.inbound_contract import NS, PUSHES
from odoo.addons.erp_connector.engine.inbound_wsdl import wsdl
from odoo.addons.erp_connector.engine.inbound_xml import Refusal

XS = "{http://www.w3.org/2001/XMLSchema}"
SAMPLES = {
    "text": st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=2),
    "decimal": st.decimals(-999999, 999999, places=2).map(str),
    "date": st.dates().map(str),
    "moment": st.datetimes(timezones=st.just(__import__("datetime").timezone.utc)).map(lambda value: value.isoformat()),
    "integer": st.integers(0, 10**12).map(str),
}


def schema():
    root = etree.parse(io.BytesIO(wsdl("http://localhost/x"))).getroot()
    return etree.XMLSchema(root.find(f".//{XS}schema"))


SCHEMA = schema()


def fill(data, parent, members, everything):
    for member in members:
        if not member.required and not everything and not data.draw(st.booleans()):
            continue
        for _row in range(data.draw(st.integers(1, 3)) if member.many else 1):
            element = etree.SubElement(parent, f"{{{NS}}}{member.name}")
            if member.members:
                fill(data, element, member.members, everything)
            elif member.type == "choice":
                element.text = data.draw(st.sampled_from(member.values))
            else:
                element.text = data.draw(SAMPLES[member.type])


def message(data, push, everything):
    root = etree.Element(f"{{{NS}}}{push.operation}", nsmap={None: NS})
    etree.SubElement(root, f"{{{NS}}}messageId").text = "M-1"
    fill(data, etree.SubElement(root, f"{{{NS}}}{push.element}"), push.members, everything)
    return root


@pytest.mark.parametrize("push", PUSHES, ids=lambda push: push.operation)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_the_reader_accepts_the_schema_accepts(push, data):
    root = message(data, push, data.draw(st.booleans()))
    SCHEMA.assertValid(root)
    try:
        pushed = inbound_contract.read(root)
    except Refusal as refusal:
        assert "needed" in str(refusal) or "has an id" in str(refusal), refusal
        return
    assert pushed.kind == push.kind
    assert set(pushed.document) <= {member.key for member in push.members}


@pytest.mark.parametrize("push", PUSHES, ids=lambda push: push.operation)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damage_that_the_schema_sees_the_reader_sees_too(push, data):
    root = message(data, push, everything=True)
    elements = [element for element in root.iter() if element is not root]
    victim = data.draw(st.sampled_from(elements))
    how = data.draw(st.sampled_from(("rename", "foreign", "nonsense", "remove")))
    if how == "rename":
        victim.tag = f"{{{NS}}}somethingElse"
    elif how == "foreign":
        victim.tag = victim.tag.replace(NS, "urn:other")
    elif how == "nonsense":
        victim.text = "≠ nonsense ≠"
    else:
        victim.getparent().remove(victim)
    if SCHEMA.validate(root):
        return
    if how == "nonsense" and len(victim):
        return  # text between elements: the reader looks only at what it knows
    with pytest.raises(Refusal):
        inbound_contract.read(root)


def read(text):
    return inbound_contract.read(
        etree.fromstring(
            f'<p:{text.split("|")[0]} xmlns:p="{NS}" xmlns="{NS}">{text.split("|")[1]}</p:{text.split("|")[0]}>'
        )
    )


def test_moments_become_utc_and_need_a_zone():
    stock = "pushStock|<messageId>1</messageId><stock><takenAt>{}</takenAt>"
    stock += "<row><productCode>A</productCode><quantity>1</quantity></row></stock>"
    taken = read(stock.format("2026-03-31T08:00:00.1234567+08:00")).document["taken_at"]
    assert taken == "2026-03-31 00:00:00.123456"
    with pytest.raises(Refusal, match="time zone"):
        read(stock.format("2026-03-31T08:00:00"))


@pytest.mark.parametrize("amount", ["1e5", "NaN", "1,5", "∞", "0x10", "1_000", "9" * 16, "", "- 1"])
def test_amounts_are_plain_decimal_numbers(amount):
    body = f"<messageId>1</messageId><payment><id>1</id><invoiceId>2</invoiceId><amount>{amount}</amount>"
    body += "<date>2026-01-01</date><changedAt>2026-01-01T00:00:00Z</changedAt></payment>"
    with pytest.raises(Refusal) as caught:
        read(f"pushPayment|{body}")
    assert caught.value.field == "payment/amount"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<pushPayment/>", "NAMESPACE"),
        (f'<x xmlns="{NS}"/>', "OPERATION"),
        (f'<pushPayment xmlns="{NS}"><messageId>a b</messageId><payment/></pushPayment>', "MESSAGE_ID"),
        (f'<pushPayment xmlns="{NS}"><messageId>{"x" * 101}</messageId><payment/></pushPayment>', "NOT_VALID"),
        (f'<pushPayment xmlns="{NS}"><payment/></pushPayment>', "NOT_VALID"),
        (f'<pushPayment xmlns="{NS}"><messageId>1</messageId><payment/><payment/></pushPayment>', "NOT_VALID"),
        (f'<pushStock xmlns="{NS}"><messageId>1</messageId><stock/></pushStock>', "NOT_VALID"),
    ],
)
def test_refusals_name_what_is_wrong(content, code):
    with pytest.raises(Refusal) as caught:
        inbound_contract.read(etree.fromstring(content))
    assert caught.value.code == code
