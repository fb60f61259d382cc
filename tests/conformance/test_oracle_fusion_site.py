"""What is Fusion's own: faults, logins, two-step receipts, jobs that import journals, numbers of invoices."""

from dataclasses import replace

import dialect_scene as scene
import pytest
from conformance_oracle_fusion import CANDIDATE, prepare
from soap_server import running

scene.bare_addon("erp_connector_oracle")

from odoo.addons.erp_connector.engine.outcome import CANNOT_ASK, MISSING  # noqa: E402
from odoo.addons.erp_connector.soap.faults import outcome_of  # noqa: E402
from odoo.addons.erp_connector_oracle.engine import words  # noqa: E402
from odoo.addons.erp_connector_oracle.engine.fusion import OracleFusion  # noqa: E402

CUSTOMER_KEY, ORDER_KEY, INVOICE_KEY = "O1a2b3c4d-CU-7", "O1a2b3c4d-OR-1", "O1a2b3c4d-IN-11"
PAYMENT_KEY, JOURNAL_KEY = "O1a2b3c4d-PA-21", "O1a2b3c4d-JO-31"


class Site:
    """An ERP, a backend with options, an outbox with the customer in it."""

    def __init__(self, erp, **options):
        self.erp = erp
        prepare(erp)
        settings = {**CANDIDATE.settings, "options": {**CANDIDATE.settings["options"], **options}}
        self.candidate = replace(CANDIDATE, settings=settings)
        self.outbox = scene.Outbox()
        self.outbox.links |= CANDIDATE.links

    @property
    def dialect(self):
        return OracleFusion(scene.settings_for(self.candidate, self.erp.url))

    def send(self, kind, record, document, key):
        row = self.outbox.put(kind, "create", record, document, key)
        self.outbox.drain(scene.profile_for(self.candidate, self.erp.url), seconds=5)
        return row

    def again(self, row, document):
        """What a person does who has put something right."""
        row |= {"payload": scene.canonical.dumps(document), "state": "waiting", "next": 0.0}
        self.outbox.drain(scene.profile_for(self.candidate, self.erp.url), seconds=5)

    def customer(self):
        assert self.send("customer", scene.CUSTOMER, scene.customer(), CUSTOMER_KEY)["state"] == "accepted"
        return self

    def invoice(self):
        row = self.send("invoice", scene.INVOICE, scene.bill(), INVOICE_KEY)
        assert row["state"] == "accepted", row["values"]
        return self


@pytest.fixture
def erp():
    with running("oracle_fusion", *CANDIDATE.options) as erp:
        yield erp


def payment(amount="1000.00"):
    return scene.payment(amount, [(scene.INVOICE, "INV/2026/00011", amount)])


def journal():
    return scene.journal_entry()


def test_a_wrapper_with_nothing_in_it_is_said_in_words(erp):
    site = Site(erp).customer()
    erp.control("POST", "settings", {"opaque": True})
    row = site.send("order", scene.ORDER, scene.order("S00001"), ORDER_KEY)
    assert (row["state"], row["values"]["code"], row["values"]["advice"]) == ("dead", "OPAQUE", words.OPAQUE)
    assert "JBO-29000" in row["values"]["text"]


def test_a_unit_that_oracle_does_not_have_is_named_with_its_field(erp):
    site = Site(erp).customer()
    order = scene.order("S00001")
    order["lines"][0]["unit"] = "Dozens"
    site.candidate = replace(site.candidate, maps={**CANDIDATE.maps, "unit": {"Dozens": "DZ", "*": "Ea"}})
    row = site.send("order", scene.ORDER, order, ORDER_KEY)
    assert (row["state"], row["values"]["advice"]) == ("dead", words.UNIT)


def test_a_value_of_the_site_that_is_empty_is_named_before_anything_is_sent(erp):
    site = Site(erp, site={**CANDIDATE.settings["options"]["site"], "business_unit_id": ""}).customer()
    row = site.send("order", scene.ORDER, scene.order("S00001"), ORDER_KEY)
    assert (row["state"], row["values"]["code"]) == ("dead", "SITE_VALUE")
    assert "business_unit_id" in row["values"]["text"]


@pytest.mark.parametrize("auth", ["wss", "bearer"])
def test_the_other_two_logins(auth):
    with running("oracle_fusion", *CANDIDATE.options, "--auth", auth, "--token", "geheim") as erp:
        site = Site(erp, login=auth)
        site.candidate = replace(site.candidate, settings={**site.candidate.settings, "token": "geheim"})
        assert "accepted" in site.dialect.check()
        wrong = scene.settings_for(site.candidate, erp.url, password="wrong", token="wrong")
        with pytest.raises(Exception, match="login") as problem:
            OracleFusion(wrong).check()
        assert outcome_of(problem.value, site.dialect.exchange).kind == "unavailable"


def test_a_service_at_another_address_is_named_by_the_site_and_one_that_is_not_there_costs_nothing(erp):
    site = Site(erp, paths={"customer_account": "/own/CustomerAccountService"})
    values = {"Organization": {"OrganizationName": "百会"}, "Account": {"AccountName": "百会"}}
    outcome = site.dialect.send("customer", "create", CUSTOMER_KEY, values)
    assert (outcome.kind, outcome.code, outcome.advice) == ("unavailable", "NO_SERVICE", words.SERVICE)


def test_a_receipt_that_could_not_be_applied_is_not_made_twice(erp):
    site = Site(erp).customer().invoice()
    too_much = payment("99999.00")
    row = site.send("payment", scene.PAYMENT, too_much, PAYMENT_KEY)
    assert (row["state"], row["values"]["advice"]) == ("dead", words.UNAPPLIED)
    site.again(row, payment("1000.00") | {"amount": "99999.00"})
    assert row["state"] == "accepted", row["values"]
    (receipt,) = erp.documents("receipt")
    assert [done["amount"] for done in receipt["applications"]] == ["1000.00"]


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "html_500_after", "hang_after", "half_reply"])
@pytest.mark.parametrize("operation", ["createStandardReceipt", "createApplyReceipt"])
def test_each_step_of_a_receipt_happens_once(erp, kind, operation):
    site = Site(erp).customer().invoice()
    erp.faults({"fault": kind, "operation": operation, "seconds": 10})
    row = site.send("payment", scene.PAYMENT, payment(), PAYMENT_KEY)
    assert row["state"] == "accepted", row["values"]
    (receipt,) = erp.documents("receipt")
    assert [done["amount"] for done in receipt["applications"]] == ["1000.00"]


def test_a_journal_by_web_service_is_accepted_when_its_job_has_ended_well(erp):
    site = Site(erp, journal_way="service")
    row = site.send("journal_entry", scene.ENTRY, journal(), JOURNAL_KEY)
    assert row["state"] == "accepted", row["values"]
    assert len(erp.documents("journal")) == 1


@pytest.mark.parametrize("way", ["service", "bulk"])
def test_a_job_that_ends_with_an_error_is_a_refusal_with_its_number(erp, way):
    site = Site(erp, journal_way=way, account_pattern="{account}")
    row = site.send("journal_entry", scene.ENTRY, journal(), JOURNAL_KEY)
    assert (row["state"], row["values"]["code"], row["values"]["advice"]) == ("dead", "JOB_ERROR", words.JOB)
    assert "request 7" in row["values"]["text"]


def test_a_journal_whose_job_does_not_end_is_unknown(erp):
    dialect = Site(erp, journal_way="service", poll_for=0.05).dialect
    with running("oracle_fusion", *CANDIDATE.options, "--job-steps", "99") as slow:
        site = Site(slow, journal_way="service", poll_for=0.05)
        row = site.send("journal_entry", scene.ENTRY, journal(), JOURNAL_KEY)
        assert row["state"] == "review", row["values"]
        assert len(slow.documents("journal")) == 1
    assert dialect.ask("journal_entry", JOURNAL_KEY, {}) is CANNOT_ASK


@pytest.mark.parametrize(("number_by", "answer"), [("number", MISSING), ("key", MISSING), ("oracle", CANNOT_ASK)])
def test_an_invoice_may_be_sent_again_only_where_its_number_is_ours(erp, number_by, answer):
    assert Site(erp, number_by=number_by).dialect.ask("invoice", INVOICE_KEY, {"TrxNumber": "INV/1"}) is answer


def test_a_second_invoice_with_our_number_is_the_first_one(erp):
    site = Site(erp, number_by="number").customer()
    erp.faults({"fault": "drop_after", "operation": "createSimpleInvoice", "seconds": 10})
    row = site.send("invoice", scene.INVOICE, scene.bill(), INVOICE_KEY)
    assert (row["state"], row["values"]["external_id"]) == ("accepted", "INV/2026/00011")
    assert len(erp.documents("transaction")) == 1


def test_with_oracles_own_numbers_an_invoice_nobody_knows_about_goes_to_a_person(erp):
    site = Site(erp, number_by="oracle").customer()
    erp.faults({"fault": "drop_after", "operation": "createSimpleInvoice", "seconds": 10})
    assert site.send("invoice", scene.INVOICE, scene.bill(), INVOICE_KEY)["state"] == "review"
    assert len(erp.documents("transaction")) == 1


def test_money_that_goes_back_is_refused_in_words(erp):
    outcome = Site(erp).dialect.send("payment", "create", PAYMENT_KEY, {"direction": "outbound"})
    assert (outcome.kind, outcome.advice) == ("refused", words.OUTBOUND)
