"""What SAP says, late and in its own envelopes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.addons.erp_connector.engine import inbound_contract
from odoo.addons.erp_connector.engine.dialect import Settings
from odoo.addons.erp_connector.engine.inbound_xml import Refusal
from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_sap.engine import ecc_reading, s4_reading, wire, words
from odoo.addons.erp_connector_sap.engine.ecc_functions import FUNCTIONS
from odoo.addons.erp_connector_sap.engine.s4 import SapS4

SLS = "http://sap.com/xi/SD-SLS"
LOG = (
    "<Log><MaximumLogItemSeverityCode>{worst}</MaximumLogItemSeverityCode>"
    "<Item><TypeID>609(RW)</TypeID><SeverityCode>{worst}</SeverityCode><Note>Error in document: BKPFF</Note></Item>"
    "<Item><TypeID>102(F5)</TypeID><SeverityCode>{worst}</SeverityCode><Note>Customer 2 is not defined</Note></Item></Log>"
)


def confirmation(reference="O1-OR-42-c0", number="1001", worst="1", header="<UUID>u-1</UUID>"):
    order = f"<SalesOrderID>{number}</SalesOrderID>" if number else ""
    return etree.fromstring(
        f'<n0:SalesOrderBulkConfirmation xmlns:n0="{SLS}"><MessageHeader>{header}</MessageHeader><SalesOrderConfirmation>'
        f"<MessageHeader><ReferenceID>{reference}</ReferenceID></MessageHeader>{order}{LOG.format(worst=worst)}"
        "</SalesOrderConfirmation></n0:SalesOrderBulkConfirmation>"
    )


def journal(number, worst, company="1710", year="2026"):
    body = etree.fromstring(
        f"<a><JournalEntryCreateConfirmation><AccountingDocument>{number}</AccountingDocument><CompanyCode>{company}"
        f"</CompanyCode><FiscalYear>{year}</FiscalYear></JournalEntryCreateConfirmation>{LOG.format(worst=worst)}</a>"
    )
    return s4_reading.journal_answer(wire.Answer(200, body))


def test_a_confirmation_names_document_and_sending():
    (pushed,) = s4_reading.confirmations(confirmation())
    assert (pushed.kind, pushed.remote_id, pushed.message_id) == ("confirmation", "O1-OR-42", "u-1")
    document = pushed.document
    assert (document["result"], document["external_id"], document["sending"]) == ("accepted", "1001", "c0")


def test_a_log_of_severity_3_is_a_refusal_in_saps_words_with_advice():
    (pushed,) = s4_reading.confirmations(confirmation(number="", worst="3"))
    document = pushed.document
    assert (document["result"], document["code"], document["text"]) == (
        "refused",
        "102(F5)",
        "Customer 2 is not defined",
    )
    assert document["advice"] == words.NO_CUSTOMER


def test_a_change_that_failed_is_refused_although_the_document_has_a_number():
    (pushed,) = s4_reading.confirmations(confirmation("O1-OR-42-u3", worst="3"))
    assert (pushed.document["result"], pushed.document["sending"]) == ("refused", "u3")


def test_a_yes_without_a_number_is_no_yes_for_a_new_document_and_one_for_a_change():
    (created,) = s4_reading.confirmations(confirmation(number=""))
    (changed,) = s4_reading.confirmations(confirmation("O1-OR-42-u3", number=""))
    assert (created.document["result"], created.document["code"]) == ("refused", "NO_NUMBER")
    assert (changed.document["result"], changed.document["external_id"]) == ("accepted", "")


@pytest.mark.parametrize("reference", ["elsewhere", "", "MSG-2026-1", "O1-OR-42"])
def test_a_confirmation_of_somebody_elses_message_is_refused(reference):
    with pytest.raises(Refusal):
        s4_reading.confirmations(confirmation(reference))


def test_a_confirmation_without_an_id_of_its_own_is_known_by_its_content():
    once, again = (s4_reading.confirmations(confirmation(header=""))[0].message_id for _twice in range(2))
    other = s4_reading.confirmations(confirmation(header="", number="1002"))[0].message_id
    assert once == again != other
    assert inbound_contract.MESSAGE_ID.match(once)


@pytest.mark.parametrize(
    "number, worst, kind",
    [("0100000008", "1", "accepted"), ("0000000000", "3", "refused"), (" ", "3", "refused"), ("", "1", "unknown")]
    + [("0100000008", "3", "unknown")],
)
def test_an_http_200_proves_nothing(number, worst, kind):
    outcome = journal(number, worst)
    assert outcome.kind == kind
    if kind == "accepted":
        assert (outcome.external_id, outcome.external_ref) == ("1710-0100000008-2026", "0100000008")
    if kind == "refused":
        assert outcome.code == "102(F5)" and outcome.advice == words.NO_CUSTOMER


def test_only_an_empty_receipt_is_a_delivery():
    assert SapS4._delivered(wire.read(202, b"")).kind == "sent"
    assert SapS4._delivered(wire.read(200, b" \n")).kind == "sent"
    fault = (
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:%s</faultcode>'
    )
    fault += b"<faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>"
    assert SapS4._delivered(wire.read(500, fault % b"Client")).kind == "refused"
    assert SapS4._delivered(wire.read(500, fault % b"Server")).kind == "unknown"
    for status, content in ((200, b"<html>Logon"), (500, b""), (200, b"<a/>"), (503, b"<html/>")):
        with pytest.raises(TransportError):
            wire.read(status, content)


@given(st.binary(max_size=200))
def test_no_answer_whatsoever_is_taken_for_a_delivery_but_an_empty_one(content):
    try:
        answer = wire.read(200, content)
    except TransportError:
        return
    assert answer.body is None and not content.strip()


def test_news_of_an_order_say_where_it_stands():
    element = etree.fromstring(
        f'<n0:SalesOrderBulkReplicationRequest xmlns:n0="{SLS}"><MessageHeader><ID>m1</ID>'
        "<CreationDateTime>2026-11-22T08:00:00Z</CreationDateTime></MessageHeader><SalesOrder>"
        "<SalesOrderID>1001</SalesOrderID><ExternalDocumentID>O1-OR-42</ExternalDocumentID>"
        "<OverallSDProcessStatus>B</OverallSDProcessStatus><OverallDeliveryStatus>C</OverallDeliveryStatus>"
        "</SalesOrder></n0:SalesOrderBulkReplicationRequest>"
    )
    reader = SapS4.pushes.get(element.tag)
    (pushed,) = reader(element)
    assert (pushed.kind, pushed.document["status"]) == ("order_status", "shipped")
    assert pushed.document["changed_at"].startswith("2026-11-22 08:00:00")


def test_only_saps_own_namespaces_are_read():
    assert SapS4.pushes.get("{urn:crm-extended:erp:inbound:1}pushConfirmation") is None
    assert SapS4.pushes.get("{http://sap.com/xi/SD-SLS}Whatever") is None
    assert SapS4.pushes.get("{http://sap.com/xi/SAPSCORE/SFIN}JournalEntryBulkCreateConfirmation")


def test_a_resend_is_the_same_message_and_another_sending_another():
    def address(mark):
        dialect = SapS4(Settings(url="https://sap.example.com", company="100"))
        return dialect._address("order", f"O1-OR-42-{mark}")

    assert address("c0") == address("c0") != address("c0.1")
    assert "sap-client=100&MessageId=" in address("c0")


def ecc_answer(body):
    return wire.Answer(200, etree.fromstring(f"<r>{body}</r>"))


@pytest.mark.parametrize(
    "body, kind",
    [
        ("<SALES_NO>0000004711</SALES_NO><DETAIL_MESSAGE/>", "accepted"),
        ("<SALES_NO>0000004711</SALES_NO><DETAIL_MESSAGE><item><TYPE>W</TYPE></item></DETAIL_MESSAGE>", "accepted"),
        (
            "<SALES_NO/><DETAIL_MESSAGE><item><TYPE>E</TYPE><ID>V1</ID><NUMBER>382</NUMBER></item></DETAIL_MESSAGE>",
            "refused",
        ),
        ("<SALES_NO>1</SALES_NO><DETAIL_MESSAGE><item><TYPE>A</TYPE></item></DETAIL_MESSAGE>", "refused"),
        ("<SALES_NO>0000000000</SALES_NO>", "unknown"),
        ("<DETAIL_MESSAGE><item><TYPE>E</TYPE><ID>VU</ID><NUMBER>042</NUMBER></item></DETAIL_MESSAGE>", "unavailable"),
    ],
)
def test_return_says_what_became_of_it(body, kind):
    assert ecc_reading.outcome(ecc_answer(body), FUNCTIONS["order_create"]).kind == kind


@given(st.sets(st.integers(1, 10**6).map(lambda n: f"{n:010d}"), max_size=120))
def test_pages_go_through_everything_once(ids):
    seen, cursor, more = [], {}, True
    while more:
        page = ecc_reading.page(ids, cursor, lambda one: [one])
        seen, cursor, more = seen + page.changes, page.cursor, page.more
    assert seen == sorted(ids) and cursor == {}
