"""zeep, set up as a connector sets it up, against the simulated Dolibarr."""

import pytest
import zeep
from dolibarr_client import AUTH, LINE, NS, RepairArrays, Zeep, envelope, make_order, order, xml_of
from zeep import xsd


def test_zeep_creates_customer_and_order_and_reads_it_back(erp):
    parties, orders = Zeep(erp, "thirdparty"), Zeep(erp, "order")
    made = parties.service.createThirdParty(
        authentication=AUTH,
        thirdparty=parties.struct("thirdparty", ref="百会 GmbH", ref_ext="odoo-1", client="1", status="1"),
    )
    assert made.result.result_code == "OK"
    lines = orders.client.get_type(f"{{{NS}}}LinesArray2")(
        [orders.struct("line", **LINE), orders.struct("line", **LINE)]
    )
    order_data = orders.struct("order", **order(int(made.id), ref_ext="odoo-SO-1", lines=lines))
    created = orders.service.createOrder(authentication=AUTH, order=order_data)
    assert (created.result.result_code, created.ref) == ("OK", "CO2611-0001")
    read = orders.service.getOrder(authentication=AUTH, id="", ref="", ref_ext="odoo-SO-1")
    assert (read.order.ref, read.order.total_net, read.order.thirdparty_id) == ("CO2611-0001", 200.0, int(made.id))
    assert erp.documents("thirdparty")[0]["ref"] == "百会 GmbH" and len(erp.documents("order")[0]["lines"]) == 2
    refused = orders.service.getOrder(authentication={**AUTH, "password": "wrong"}, id="1", ref="", ref_ext="")
    assert refused.result.result_code == "BAD_CREDENTIALS"
    assert refused.order is not None and refused.order.id is None  # a hollow order, not None: zeep ignores the nil


def test_a_client_that_sends_real_soap_arrays_is_understood(client, customer, erp):
    rows = "".join(xml_of("item", LINE) for _ in range(3))
    names = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:e="http://schemas.xmlsoap.org/soap/encoding/"'
    lines = f'<lines {names} i:type="e:Array" e:arrayType="x:line[3]">{rows}</lines>'.encode()
    body = envelope("createOrder", {"authentication": AUTH, "order": order(customer, lines=None)})
    assert client.post("order", body.replace(b"<lines/>", lines))[0] == 200
    assert len(erp.documents("order")[0]["lines"]) == 3


def test_skipped_argument_in_zeep_is_the_trap_it_is_in_the_real_one(erp, client, customer):
    parties = Zeep(erp, "thirdparty")
    skip = dict.fromkeys(("ref", "barcode", "profid1", "profid2"), "")
    read = parties.service.getThirdParty(authentication=AUTH, id=xsd.SkipValue, ref_ext="odoo-7", **skip)
    assert read.result.result_code == "NOT_FOUND"


def test_zeep_loses_the_lines_it_reads_unless_the_arrays_are_repaired(erp, client, customer):
    row_id = make_order(client, customer)
    as_it_comes, repaired = Zeep(erp, "order"), Zeep(erp, "order", plugins=[RepairArrays()])
    wanted = {"authentication": AUTH, "id": row_id, "ref": "", "ref_ext": ""}
    assert as_it_comes.service.getOrder(**wanted).order.lines["_value_1"] == []
    lines = repaired.service.getOrder(**wanted).order.lines["_value_1"]
    assert [line.findtext("qty") for line in lines] == ["2", "1"]
    listed = repaired.service.getOrdersForThirdParty(authentication=AUTH, idthirdparty="all").orders["_value_1"]
    assert [row.findtext("ref_ext") for row in listed] == ["SO1"]


def test_zeep_stumbles_over_the_html_page_with_anything_but_its_own_errors(erp):
    orders = Zeep(erp, "order")
    with pytest.raises(AttributeError):
        orders.service.createOrder(authentication=AUTH, order=orders.struct("order", thirdparty_id=99))


def test_zeep_reads_a_nusoap_fault(erp):
    orders = Zeep(erp, "order")
    erp.faults({"fault": "soap_fault"})
    with pytest.raises(zeep.exceptions.Fault, match="not available"):
        orders.service.validOrder(authentication=AUTH, id="1", id_warehouse="")
