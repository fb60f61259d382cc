"""The simulated Dolibarr keeps the habits of the real one, good and bad."""

import http.client
import time

import pytest
from dolibarr_client import AUTH, LINE, NS, Zeep, envelope, make_order, order
from lxml import etree

# the contract


def test_wsdl_is_rpc_encoded_and_names_the_host_the_client_used(erp):
    connection = http.client.HTTPConnection("127.0.0.1", erp.port)
    connection.request("GET", "/webservices/server_order.php?wsdl", headers={"Host": "erp.example:8080"})
    answer = connection.getresponse()
    text = answer.read().decode("latin-1")
    assert answer.headers["Content-Type"] == "text/xml; charset=ISO-8859-1"
    assert 'location="http://erp.example:8080/webservices/server_order.php"' in text
    assert '<xsd:import namespace="http://schemas.xmlsoap.org/soap/encoding/" />' in text
    assert f'soapAction="{NS}#createOrder"' in text and 'use="encoded"' in text and 'style="rpc"' in text


@pytest.mark.parametrize("service", ["thirdparty", "order", "invoice", "productorservice", "payment"])
def test_zeep_loads_every_service_without_the_network(erp, service):
    assert Zeep(erp, service).client.wsdl.services


def test_zeep_transport_refuses_foreign_hosts(erp):
    with pytest.raises(PermissionError):
        Zeep(erp, "order").client.transport.load("http://foreign.invalid/x.xsd")


# who may come in


def test_wrong_key_is_refused_at_once_and_wrong_password_late(client):
    started = time.perf_counter()
    assert client.call("getOrder", authentication={**AUTH, "dolibarrkey": "x"})[1] == "BAD_VALUE_FOR_SECURITY_KEY"
    assert time.perf_counter() - started < 0.1
    assert client.call("getOrder", authentication={**AUTH, "password": "x"}, id=1)[1] == "BAD_CREDENTIALS"
    assert time.perf_counter() - started > 0.2
    assert client.call("getOrder", authentication={**AUTH, "login": "x"}, id=1)[1] == "BAD_CREDENTIALS"
    assert client.call("getOrder", authentication={**AUTH, "entity": "x"}, id=1)[1] == "BAD_PARAMETERS"


def test_missing_name_hides_the_wrong_key(client):
    assert client.call("createThirdParty", authentication={**AUTH, "dolibarrkey": "x"}, thirdparty={"id": 1})[1] == "KO"


def test_php_dies_without_authentication_or_without_the_document(client):
    assert client.post("order", envelope("getOrder", {}))[:2] == (500, b"")
    assert client.post("order", envelope("createOrder", {"authentication": AUTH}))[:2] == (500, b"")
    assert client.post("order", envelope("createOrder", {"authentication": AUTH, "order": ""}))[:2] == (500, b"")


# what a message must look like


def faultstring(answer):
    status, body, headers = answer
    root = etree.fromstring(body)
    assert (status, root.findtext(".//faultcode")) == (500, "SOAP-ENV:Client")
    assert headers["X-SOAP-Server"].startswith("NuSOAP")
    return root.findtext(".//faultstring")


def test_bad_messages_end_in_a_client_fault(client):
    good = envelope("getOrder", {"authentication": AUTH, "id": 1})
    assert "error in msg parsing" in faultstring(client.post("order", good[:-20]))
    assert "error in msg parsing" in faultstring(client.post("order", b""))
    gbk = {"Content-Type": "text/xml; charset=GBK"}
    assert "US-ASCII" in faultstring(client.post("order", good.replace(b'"utf-8"', b'"GBK"'), gbk))
    assert "XML declaration" in faultstring(client.post("order", good, {"Content-Type": "text/xml; charset=US-ASCII"}))
    soap12 = envelope("getOrder", {"authentication": AUTH}, soap="http://www.w3.org/2003/05/soap-envelope")
    assert "SOAP 1.1" in faultstring(client.post("order", soap12))
    assert "namespace" in faultstring(client.post("order", envelope("getOrder", {}, ns="urn:other")))
    bomb = b'<!DOCTYPE x [<!ENTITY e "1">]>' + good.partition(b"?>")[2]
    assert "document type" in faultstring(client.post("order", bomb))
    assert "Operation ''" in faultstring(client.post("order", good, {"Content-Type": "application/soap+xml"}))


def test_unknown_operation_is_a_fault_unless_the_soap_action_knows_better(client):
    unknown = envelope("dropOrder", {"authentication": AUTH, "id": 5})
    assert "dropOrder" in faultstring(client.post("order", unknown))
    status, body, _headers = client.post("order", unknown, {"SOAPAction": f'"{NS}#getOrder"'})
    assert status == 200 and b"getOrderResponse" in body and b"NOT_FOUND" in body


def test_tolerant_server_forgives_namespaces(erp, client):
    erp.control("POST", "settings", {"tolerant": True})
    try:
        body = envelope("getOrder", {"authentication": AUTH, "id": 5}, ns="urn:other")
        assert b"NOT_FOUND" in client.post("order", body)[1]
    finally:
        erp.control("POST", "settings", {"tolerant": False})


def test_arguments_count_by_position_so_one_left_out_shifts_the_rest(client, customer):
    assert client.ok("getThirdParty", id="", ref="", ref_ext="odoo-7").findtext(".//thirdparty/ref") == "Acme"
    assert client.call("getThirdParty", ref_ext="odoo-7")[1] == "NOT_FOUND"  # taken for an id
    assert client.ok("getThirdParty", ref_ext=customer).findtext(".//thirdparty/ref") == "Acme"


# third parties


def test_ref_ext_is_not_unique_and_then_the_third_party_cannot_be_read(client, customer):
    client.ok("createThirdParty", thirdparty={"ref": "Acme again", "ref_ext": "odoo-7", "client": 1})
    assert client.call("getThirdParty", id="", ref="", ref_ext="odoo-7")[1] == "DUPLICATE_FOUND"


def test_get_wants_one_key_only(client, customer):
    assert client.call("getThirdParty", id=customer, ref="", ref_ext="odoo-7")[1] == "BAD_PARAMETERS"
    assert client.call("getThirdParty", id="", ref="", ref_ext="")[1] == "NOT_FOUND"
    assert client.call("getThirdParty", id=77)[1] == "NOT_FOUND"


def test_update_empties_what_is_left_out(client, customer):
    client.ok("updateThirdParty", thirdparty={"id": customer, "ref": "Acme Ltd", "email": "a@example.com"})
    root = client.ok("getThirdParty", id=customer)
    assert root.findtext(".//thirdparty/email") == "a@example.com" and root.find(".//thirdparty/ref_ext") is None
    assert client.call("updateThirdParty", thirdparty={"id": 99, "ref": "x"})[1] == "NOT_FOUND"
    assert client.call("updateThirdParty", thirdparty={"ref": "x"})[1] == "KO"


def test_customer_code_auto_numbers_and_a_used_one_is_refused(client, erp):
    client.ok("createThirdParty", thirdparty={"ref": "A", "customer_code": "auto", "country_code": "DE"})
    stored = erp.documents("thirdparty")[0]
    assert stored["customer_code"].startswith("CU") and stored["country_id"] == "5"
    again = {"ref": "B", "customer_code": stored["customer_code"]}
    assert client.call("createThirdParty", thirdparty=again)[1] == "KO"


def test_third_party_with_orders_cannot_be_deleted(client, customer, erp):
    make_order(client, customer)
    assert client.call("deleteThirdParty", id=customer)[1] == "KO"
    other = client.ok("createThirdParty", thirdparty={"ref": "Other"}).findtext(".//id")
    client.ok("deleteThirdParty", id=other)
    assert len(erp.documents("thirdparty")) == 1


def test_lists_are_malformed_arrays(client, customer):
    root = client.ok("getListOfThirdParties", filterthirdparty={"client": 1})
    parties = root.find(".//thirdparties")
    assert parties.get("{http://schemas.xmlsoap.org/soap/encoding/}arrayType") == ":[1]"
    assert parties[0].tag == "item" and parties[0].get("{http://www.w3.org/2001/XMLSchema-instance}type") == "xsd:"
    assert not len(client.ok("getListOfThirdParties", filterthirdparty={"client": 2}).find(".//thirdparties"))


# orders


def test_order_is_validated_numbered_and_summed(client, customer, erp):
    root = client.ok("createOrder", order=order(customer, lines={"line": [LINE, LINE]}, ref_client="PO 5"))
    assert root.findtext(".//ref") == "CO2611-0001"
    read = client.ok("getOrder", id="", ref="CO2611-0001")
    assert read.findtext(".//order/total_net") == "200.00000000" and read.findtext(".//order/status") == "1"
    assert read.findtext(".//order/total") == "240.00000000" and read.find(".//order/ref_client") is None
    lines = read.find(".//lines")
    assert lines.get("{http://schemas.xmlsoap.org/soap/encoding/}arrayType") == ":[2]" and len(lines) == 2
    assert lines[0].findtext("unitprice") == "50.00000000" and lines[0].findtext("product_id") == "999"


def test_draft_order_has_a_provisional_reference(client, customer):
    root = client.ok("createOrder", order=order(customer, status=0, lines={"line": LINE}))
    assert root.findtext(".//ref") == f"(PROV{root.findtext('.//id')})"


def test_order_without_date_or_lines_is_accepted(client, customer):
    client.ok("createOrder", order={"thirdparty_id": customer})


def test_order_for_an_unknown_third_party_ends_in_an_html_page(client, erp):
    status, body, headers = client.post("order", envelope("createOrder", {"authentication": AUTH, "order": order(99)}))
    assert (status, headers["Content-Type"]) == (500, "text/xml; charset=UTF-8")
    assert body.startswith(b"Dolibarr has detected a technical error.<br>") and erp.documents("order") == []


def test_two_orders_share_a_ref_ext_and_the_older_one_answers(client, customer, erp):
    first = make_order(client, customer)
    make_order(client, customer)
    assert client.ok("getOrder", id="", ref="", ref_ext="SO1").findtext(".//order/id") == first
    assert len(erp.documents("order")) == 2
    listed = client.ok("getOrdersForThirdParty", idthirdparty="all").findall(".//orders/item")
    assert [row.findtext("ref_ext") for row in listed] == ["SO1", "SO1"] and listed[0].findtext("socid") == customer


def test_valid_order_says_nothing_whatever_happens(client, customer):
    draft = make_order(client, customer, status=0)
    wrong_key = {**AUTH, "dolibarrkey": "x"}
    bodies = {
        client.post("order", envelope("validOrder", {"authentication": auth, "id": row_id}))[:2]
        for auth, row_id in ((AUTH, draft), (AUTH, 4711), (wrong_key, draft))
    }
    assert len(bodies) == 1
    status, body = bodies.pop()
    result = etree.fromstring(body).find(".//result")
    assert status == 200 and len(result) == 0 and result.text is None
    assert client.ok("getOrder", id=draft).findtext(".//order/ref") == "CO2611-0001"


def test_update_order_moves_states_and_refuses_to_stand_still(client, customer):
    row_id = make_order(client, customer)

    def code(**values):
        return client.call("updateOrder", order={"id": row_id, **values})[1]

    assert [code(status=1), code(billed=1), code(billed=1), code(status=3)] == ["KO", "OK", "KO", "OK"]
    assert client.ok("getOrder", id=row_id).findtext(".//order/status") == "3"
    assert [code(status=0), code(status=-1)] == ["OK", "OK"]
    assert client.ok("getOrder", id=row_id).findtext(".//order/status") == "-1"
    assert client.call("updateOrder", order={"id": 99, "status": 1})[1] == "NOT_FOUND"
    assert client.call("updateOrder", order={"status": 1})[1] == "KO"


# invoices, payments, products


def test_invoice_from_an_order_is_a_draft_without_the_external_reference(client, customer):
    row_id = make_order(client, customer)
    root = client.ok("createInvoiceFromOrder", id_order=row_id)
    assert root.findtext(".//ref") == "(PROV1)" and not root.findtext(".//ref_ext")
    assert client.ok("getInvoice", id=root.findtext(".//id")).findtext(".//invoice/status") == "0"
    assert client.call("createInvoiceFromOrder", id_order=99)[1] == "NOT_FOUND"
    assert client.call("createInvoiceFromOrder", id_order="")[1] == "KO"


def test_invoice_totals_are_what_the_lines_say_and_a_payment_closes_it(client, customer, erp):
    lines = {"line": {**LINE, "total_net": 100, "total_vat": 20, "total": 120}}
    invoice = {
        "ref_ext": "INV1",
        "thirdparty_id": customer,
        "date": "2026-11-22",
        "type": 0,
        "status": 1,
        "lines": lines,
    }
    root = client.ok("createInvoice", invoice=invoice)
    row_id = root.findtext(".//id")
    assert (root.findtext(".//ref"), root.findtext(".//ref_ext")) == ("FA2611-0001", "INV1")
    payment = {"amount": 20, "thirdparty_id": customer, "invoice_id": row_id}
    client.ok("createPayment", payment=payment)
    assert client.ok("getInvoice", id=row_id).findtext(".//invoice/status") == "1"
    client.ok("createPayment", payment={**payment, "amount": 100})
    read = client.ok("getInvoice", id="", ref="", ref_ext="INV1")
    assert (read.findtext(".//invoice/status"), read.findtext(".//invoice/total")) == ("2", "120.00000000")
    assert client.call("createPayment", payment={**payment, "invoice_id": 99})[1] == "KO"
    assert len(erp.documents("payment")) == 2


def test_invoice_needs_a_key_and_a_date(client, customer):
    assert client.call("createInvoice", invoice={"thirdparty_id": customer, "date": "2026-11-22"})[1] == "KO"
    assert client.call("createInvoice", invoice={"thirdparty_id": customer, "ref_ext": "x"})[1] == "KO"


def test_listing_invoices_is_broken(client):
    assert client.call("getInvoicesForThirdParty", idthirdparty="all")[1] == "DB_ERROR_NOSUCHFIELD"
    assert client.call("getInvoicesForThirdParty", idthirdparty="")[1] == "BAD_PARAMETERS"


def test_impossible_invoice_step_is_answered_ok(client, customer):
    make_order(client, customer)
    row_id = client.ok("createInvoiceFromOrder", id_order=1).findtext(".//id")
    assert client.ok("updateInvoice", invoice={"id": row_id, "status": 1}).findtext(".//ref").startswith("FA")
    client.ok("updateInvoice", invoice={"id": row_id, "status": 1})
    client.ok("updateInvoice", invoice={"id": row_id, "status": 2, "close_code": "badcustomer"})
    assert client.ok("getInvoice", id=row_id).findtext(".//invoice/close_code") == "badcustomer"
    assert client.call("updateInvoice", invoice={"id": 99, "status": 1})[1] == "NOT_FOUND"


def test_stock_can_be_read_but_not_written(client, erp):
    product = {"ref": "CHAIR", "label": "Chair", "price_net": 50, "vat_rate": 20, "stock_real": 12, "status_tosell": 1}
    row_id = client.ok("createProductOrService", product=product).findtext(".//id")
    client.ok("updateProductOrService", product={**product, "id": row_id})
    assert client.ok("getProductOrService", ref_ext=row_id).findtext(".//product/stock_real") == "0"
    erp.clerk("set_stock", product_id=int(row_id), quantity=12)
    read = client.ok("getProductOrService", id="", ref="CHAIR")
    assert (read.findtext(".//stock_real"), read.findtext(".//product/price")) == ("12", "60.00000000")
    assert client.call("createProductOrService", product=product)[1] == "KO"
    assert client.call("createProductOrService", product={**product, "ref": "X", "price": 5})[1] == "KO"
    assert len(client.ok("getListOfProductsOrServices", filterproduct={"type": ""}).findall(".//item")) == 1
