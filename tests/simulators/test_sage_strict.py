"""The simulated X3 refuses what the real one would, without any client of ours in between."""

import pytest
import requests
from document_store import DocumentStore
from sage import PATHS
from sage_lines import change_lines
from sage_objects import Refused, check
from soap_server import running

GOOD = (
    "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' xmlns:x='http://www.w3.org/2001/XMLSchema-instance'"
    " xmlns:w='http://www.adonix.com/WSS' xmlns:c='http://schemas.xmlsoap.org/soap/encoding/'><e:Body>"
    "<w:query e:encodingStyle='http://schemas.xmlsoap.org/soap/encoding/'>"
    "<callContext x:type='wss:CAdxCallContext'><codeLang>ENG</codeLang><poolAlias>ODOO</poolAlias><poolId/>"
    "<requestConfig/></callContext><publicName x:type='xsd:string'>WSBPC</publicName>"
    "<objectKeys x:type='wss:ArrayOfCAdxParamKeyValue' c:arrayType='wss:CAdxParamKeyValue[1]'>"
    "<item><key>BPCNUM</key><value>1</value></item></objectKeys><listSize x:type='xsd:int'>5</listSize>"
    "</w:query></e:Body></e:Envelope>"
)


LINES = GOOD.replace("w:query", "w:deleteLines").replace(
    "<listSize x:type='xsd:int'>5</listSize>",
    "<blocKey x:type='xsd:string'>SOH4_1</blocKey>"
    "<lineKeys x:type='wss:ArrayOf_xsd_string' c:arrayType='xsd:string[1]'><item>1</item></lineKeys>",
)


@pytest.fixture(scope="module")
def erp():
    with running("sage") as erp:
        yield erp


def post(erp, body=GOOD, auth=("L", "P"), path=PATHS[0], **headers):
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'} | headers
    headers = {name: value for name, value in headers.items() if value is not None}
    return requests.post(erp.url + path, data=body.encode(), auth=auth, headers=headers, timeout=5)


def test_the_good_question_is_answered(erp):
    answer = post(erp)
    assert answer.status_code == 200 and '<status xsi:type="xsd:int">1</status>' in answer.text
    assert 'SIZE="0"' in answer.text


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("http://www.adonix.com/WSS", "http://www.adonix.com/wss"),
        (" e:encodingStyle='http://schemas.xmlsoap.org/soap/encoding/'", ""),
        (" x:type='xsd:int'", ""),
        ("CAdxParamKeyValue[1]", "CAdxParamKeyValue[2]"),
        ("<poolId/>", ""),
        ("<key>BPCNUM</key><value>1</value>", "<value>1</value><key>BPCNUM</key>"),
        ("<poolAlias>ODOO", "<poolAlias>NONE"),
        ("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"),
    ],
)
def test_one_thing_wrong_is_a_fault(erp, right, wrong):
    assert right in GOOD
    answer = post(erp, GOOD.replace(right, wrong))
    assert (answer.status_code, "Fault" in answer.text) == (500, True)


def test_the_login_the_path_and_the_header_are_looked_at(erp):
    assert post(erp, auth=("L", "x")).status_code == 401
    assert post(erp, path=PATHS[1]).status_code == 404
    assert post(erp, SOAPAction=None).status_code == 500


def test_a_service_that_is_not_published_is_a_status_and_not_a_fault(erp):
    answer = post(erp, GOOD.replace("WSBPC", "WSXYZ"))
    assert answer.status_code == 200 and '<status xsi:type="xsd:int">0</status>' in answer.text


def test_lines_are_deleted_by_an_array_of_texts(erp):
    answer = post(erp, LINES)
    assert answer.status_code == 200 and "The record does not exist" in answer.text
    assert post(erp, LINES.replace("xsd:string[1]", "xsd:string[2]")).status_code == 500
    assert post(erp, LINES.replace("blocKey", "blockKey")).status_code == 500


@pytest.mark.parametrize(
    ("changes", "words"),
    [({1: {"ITMREF": "B"}}, "product cannot"), ({4: {"ITMREF": "A"}}, "does not exist"), ({2: {"QTY": "9"}}, "")],
)
def test_a_line_keeps_its_product_and_a_new_one_stands_behind_the_last(changes, words):
    lines = [{"ITMREF": "A", "QTY": "1"}, {"ITMREF": "A", "QTY": "2"}]
    if not words:
        change_lines(lines, changes)
        assert lines[1]["QTY"] == "9"
        return
    with pytest.raises(Refused, match=words):
        change_lines(lines, changes)


def test_a_payment_is_spread_to_the_cent_over_what_is_open():
    store = DocumentStore()
    with store.transaction():
        store.put("customer", "C1", {})
        item = {"TYP": "INV", "NUM": "I1", "BPR": "C1", "AMTCUR": "10.00", "PAYCUR": "4.00"}
        store.put("open_item", "I1", {"DUD0_1": item})
    for amount, total, words in (("6.00", "6.00", ""), ("6.01", "6.01", "more than is open"), ("5.99", "6.00", "0.01")):
        line = {"DENCOD": "REC", "VCRTYP": "INV", "VCRNUM": "I1", "AMTLIN": amount}
        row = {"PAY1_1": {"FCY": "SH1", "BPR": "C1"}, "PAY1_4": [line]}
        row["PAY1_2"] = {"BAN": "BNK1", "ACCDAT": "20261122", "AMTCUR": total}
        if not words:
            check(store, "payment", row, True)
            continue
        with pytest.raises(Refused, match=words):
            check(store, "payment", row, True)
