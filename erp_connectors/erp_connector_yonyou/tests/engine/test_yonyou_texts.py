"""Yonyou's documents and answers, without any network."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine.dialect import Settings
from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_yonyou.engine import nc, nc_rules, plain_soap, u8, u8_rules, u9, ufinterface, words


@pytest.mark.parametrize("module", [ufinterface, plain_soap, words, nc])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


@pytest.mark.parametrize("dialect", [nc.YonyouNc, nc.YonyouNc5, u8.YonyouU8, u9.YonyouU9])
def test_each_dialect_ships_a_mapping_for_everything_it_sends(dialect):
    assert all(dialect.default_mapping(kind) for kind in dialect.flows_out)
    assert {
        rule.map_name for kind in dialect.flows_out for rule in dialect.default_mapping(kind) if rule.map_name
    } <= set(dialect.default_maps())


@pytest.mark.parametrize(
    ("dialect", "encoding", "name", "found"),
    [
        (nc.YonyouNc5, "", "𠮷野家上海", "𠮷"),
        (nc.YonyouNc5, "GB2312", "朱镕基", "镕"),
        (nc.YonyouNc, "GBK", "Café 😀", "😀"),
        (u8.YonyouU8, "GB2312", "東京", "東"),
    ],
)
def test_a_letter_that_the_encoding_does_not_have_is_refused_before_sending(dialect, encoding, name, found):
    """Nothing listens at this address: a call would be unavailable, not refused."""
    made = dialect(Settings(url="http://127.0.0.1:1", options={"encoding": encoding, "sender": "O"}))
    head = {"yonyou_nc5": "basdoc_head", "yonyou_nc": "billhead"}.get(dialect.code)
    outcome = made.send("customer", "create", "K1", {head: {"custname": name}} if head else {"name": name})
    assert (outcome.kind, outcome.code) == ("refused", "NOT_ENCODABLE")
    assert found in outcome.field and found in outcome.text and outcome.advice


@given(st.text(st.characters(codec="gbk", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=40))
def test_every_text_of_gbk_arrives_as_it_was(text):
    _whole, body = ufinterface.document({"sender": "O"}, "bill", "K", {"head": {"name": text}}, "GBK")
    root = ufinterface.interface(body, 200)
    assert (root.findtext(".//name") or "") == text.strip() or (root.findtext(".//name") or "") == text


def test_an_answer_about_another_document_leaves_the_outcome_open():
    row = "<sendresult><bdocid>OTHER</bdocid><resultcode>1</resultcode></sendresult>"
    root = ufinterface.interface(f"<ufinterface>{row}</ufinterface>".encode(), 200)
    with pytest.raises(TransportError):
        ufinterface.result(root, "K1")


@pytest.mark.parametrize("body", [b"", b"<html/>", b"<ufinterface>", b'<?xml version="1.0"?>' + "会".encode("gbk")])
def test_what_is_no_exchange_document_leaves_the_outcome_open(body):
    with pytest.raises(TransportError) as problem:
        ufinterface.interface(body, 200)
    assert problem.value.executed is None


def test_a_voucher_is_one_document_with_one_details_and_auxiliaries_only_where_they_belong():
    made = nc.YonyouNc(Settings(url="http://127.0.0.1:1", options={"sender": "O"}))
    lines = [
        {"detailindex": "#", "ass": {"item": {"pk_Checktype": "0004", "pk_Checkvalue": "C1"}}},
        {"detailindex": "#", "ass": {"item": {"pk_Checktype": "-", "pk_Checkvalue": "C1"}}},
    ]
    text = made.preview("journal_entry", "create", "K1", {"voucher_head": {"details": {"item": lines}}})
    assert text.count("<details>") == text.count("<ufinterface ") == text.count("<ass>") == 1
    assert '<voucher id="K1">' in text and 'replace="N"' in text and "<detailindex>2<" in text


def test_every_line_of_a_mapping_has_its_own_target():
    for rules in (*nc_rules.NC6.values(), *nc_rules.NC5.values(), *u8_rules.SITE.values(), *u8_rules.EAI.values()):
        targets = [rule.target for rule in rules]
        assert len(targets) == len(set(targets))
