"""What is Yonyou's own: a key that the platform keeps, two transports, encodings, senders, EAI's yes without a key."""

from dataclasses import replace

import pytest
from conformance_yonyou_nc import CANDIDATE as NC6
from conformance_yonyou_nc5 import CANDIDATE as NC5
from conformance_yonyou_u8 import CANDIDATE as U8
from conformance_yonyou_u9 import CANDIDATE as U9
from dialect_scene import Outbox, customer, profile_for, settings_for
from soap_server import running

from odoo.addons.erp_connector.engine.outcome import CANNOT_ASK
from odoo.addons.erp_connector.soap.faults import outcome_of
from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_yonyou.engine.nc import YonyouNc, YonyouNc5
from odoo.addons.erp_connector_yonyou.engine.u8 import YonyouU8
from odoo.addons.erp_connector_yonyou.engine.u9 import YonyouU9


@pytest.fixture(params=[(NC6, YonyouNc), (NC5, YonyouNc5)], ids=["nc6", "nc5"])
def nc(request):
    candidate, dialect = request.param
    with running(candidate.simulator, *candidate.options) as erp:
        yield candidate, dialect, erp


def make(dialect, candidate, erp, **options):
    settings = settings_for(candidate, erp.url)
    return dialect(replace(settings, options={**settings.options, **options}))


def document(candidate, erp, name="上海百会"):
    return profile_for(candidate, erp.url).values("customer", "create", {**customer(name), "external_id": ""}, {})


def test_a_repeated_document_is_known_by_the_words_of_its_refusal(nc):
    candidate, dialect, erp = nc
    values = document(candidate, erp)
    first = make(dialect, candidate, erp).send("customer", "create", "K-CU-7", values)
    again = make(dialect, candidate, erp).send("customer", "create", "K-CU-7", values)
    assert (first.kind, again.kind, again.recovered) == ("accepted", "accepted", True)
    assert first.external_id == again.external_id and len(erp.documents("customer")) == 1


def test_where_the_refusal_is_not_known_by_its_words_a_person_sees_it(nc):
    candidate, dialect, erp = nc
    values = document(candidate, erp)
    for _time in range(2):
        outcome = make(dialect, candidate, erp, repeated="something else").send("customer", "create", "K-CU-7", values)
    assert outcome.kind == "refused" and "不允许重复导入" in outcome.text
    assert len(erp.documents("customer")) == 1


def test_where_repeating_is_not_trusted_a_lost_answer_goes_to_a_person(nc):
    candidate, dialect, erp = nc
    made = make(dialect, candidate, erp, refuses_repeats=False)
    assert made.ask("customer", "K", {}) is CANNOT_ASK and not made.repeatable("customer")
    outbox, profile = Outbox(), profile_for(candidate, erp.url)
    profile.settings = replace(profile.settings, options={**profile.settings.options, "refuses_repeats": False})
    row = outbox.put("customer", "create", ("res.partner", 7), customer(), "K-CU-7")
    erp.faults({"fault": "drop_after", "operation": "exchange.customer"})
    outbox.drain(profile)
    assert (row["state"], len(erp.documents("customer"))) == ("review", 1)


def test_a_uapws_component_takes_the_same_documents(nc):
    candidate, dialect, erp = nc
    way = {"transport": "uapws", "uapws_component": "nc.itf.crm.IOdooExchange", "uapws_operation": "exchange"}
    outcome = make(dialect, candidate, erp, **way).send("customer", "create", "K-CU-7", document(candidate, erp))
    assert outcome.kind == "accepted", outcome
    assert [row["data"]["name"] for row in erp.documents("customer")] == ["上海百会"]


def test_a_document_in_another_encoding_than_the_server_speaks_is_refused_and_not_mangled(nc):
    candidate, dialect, erp = nc
    other = {"nc6": "GBK", "nc5": "UTF-8"}[dialect.variant]
    outcome = make(dialect, candidate, erp, encoding=other).send("customer", "create", "K", document(candidate, erp))
    assert outcome.kind == "refused" and erp.documents("customer") == []


def test_gb2312_declared_by_both_sides_carries_what_it_has():
    with running("yonyou_nc", *NC5.options, "--encoding", "GB2312") as erp:
        made = make(YonyouNc5, NC5, erp, encoding="GB2312")
        assert made.send("customer", "create", "K1", document(NC5, erp)).kind == "accepted"
        refused = made.send("customer", "create", "K2", document(NC5, erp, "朱镕基"))
        assert (refused.kind, refused.field) == ("refused", "镕")
        assert [row["data"]["name"] for row in erp.documents("customer")] == ["上海百会"]


def test_a_sender_that_is_not_registered_is_no_fault_of_the_document(nc):
    candidate, dialect, erp = nc
    with pytest.raises(TransportError) as problem:
        make(dialect, candidate, erp, sender="nobody").check()
    assert outcome_of(problem.value).kind == "unavailable"


def test_the_audit_shows_letters_and_not_bytes(nc):
    candidate, dialect, erp = nc
    made = make(dialect, candidate, erp)
    made.send("customer", "create", "K-CU-7", document(candidate, erp))
    assert "上海百会" in made.exchange.request and "单据已保存" in made.exchange.response


def test_eai_refuses_a_code_that_it_has():
    with running("yonyou_u8", *U8.options) as erp:
        values = document(U8, erp)
        made = make(YonyouU8, U8, erp)
        assert made.send("customer", "create", "K-CU-7", values).kind == "accepted"
        again = made.send("customer", "create", "K-CU-7", values)
        assert (again.kind, again.code) == ("refused", "101") and "已经存在" in again.text
        assert made.ask("customer", "K-CU-7", values).external_id == "K-CU-7"


def test_a_yes_of_eai_without_a_key_is_no_yes():
    made = make(YonyouU8, U8, type("Erp", (), {"url": "http://127.0.0.1:1"}))
    from lxml import etree

    made._post = lambda text, body: etree.fromstring('<ufinterface><item key="" succeed="0" dsc="ok"/></ufinterface>')
    with pytest.raises(TransportError) as problem:
        made._send("customer", "create", "K", {})
    assert outcome_of(problem.value).kind == "unknown"


def test_a_login_inside_the_message_is_not_seen_in_the_audit():
    with running("yonyou_u9", *U9.options) as erp:
        made = YonyouU9(replace(settings_for(U9, erp.url), password="a<&b"))
        with pytest.raises(TransportError) as problem:
            made.ask("customer", "K", {})
        assert (outcome_of(problem.value).kind, problem.value.code) == ("unavailable", "LOGIN")
        assert "•••" in made.exchange.request and "a&lt;" not in made.exchange.request
