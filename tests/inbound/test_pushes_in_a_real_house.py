"""An ERP pushes at a real Odoo: several connections at once, a job runner that applies, a process that is killed."""

import threading

import pytest
import requests
from erp_walk import confirm, connect_dolibarr, in_the_erp, key_of, open_the_books, quotation

NS = "urn:crm-extended:erp:inbound:1"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
LOGIN, PASSWORD = "erp", "correct horse battery"


@pytest.fixture(scope="module")
def company(house):
    open_the_books(house)
    house.backend = connect_dolibarr(
        house, inbound_enabled=True, inbound_login=LOGIN, inbound_password=PASSWORD, inbound_tls_only=False
    )
    key = house.admin.read("erp.backend", house.backend, "inbound_key")["inbound_key"]
    house.door = f"{house.url}/erp/soap/{key}"
    customer = house.admin.create("res.partner", name="上海百会咖啡有限公司")
    machine = house.admin.create("product.product", name="Coffee machine", default_code="CM-X1", list_price=4500)
    house.order = confirm(house.admin, quotation(house.admin, customer, (machine, 1, 4500)))
    in_the_erp(house, house.admin, house.order)
    return house


def status(company, message_id, status, minute):
    body = (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body><pushOrderStatus xmlns="{NS}"><messageId>{message_id}</messageId>'
        f"<orderStatus><orderKey>{key_of(company, company.order)}</orderKey><status>{status}</status>"
        f"<changedAt>2026-03-01T08:{minute:02}:00Z</changedAt></orderStatus></pushOrderStatus></s:Body></s:Envelope>"
    )
    headers = {"Content-Type": "text/xml; charset=utf-8"}
    return requests.post(company.door, body.encode(), headers=headers, auth=(LOGIN, PASSWORD), timeout=60)


def at_once(calls):
    answers, start = [None] * len(calls), threading.Barrier(len(calls))

    def run(number):
        start.wait()
        answers[number] = calls[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def rows(company, message_id):
    return company.sql("SELECT state, payload FROM erp_message WHERE sender_id = %s", message_id)


def test_1_the_same_message_four_times_at_once_is_kept_once(company):
    for number in range(5):
        name = f"SAME-{number}"
        answers = at_once([lambda name=name, number=number: status(company, name, "confirmed", number)] * 4)
        assert [answer.status_code for answer in answers] == [200] * 4, [answer.text for answer in answers]
        assert sum("<status>kept</status>" in answer.text for answer in answers) == 1
        assert len(rows(company, name)) == 1


def test_2_two_contents_under_one_id_at_once_leave_one_message_and_one_conflict(company):
    for number in range(3):
        name = f"CLASH-{number}"
        calls = [
            lambda name=name, word=word, number=number: status(company, name, word, 10 + number)
            for word in ("confirmed", "blocked")
        ]
        answers = at_once(calls)
        assert sorted(answer.status_code for answer in answers) == [200, 500], [answer.text for answer in answers]
        assert len(rows(company, name)) == 1
        conflicts = company.sql("SELECT odoo_value, erp_value FROM erp_conflict WHERE name = %s", name)
        assert len(conflicts) == 1
        assert {("confirmed" in value, "blocked" in value) for value in conflicts[0]} == {(True, False), (False, True)}


def test_3_the_job_runner_applies_and_the_newest_status_remains(company):
    words = ["received", "confirmed", "production", "shipped", "completed"]
    calls = [lambda n=n, word=word: status(company, f"RUN-{n}", word, 30 + n) for n, word in enumerate(words)]
    answers = at_once(calls[::-1])
    assert [answer.status_code for answer in answers] == [200] * 5, [answer.text for answer in answers]
    company.eventually(
        lambda: all(rows(company, f"RUN-{number}")[0][0] in ("accepted", "cancelled") for number in range(5)),
        "all pushes are dealt with",
    )
    assert company.admin.read("sale.order", company.order, "erp_status")["erp_status"] == "completed"


def test_4_what_was_acknowledged_survives_a_kill_and_is_applied_afterwards(company):
    assert status(company, "LAST", "cancelled", 50).status_code == 200
    company.kill()
    assert len(rows(company, "LAST")) == 1
    company.start()
    company._admin = None
    company.eventually(
        lambda: (company.press_cron("erp_connector.cron_wake"), rows(company, "LAST")[0][0] == "accepted")[1],
        "the push is applied after the restart",
    )
    assert company.admin.read("sale.order", company.order, "erp_status")["erp_status"] == "cancelled"
