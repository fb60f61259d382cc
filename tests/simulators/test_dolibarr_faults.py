"""Every fault does what its docstring says: the client sees this, and the ERP did or did not execute."""

import http.client
import pathlib
import socket
import subprocess
import threading
import time

import pytest
import requests
from dolibarr_client import AUTH, Plain, Zeep, envelope
from lxml import etree
from soap_faults import FAULTS

ORDER = {"ref_ext": "S1", "thirdparty_id": 1, "date": "2026-11-22", "status": 1}
BODY = envelope("createOrder", {"authentication": AUTH, "order": ORDER})


@pytest.fixture
def erp(shared):
    shared.control("POST", "reset")
    Plain(shared).ok("createThirdParty", thirdparty={"ref": "Acme", "ref_ext": "odoo-1"})
    return shared


def plan(erp, name, **details):
    erp.faults({"operation": "createOrder", "fault": name, **details})


def create(erp, headers=()):
    return Plain(erp).post("order", BODY, headers)


def stored(erp):
    return len(erp.documents("order"))


def test_slow_executes_late(erp):
    plan(erp, "slow", seconds=0.3)
    thread = threading.Thread(target=create, args=(erp,))
    thread.start()
    time.sleep(0.1)
    assert stored(erp) == 0
    thread.join()
    assert stored(erp) == 1


def test_slow_after_has_committed_while_the_client_still_waits(erp):
    plan(erp, "slow_after", seconds=0.3)
    thread = threading.Thread(target=create, args=(erp,))
    thread.start()
    time.sleep(0.1)
    assert stored(erp) == 1 and thread.is_alive()
    thread.join()


@pytest.mark.parametrize(("fault", "expected"), [("hang", 0), ("hang_after", 1)])
def test_hang_leaves_the_client_waiting(erp, fault, expected):
    plan(erp, fault)
    client = Plain(erp)
    client.connection.timeout = 0.2
    with pytest.raises(TimeoutError):
        client.post("order", BODY)
    assert stored(erp) == expected and erp.calls("createOrder")[0]["fault"] == fault


@pytest.mark.parametrize(("fault", "expected"), [("drop_before", 0), ("drop_after", 1)])
def test_dropped_connections_are_reset(erp, fault, expected):
    plan(erp, fault)
    with socket.create_connection(("127.0.0.1", erp.port), timeout=5) as wire:
        head = "POST /webservices/server_order.php HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml; charset=utf-8\r\n"
        wire.sendall(f"{head}Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY)
        with pytest.raises(ConnectionResetError):
            wire.recv(1000)
    assert stored(erp) == expected


def test_half_reply_ends_in_the_middle_of_the_body(erp):
    plan(erp, "half_reply")
    with pytest.raises(http.client.IncompleteRead):
        create(erp)
    assert stored(erp) == 1


def test_drip_arrives_byte_by_byte_and_complete(erp):
    plan(erp, "drip", seconds=0.0002)
    started = time.perf_counter()
    status, body, _headers = create(erp)
    assert status == 200 and b"CO2611-0001" in body and time.perf_counter() - started > 0.15


@pytest.mark.parametrize(
    ("fault", "expected", "status", "start"),
    [
        ("html_500", 0, 500, b"Dolibarr has detected"),
        ("html_500_after", 1, 500, b"Dolibarr has detected"),
        ("html_200", 0, 200, b"<!DOCTYPE html>"),
        ("empty", 0, 200, b""),
        ("empty_after", 1, 200, b""),
        ("soap_fault", 0, 500, b"<?xml"),
    ],
)
def test_unhelpful_answers(erp, fault, expected, status, start):
    plan(erp, fault)
    seen, body, _headers = create(erp)
    assert (seen, body[: len(start) or None]) == (status, start) and stored(erp) == expected


@pytest.mark.parametrize("charset", ["gbk", "latin-1"])
def test_wrong_charset_cannot_be_read_as_what_it_says(erp, charset):
    plan(erp, "wrong_charset", charset=charset)
    status, body, headers = create(erp)
    assert (status, headers["Content-Type"]) == (200, "text/xml; charset=UTF-8") and stored(erp) == 1
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(body)


def test_not_committed_gives_an_id_nobody_ever_has(erp):
    plan(erp, "not_committed_200")
    answered = etree.fromstring(create(erp)[1])
    assert answered.findtext(".//result_code") == "OK" and stored(erp) == 0
    real = etree.fromstring(create(erp)[1])
    assert real.findtext(".//id") != answered.findtext(".//id")


def test_big_answer_is_ten_megabytes_of_good_xml(erp):
    plan(erp, "big")
    _status, body, _headers = create(erp)
    assert len(body) > 10 * 1024 * 1024 and etree.fromstring(body).findtext(".//ref") == "CO2611-0001"


def test_duplicate_stores_two(erp):
    plan(erp, "duplicate")
    assert b"CO2611-0002" in create(erp)[1] and stored(erp) == 2


def test_reorder_lets_the_next_call_overtake(erp):
    plan(erp, "reorder", seconds=5)
    held = []
    thread = threading.Thread(target=lambda: held.append(create(erp)[1]))
    thread.start()
    time.sleep(0.1)
    assert b"CO2611-0001" in create(erp)[1]
    thread.join(5)
    assert b"CO2611-0002" in held[0]


def test_retry_after_and_redirect_execute_nothing(erp):
    plan(erp, "retry_after", seconds=7)
    plan(erp, "redirect", location="http://elsewhere.invalid/")
    status, _body, headers = create(erp)
    assert (status, headers["Retry-After"]) == (503, "7")
    status, _body, headers = create(erp)
    assert (status, headers["Location"]) == (302, "http://elsewhere.invalid/") and stored(erp) == 0


def test_entity_bomb_is_refused_by_a_careful_parser(erp):
    plan(erp, "entity_bomb")
    body = create(erp)[1]
    assert b"<!DOCTYPE" in body and b"<!ENTITY" in body and stored(erp) == 0


def test_large_answers_are_compressed_when_the_client_says_it_can(erp):
    plain = Plain(erp)
    for number in range(3):
        plain.ok("createOrder", order={"ref_ext": f"S{number}", "thirdparty_id": 1})
    body = envelope("getOrdersForThirdParty", {"authentication": AUTH, "idthirdparty": "all"})
    assert plain.post("order", body, {"Accept-Encoding": "gzip"})[2]["Content-Encoding"] == "gzip"
    assert plain.post("order", body)[2]["Content-Encoding"] is None


# which call gets the fault


def test_plan_lets_calls_pass_counts_down_and_can_be_cleared(erp):
    plan(erp, "html_500", after=1, times=2)
    assert [create(erp)[0] for _ in range(4)] == [200, 500, 500, 200]
    erp.faults({"fault": "html_500", "times": -1})
    assert [create(erp)[0] for _ in range(3)] == [500] * 3
    assert Plain(erp).post("order", BODY.replace(b"createOrder", b"getOrder"))[0] == 500
    assert erp.control("DELETE", "faults") == [] and create(erp)[0] == 200


def test_plan_refuses_what_it_does_not_know(erp):
    with pytest.raises(ValueError, match="unknown fault explode"):
        erp.faults({"fault": "explode"})
    with pytest.raises(ValueError, match="unknown fault field"):
        erp.faults({"fault": "slow", "minutes": 1})
    with pytest.raises(ValueError, match="no control"):
        erp.control("GET", "weather")


def test_log_of_calls_says_what_was_asked_and_what_came_of_it(erp):
    erp.control("POST", "reset")
    assert create(erp)[0] == 500
    row = erp.calls()[-1]
    assert (row["operation"], row["ref_ext"], row["outcome"], row["fault"]) == ("createOrder", "S1", "HTML_500", "")
    assert row["seconds"] < 1 and abs(row["time"] - time.time()) < 60


def test_latency_is_added_to_every_call(erp):
    erp.control("POST", "settings", {"latency_ms": 50})
    started = time.perf_counter()
    create(erp)
    erp.control("POST", "settings", {"latency_ms": 0})
    assert time.perf_counter() - started > 0.05


# what zeep makes of it: the reasons a connector must read back before it retries


@pytest.mark.parametrize("fault", ["html_500_after", "empty_after", "half_reply", "drop_after", "entity_bomb"])
def test_zeep_never_returns_a_result_from_a_broken_answer(erp, fault):
    orders = Zeep(erp, "order")
    plan(erp, fault)
    data = orders.struct("order", ref_ext="S1", thirdparty_id=1, status=1)
    try:
        answer = orders.service.createOrder(authentication=AUTH, order=data)
    except Exception as error:
        answer, caught = None, error
        assert not isinstance(caught, AssertionError)
    assert answer is None or getattr(answer, "result", None) is None
    assert stored(erp) == (0 if fault == "entity_bomb" else 1)


def test_zeep_does_not_follow_a_redirect_to_another_host(erp):
    orders = Zeep(erp, "order")
    plan(erp, "redirect")
    with pytest.raises(requests.RequestException):
        orders.service.createOrder(authentication=AUTH, order=orders.struct("order", thirdparty_id=1))


def test_simulator_costs_little_cpu(erp):
    """A guard with room to spare; the figure itself is about a third of a millisecond on a quiet machine."""
    client, rounds = Plain(erp), 200
    before = cpu_seconds(erp.process)
    for _ in range(rounds):
        client.post("order", BODY)
    assert (cpu_seconds(erp.process) - before) / rounds < 0.0015


def cpu_seconds(process):
    try:
        with open(f"/proc/{process.pid}/stat") as stat:
            user, system = stat.read().rpartition(")")[2].split()[11:13]
    except FileNotFoundError:
        pytest.skip("no /proc here")
    ticks = int(subprocess.run(["getconf", "CLK_TCK"], capture_output=True, text=True, check=True).stdout)
    return (int(user) + int(system)) / ticks


def test_every_fault_has_a_test():
    text = pathlib.Path(__file__).read_text()
    assert [name for name in FAULTS if f'"{name}"' not in text] == []
