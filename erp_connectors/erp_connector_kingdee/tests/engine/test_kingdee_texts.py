"""Kingdee's messages and answers, without any network."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine.dialect import Settings
from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_facade.engine.site_text import parse_xml
from odoo.addons.erp_connector_kingdee.engine import axis, eas, k3_ledger, k3_rows, k3_wire, k3cloud, vouchers, words

TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co")), max_size=40)


@pytest.mark.parametrize("module", [axis, vouchers, words, k3_ledger, k3_rows, k3_wire])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


@pytest.mark.parametrize("dialect", [eas.KingdeeEas, k3cloud.K3Cloud])
def test_each_dialect_ships_a_mapping_for_everything_it_sends(dialect):
    assert all(dialect.default_mapping(kind) for kind in dialect.flows_out)
    maps = {rule.map_name for kind in dialect.flows_out for rule in dialect.default_mapping(kind) if rule.map_name}
    assert maps <= set(dialect.default_maps())


@given(TEXT)
def test_every_text_survives_the_voucher(text):
    rows = [{"voucherAbstract": text, "entrySeq": 1, "debitAmount": "1.50"}]
    root = parse_xml(axis.request(axis.LEDGER, "importVoucher", [("col", rows), ("isSubmit", 0)], "S"))
    found = root.find(".//voucherAbstract").text or ""
    # XML knows one kind of line end.
    assert found == text or found == text.replace("\r\n", "\n").replace("\r", "\n")
    assert root.find(".//entrySeq").get(f"{{{axis.XSI}}}type") == "xsd:int"
    assert root.findtext(f".//{{{axis.LOGIN}}}SessionId") == "S"


REPLY = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><r><loginReturn href="#a"/></r>{}</e:Body>'
    "</e:Envelope>"
)


def test_references_are_followed_and_circles_end():
    found, follow = axis.answer("login", 200, REPLY.format('<m id="a"><sessionId>S1</sessionId></m>').encode())
    assert axis.members(found, follow)["sessionId"] == "S1"
    found, follow = axis.answer("login", 200, REPLY.format('<m id="a" href="#b"/><m id="b" href="#a"/>').encode())
    assert axis.members(found, follow) == {}


@pytest.mark.parametrize(("status", "body"), [(200, b""), (500, b"<html>"), (200, b"<!DOCTYPE x []><e/>")])
def test_what_is_no_answer_leaves_the_outcome_open(status, body):
    with pytest.raises(TransportError) as problem:
        axis.answer("login", status, body)
    assert problem.value.executed is None
    with pytest.raises(TransportError) as problem:
        k3_wire.parsed(status, body)
    assert problem.value.executed is None


def test_a_result_string_with_missing_parts_is_read_as_far_as_it_goes():
    said = vouchers.said("1002")
    assert (said.ok, said.code, said.number) == (False, "1002", "")


def test_only_a_voucher_with_our_whole_key_is_ours():
    texts = ["记||0001||O1-JO-3", "记||0002||O1-JO-31", "记||0003||O1-JO-3"]
    assert [number for _kind, number in vouchers.found(texts, vouchers.FOUND_PARTS, "O1-JO-3")] == ["0001", "0003"]


def test_a_balance_with_other_columns_than_described_is_not_guessed_at():
    dialect = eas.KingdeeEas(Settings(url="http://127.0.0.1:1", options={}))
    with pytest.raises(TransportError) as problem:
        dialect._open_item(["C1", "百会", "100"], "2026-11-22")
    assert "columns" in str(problem.value)


def test_a_lost_session_is_told_from_a_refusal():
    lost = {"Result": {"ResponseStatus": {"IsSuccess": False, "MsgCode": 1, "Errors": []}}}
    with pytest.raises(k3_wire.SessionLost):
        k3_wire.status_of(lost)
    with pytest.raises(k3_wire.SessionLost):
        k3_wire.rows_of([[lost]])
    refused = {"Result": {"ResponseStatus": {"IsSuccess": False, "MsgCode": 9, "Errors": [{"Message": "不存在"}]}}}
    assert (k3_wire.status_of(refused).ok, k3_wire.status_of(refused).text) == (False, "不存在")


@pytest.mark.parametrize("answer", [{}, [], {"Result": None}, {"Result": {"ResponseStatus": {}}}])
def test_an_answer_without_a_status_is_no_yes(answer):
    with pytest.raises(TransportError):
        k3_wire.status_of(answer)
