"""Envelopes from outside: what is read, what is refused, and how the refusal looks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from odoo.addons.erp_connector.engine import inbound_xml
from odoo.addons.erp_connector.engine.inbound_xml import SOAP, WSSE, Refusal

GOOD = f'<e:Envelope xmlns:e="{SOAP}"><e:Body><a xmlns="urn:x">百会</a></e:Body></e:Envelope>'


def refused(body, content_type="text/xml"):
    with pytest.raises(Refusal) as caught:
        inbound_xml.read(body, content_type)
    return caught.value


@pytest.mark.parametrize(
    ("head", "codec", "content_type"),
    [
        ("", "utf-8", "text/xml; charset=utf-8"),
        ("", "utf-8", ""),
        ("", "utf-8-sig", "text/xml"),
        ('<?xml version="1.0" encoding="GBK"?>', "gbk", "text/xml"),
        ('<?xml version="1.0" encoding="gb2312"?>', "gb2312", "text/xml"),
        ("", "gb18030", "text/xml; charset=GB18030"),
        ('<?xml version="1.0" encoding="GBK"?>', "gbk", "text/xml; charset=utf-8"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16", "text/xml"),
        ("\n  <?xml version='1.0'?>", "utf-8", "application/xml"),
        ("<!-- from the ERP --><?sender x?>", "utf-8", "text/xml"),
    ],
)
def test_chinese_text_is_read_in_every_encoding_an_erp_may_send(head, codec, content_type):
    assert inbound_xml.read((head + GOOD).encode(codec), content_type).content.text == "百会"


def test_bytes_that_are_not_what_they_claim_are_refused_and_not_guessed():
    refusal = refused(GOOD.encode("gbk"))
    assert (refusal.code, refusal.blame) == ("ENCODING", "Client")
    assert (
        refused(f'<?xml version="1.0" encoding="GBK"?>{GOOD}'.encode("latin-1", "replace") + b"\x81").code == "ENCODING"
    )


@pytest.mark.parametrize("codec", ["rot13", "zlib", "idna", "unicode_escape", "utf-7", "hex", "no-such"])
def test_codecs_that_are_no_plain_text_are_not_used(codec):
    assert refused(f'<?xml version="1.0" encoding="{codec}"?>{GOOD}'.encode()).code == "ENCODING"


BOMB = '<!DOCTYPE b [<!ENTITY a "ha">{}]>'.format("".join(f'<!ENTITY {b} "&{a};&{a};">' for a, b in zip("abc", "bcd")))  # noqa: B905
XXE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("document_type", [BOMB, XXE, "<!DOCTYPE x>", '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">'])
@pytest.mark.parametrize("front", ["", "<!-- x -->", "<?pi?>", "\n", "<!-- <!-- -->\n<?a?>\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "gbk"])
def test_no_document_type_gets_in_however_it_hides(document_type, front, codec):
    body = f'<?xml version="1.0" encoding="{codec}"?>{front}{document_type}{GOOD.replace("百会", "&f;")}'
    assert refused(body.encode(codec)).code == "DOCTYPE"


def test_a_document_type_in_text_is_only_text():
    body = GOOD.replace("百会", "<![CDATA[<!DOCTYPE x>]]>")
    assert inbound_xml.read(body.encode()).content.text == "<!DOCTYPE x>"


def test_an_entity_nobody_declared_is_refused():
    assert refused(GOOD.replace("百会", "&f;").encode()).code == "NOT_WELL_FORMED"


@pytest.mark.parametrize(
    ("body", "code", "blame"),
    [
        (b"", "EMPTY", "Client"),
        (b"   ", "EMPTY", "Client"),
        (b"<html><body>Login</body></html>", "NOT_SOAP", "Client"),
        (b"<HTML><br>", "NOT_SOAP", "Client"),
        (b"<!doctype html><html></html>", "NOT_SOAP", "Client"),
        (b'{"json": true}', "NOT_WELL_FORMED", "Client"),
        (GOOD[:-5].encode(), "NOT_WELL_FORMED", "Client"),
        (GOOD.replace(SOAP, inbound_xml.SOAP_12).encode(), "VERSION", "VersionMismatch"),
        (GOOD.replace(SOAP, "urn:mine").encode(), "VERSION", "VersionMismatch"),
        (f'<e:Envelope xmlns:e="{SOAP}"><e:Body/></e:Envelope>'.encode(), "NOT_SOAP", "Client"),
        (f'<e:Envelope xmlns:e="{SOAP}"><e:Body><a/><b/></e:Body></e:Envelope>'.encode(), "NOT_SOAP", "Client"),
        (f'<e:Envelope xmlns:e="{SOAP}"/>'.encode(), "NOT_SOAP", "Client"),
        (
            GOOD.replace("<e:Body>", '<e:Header><r e:mustUnderstand="1"/></e:Header><e:Body>').encode(),
            "HEADER",
            "MustUnderstand",
        ),
        (("<a>" * 400 + "</a>" * 400).encode(), "NOT_WELL_FORMED", "Client"),
    ],
)
def test_what_is_no_soap_message_is_refused_with_the_right_blame(body, code, blame):
    refusal = refused(body)
    assert (refusal.code, refusal.blame) == (code, blame)


def test_a_form_or_an_archive_is_refused_by_its_content_type():
    assert refused(GOOD.encode(), "application/x-www-form-urlencoded").status == 415


def test_a_username_token_is_read_and_a_digest_is_not():
    block = "<w:Security xmlns:w='{}' e:mustUnderstand='1'><w:UsernameToken><w:Username>erp</w:Username>{}"
    block = f"<e:Header>{block}</w:UsernameToken></w:Security></e:Header><e:Body>"
    plain = GOOD.replace("<e:Body>", block.format(WSSE, "<w:Password>a&amp;b</w:Password>"))
    assert inbound_xml.read(plain.encode()).token == ("erp", "a&b")
    digest = GOOD.replace("<e:Body>", block.format(WSSE, "<w:Password Type='x#PasswordDigest'>a</w:Password>"))
    assert inbound_xml.read(digest.encode()).token is None


def test_a_fault_has_the_shape_of_soap_1_1():
    root = etree.fromstring(inbound_xml.fault(Refusal("NOT_VALID", "wrong \x01 <x>", "a/b", "do"), "urn:x"))
    (fault,) = root[0]
    assert fault.tag == f"{{{SOAP}}}Fault"
    assert [child.tag for child in fault] == ["faultcode", "faultstring", "detail"]
    prefix, _colon, code = fault[0].text.partition(":")
    assert (fault.nsmap[prefix], code, fault[1].text) == (SOAP, "Client", "wrong � <x>")
    assert fault.findtext("detail/{urn:x}problem/{urn:x}field") == "a/b"
    version = etree.fromstring(inbound_xml.fault(Refusal("V", "old", blame="VersionMismatch"), "urn:x"))
    assert version.find(".//detail") is None


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_any_bytes_are_read_or_refused_and_never_crash(body):
    try:
        inbound_xml.read(body)
    except Refusal as refusal:
        etree.fromstring(inbound_xml.fault(refusal, "urn:x"))


@settings(max_examples=800, deadline=None)
@given(st.data())
def test_a_damaged_message_is_read_or_refused_and_never_crashes(data):
    body = bytearray(('<?xml version="1.0" encoding="utf-8"?>' + GOOD).encode())
    for _time in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        how = data.draw(st.sampled_from(("cut", "flip", "insert", "repeat")))
        if how == "cut":
            del body[at : at + data.draw(st.integers(1, 40))]
        elif how == "flip":
            body[at] = data.draw(st.integers(0, 255))
        elif how == "insert":
            body[at:at] = data.draw(
                st.sampled_from((b"<!DOCTYPE x>", b"&x;", b"\x00", b"<a", b"]]>", b"<?x?>", b"<!--"))
            )
        else:
            body[at:at] = body[at : at + 60]
        body = body or bytearray(b" ")
    try:
        inbound_xml.read(bytes(body))
    except Refusal as refusal:
        etree.fromstring(inbound_xml.fault(refusal, "urn:x"))
