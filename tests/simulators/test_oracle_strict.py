"""The simulated Oracles take only what the real ones would take: each message is right but for one thing."""

import http.client

import pytest
from soap_launcher import running

WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
TEXT = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
RECEIPTS = "http://xmlns.oracle.com/apps/financials/receivables/receipts/shared/standardReceiptService/commonService/"
PACKAGE = "http://xmlns.oracle.com/apps/ar/soaprovider/plsql/ar_receipt_api_pub/"
FOUND = (
    "<find:fetchStart>0</find:fetchStart><find:fetchSize>10</find:fetchSize>"
    "<find:excludeAttribute>false</find:excludeAttribute>"
)
FIND = (
    f'<s:Envelope xmlns:s="{SOAP}"><s:Header/><s:Body><t:findStandardReceipt xmlns:t="{RECEIPTS}types/"'
    f' xmlns:find="http://xmlns.oracle.com/adf/svc/types/"><t:findCriteria>{FOUND}</t:findCriteria>'
    "<t:findControl><find:retrieveAllTranslations>false</find:retrieveAllTranslations></t:findControl>"
    "</t:findStandardReceipt></s:Body></s:Envelope>"
)
APPLY = (
    f'<s:Envelope xmlns:s="{SOAP}"><s:Header><w:Security xmlns:w="{WSS}" s:mustUnderstand="1"><w:UsernameToken>'
    f'<w:Username>L</w:Username><w:Password Type="{TEXT}">P</w:Password></w:UsernameToken></w:Security>'
    f'<o:SOAHeader xmlns:o="{PACKAGE}"><o:Responsibility>ORDER_MGMT</o:Responsibility>'
    "<o:RespApplication>ONT</o:RespApplication></o:SOAHeader></s:Header><s:Body>"
    f'<InputParameters xmlns="{PACKAGE}apply/"><P_API_VERSION>1.0</P_API_VERSION>'
    "<P_COMMIT>T</P_COMMIT><P_CASH_RECEIPT_ID>1</P_CASH_RECEIPT_ID><P_AMOUNT_APPLIED>5</P_AMOUNT_APPLIED></InputParameters></s:Body></s:Envelope>"
)
START = "<find:fetchStart>0</find:fetchStart>"
VERSION, RECEIPT = "<P_API_VERSION>1.0</P_API_VERSION>", "<P_CASH_RECEIPT_ID>1</P_CASH_RECEIPT_ID>"


@pytest.fixture(scope="module")
def fusion():
    with running("oracle_fusion", "--auth", "bearer", "--token", "T") as erp:
        yield erp


@pytest.fixture(scope="module")
def suite():
    with running("oracle_ebs") as erp:
        yield erp


def post(erp, path, action, text, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", erp.port, timeout=10)
    try:
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'} | headers
        connection.request("POST", path, text.encode(), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def find(fusion, old="", new="", action=f"{RECEIPTS}findStandardReceipt", token="T"):
    assert old in FIND
    text = FIND.replace(old, new) if old else FIND
    return post(fusion, "/fscmService/StandardReceiptService", action, text, Authorization=f"Bearer {token}")


def apply(suite, old="", new=""):
    assert old in APPLY
    path = "/webservices/SOAProvider/plsql/ar_receipt_api_pub/"
    return post(suite, path, path, APPLY.replace(old, new) if old else APPLY)


def test_the_message_that_is_right_is_taken(fusion, suite):
    assert find(fusion)[0] == 200
    assert "X_RETURN_STATUS" in apply(suite)[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (START, ""),
        (START, f"{START}{START}"),
        (START, "<find:fetchStart>first</find:fetchStart>"),
        (f"{START}<find:fetchSize>10</find:fetchSize>", f"<find:fetchSize>10</find:fetchSize>{START}"),
        ("svc/types/", "svc/types"),
        (f"{RECEIPTS}types/", RECEIPTS),
        ("</t:findStandardReceipt>", "<t:more/></t:findStandardReceipt>"),
    ],
)
def test_fusion_refuses_what_is_not_in_its_contract(fusion, old, new):
    status, answer = find(fusion, old, new)
    assert status == 500 and "Fault" in answer


def test_fusion_refuses_a_wrong_action_and_a_wrong_token(fusion):
    assert find(fusion, action="findStandardReceipt")[0] == 500
    assert find(fusion, token="other")[0] == 401


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (VERSION, ""),
        (f"{VERSION}<P_COMMIT>T</P_COMMIT>", f"<P_COMMIT>T</P_COMMIT>{VERSION}"),
        (RECEIPT, "<P_CASH_RECEIPT_ID>one</P_CASH_RECEIPT_ID>"),
        (f"{PACKAGE}apply/", PACKAGE),
        (f'xmlns:o="{PACKAGE}"', f'xmlns:o="{PACKAGE}apply/"'),
        ("<o:Responsibility>ORDER_MGMT", "<o:Responsibility>OTHER"),
        (f' Type="{TEXT}"', ""),
        (' s:mustUnderstand="1"', ""),
        (">P</w:Password>", ">Q</w:Password>"),
    ],
)
def test_the_gateway_refuses_what_is_not_in_its_contract(suite, old, new):
    status, answer = apply(suite, old, new)
    assert status == 500 and "Fault" in answer
