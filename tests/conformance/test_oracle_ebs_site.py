"""What is E-Business Suite's own: headers, statuses, profiles of a site, no way to ask unless the site made one."""

import json
from dataclasses import replace

import dialect_scene as scene
import pytest
from conformance_oracle_ebs import CANDIDATE, prepare
from soap_server import running

scene.bare_addon("erp_connector_oracle")

from odoo.addons.erp_connector.engine.outcome import CANNOT_ASK, MISSING  # noqa: E402
from odoo.addons.erp_connector.soap.faults import outcome_of  # noqa: E402
from odoo.addons.erp_connector_oracle.engine import words  # noqa: E402
from odoo.addons.erp_connector_oracle.engine.ebs import OracleEBS  # noqa: E402

CUSTOMER_KEY, ORDER_KEY, INVOICE_KEY = "O1a2b3c4d-CU-7", "O1a2b3c4d-OR-1", "O1a2b3c4d-IN-11"
PAYMENT_KEY = "O1a2b3c4d-PA-21"
NO_FIND = {"profile": ""}


class Site:
    def __init__(self, erp, **options):
        self.erp = erp
        prepare(erp)
        settings = {**CANDIDATE.settings, "options": {**CANDIDATE.settings["options"], **options}}
        self.candidate = replace(CANDIDATE, settings=settings)
        self.outbox = scene.Outbox()
        self.outbox.links |= CANDIDATE.links

    @property
    def dialect(self):
        return OracleEBS(scene.settings_for(self.candidate, self.erp.url))

    def send(self, kind, record, document, key, action="create"):
        row = self.outbox.put(kind, action, record, document, key)
        self.outbox.drain(scene.profile_for(self.candidate, self.erp.url), seconds=5)
        return row

    def customer(self):
        assert self.send("customer", scene.CUSTOMER, scene.customer(), CUSTOMER_KEY)["state"] == "accepted"
        return self

    def order(self):
        return self.send("order", scene.ORDER, scene.order("S00001"), ORDER_KEY)


@pytest.fixture
def erp():
    with running("oracle_ebs", *CANDIDATE.options) as erp:
        yield erp


def test_the_connection_test_proves_the_login_only_where_there_is_something_to_ask(erp):
    assert "login is accepted" in Site(erp).dialect.check()
    assert "tried with a document" in Site(erp, **NO_FIND).dialect.check()


def test_without_a_procedure_of_the_site_nothing_can_be_asked_for(erp):
    assert Site(erp, **NO_FIND).dialect.ask("order", ORDER_KEY, {}) is CANNOT_ASK
    assert Site(erp).dialect.ask("order", ORDER_KEY, {}) is MISSING


def test_without_it_an_order_nobody_knows_about_goes_to_a_person(erp):
    site = Site(erp, **NO_FIND).customer()
    erp.faults({"fault": "drop_after", "operation": "process_order", "seconds": 10})
    assert site.order()["state"] == "review"
    assert len(erp.documents("order")) == 1


def test_of_a_procedure_that_stops_in_the_middle_nobody_knows_anything(erp):
    dialect = Site(erp).dialect
    erp.control("POST", "settings", {"crash": True})
    values = {"P_HEADER_REC": {"ORDER_SOURCE_ID": "1001"}}
    with pytest.raises(Exception, match="stopped in the middle") as problem:
        dialect.send("order", "create", ORDER_KEY, values)
    outcome = outcome_of(problem.value, dialect.exchange)
    assert (outcome.kind, outcome.code) == ("unknown", "UNEXPECTED")
    assert "ORA-01403" in outcome.text


def test_a_yes_without_a_number_is_a_refusal_that_nobody_explains(erp):
    site = Site(erp)
    site.outbox.links["res.partner,7"] = "4711"
    row = site.send("invoice", scene.INVOICE, scene.bill(), INVOICE_KEY)
    assert (row["state"], row["values"]["code"], row["values"]["advice"]) == ("dead", "NOT_STORED", words.GROUND)


def test_a_wrong_responsibility_is_said_by_the_gateway(erp):
    site = Site(erp, **NO_FIND, soa={"Responsibility": "OTHER", "RespApplication": "ONT"})
    row = site.send("customer", scene.CUSTOMER, scene.customer(), CUSTOMER_KEY)
    assert row["state"] == "dead" and "Responsibility" in row["values"]["text"]


def test_a_closed_order_cannot_be_cancelled_and_oracle_says_so(erp):
    site = Site(erp).customer()
    number = site.order()["values"]["external_id"]
    erp.clerk("status", number=number, status="CLOSED")
    document = scene.order("S00001") | {"external_id": number}
    row = site.send("order", scene.ORDER, document, ORDER_KEY, "cancel")
    assert row["state"] == "dead" and "closed" in row["values"]["text"]


def test_a_mapping_that_does_not_fit_the_sites_procedure_is_named(erp):
    own = {"order": {"parameters": ["P_API_VERSION_NUMBER!:number", {"P_HEADER_REC": "ORIG_SYS_DOCUMENT_REF"}]}}
    row = Site(erp, profile=json.dumps(own)).customer().order()
    assert (row["state"], row["values"]["code"], row["values"]["advice"]) == (
        *("dead", "NOT_IN_CONTRACT"),
        words.CONTRACT,
    )


def test_a_package_that_is_not_published_costs_nothing(erp):
    own = {"customer": {"package": "cux_customer_pub"}}
    dialect = Site(erp, profile=json.dumps(own)).dialect
    outcome = dialect.send("customer", "create", CUSTOMER_KEY, {"P_CUST_ACCOUNT_REC": {"ACCOUNT_NAME": "百会"}})
    assert (outcome.kind, outcome.advice) == ("unavailable", words.SERVICE)


@pytest.mark.parametrize("operation", ["create_cash", "apply"])
@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "html_500_after"])
def test_each_step_of_a_receipt_happens_once(erp, kind, operation):
    site = Site(erp).customer()
    assert site.send("invoice", scene.INVOICE, scene.bill(), INVOICE_KEY)["state"] == "accepted"
    erp.faults({"fault": kind, "operation": operation, "seconds": 10})
    money = scene.payment("1000.00", [(scene.INVOICE, "INV/2026/00011", "1000.00")])
    row = site.send("payment", scene.PAYMENT, money, PAYMENT_KEY)
    assert row["state"] == "accepted", row["values"]
    (receipt,) = erp.documents("receipt")
    assert [done["amount"] for done in receipt["applications"]] == ["1000.00"]


def test_without_a_procedure_a_receipt_that_cannot_be_applied_goes_to_a_person_with_its_number(erp):
    site = Site(erp, **NO_FIND).customer()
    assert site.send("invoice", scene.INVOICE, scene.bill(), INVOICE_KEY)["state"] == "accepted"
    money = scene.payment("99999.00", [(scene.INVOICE, "INV/2026/00011", "99999.00")])
    row = site.send("payment", scene.PAYMENT, money, PAYMENT_KEY)
    (receipt,) = erp.documents("receipt")
    assert row["state"] == "review"
    assert any(receipt["id"] in (attempt.get("text") or "") for attempt in site.outbox.attempts)


def test_the_preview_never_shows_the_password(erp):
    dialect = Site(erp).dialect
    shown = dialect.preview("customer", "create", CUSTOMER_KEY, {"P_CUST_ACCOUNT_REC": {"ACCOUNT_NAME": "百会"}})
    assert "百会" in shown and "geheim" not in shown and "SOAHeader" in shown
