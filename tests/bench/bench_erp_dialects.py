"""Every dialect: does it pass the conformance suite, and what does one order cost against its simulator?

dialects            how many passed every test of tests/conformance/test_dialects.py in this very run
<code>              passed, failed and skipped tests; messages/s and CPU ms per message of one lane (mapping, asking where
                    the dialect asks first, the call, reading the answer); the same for the bare call; their ratio
                    (bare / ours, 1.0 is as fast as the bare call); what the bare call is: zeep, where the dialect's
                    conformance file offers `bare`, else the same bytes through a plain requests session

Simulators are processes of their own; CPU is this process alone. The caution that costs further calls (asking first,
reading back) is switched off for the figures, as in erp-push: it would compare two calls with one.
"""

import dataclasses
import functools
import os
import statistics
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from unittest import mock

import conformance
import dialect_scene as scene
import requests
from soap_server import running

ROOT = Path(__file__).parents[2]
SUITE = "tests/conformance/test_dialects.py"
ORDERS = 60
ROUNDS = 3


def main(house):
    candidates = conformance.candidates()
    verdicts = conformance_of(candidates, house.environment.odoo_environment())
    figures = {code: verdicts[code] | speed(candidates[code], int(ORDERS * house.scale)) for code in sorted(candidates)}
    return {"dialects": sum(row["failed"] == 0 and row["passed"] > 0 for row in verdicts.values()), **figures}


def conformance_of(candidates, variables):
    """{code: {passed, failed, skipped}} from a run of the suite as bin/test makes it; one that cannot start is an error."""
    folders = os.pathsep.join(str(ROOT / folder) for folder in ("bin", "tests/simulators", "tests/scene"))
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:odoo", SUITE]
        command.append(f"--junitxml={report.name}")
        ended = subprocess.run(
            command, cwd=ROOT, env=variables | {"PYTHONPATH": folders}, capture_output=True, text=True, check=False
        )
        if ended.returncode not in (0, 1):
            raise RuntimeError(f"the conformance suite could not run:\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
        cases = list(ElementTree.parse(report.name).iter("testcase"))
    return {code: _counted(case for case in cases if _of(case.get("name"), code)) for code in candidates}


def _of(name, code):
    """Is this the test of a dialect? Names end in [code] or [code-...].

    >>> _of("test_it[sage-hang]", "sage"), _of("test_it[sage]", "sage"), _of("test_it[sap]", "sage")
    (True, True, False)
    """
    parameters = name.partition("[")[2].rstrip("]")
    return parameters == code or parameters.startswith(f"{code}-")


def _counted(cases):
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for case in cases:
        kinds = {child.tag for child in case}
        counts["failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"] += 1
    return counts


def speed(candidate, count):
    dialect = scene.dialect_class(candidate)
    if "create" not in dialect.flows_out.get("order", ()):
        return {}
    with running(candidate.simulator, *candidate.options) as erp:
        if candidate.prepare:
            candidate.prepare(erp)
        profile = dataclasses.replace(scene.profile_for(candidate, erp.url), ask_first=False, read_back=False)
        outbox = functools.partial(_outbox, candidate, erp)
        links = master_data(profile, outbox)
        bare, name = bare_call(candidate, profile, outbox, links)
        ours, theirs = [], []
        for number in range(ROUNDS):
            # Not timed: where a user has one session, our login has ended that of the bare call.
            bare(900_000 + number)
            theirs.append(_timed(lambda base=number * count: [bare(base + n + 1) for n in range(count)], count))
            ours.append(_timed(_sending(profile, outbox(links), number * count, count), count))
    seconds, cpu = (statistics.median(column) for column in zip(*ours, strict=True))
    bare_seconds, bare_cpu = (statistics.median(column) for column in zip(*theirs, strict=True))
    return {
        "messages_per_s": round(1 / seconds, 1),
        "cpu_ms": round(cpu * 1000, 2),
        "bare": name,
        "bare_per_s": round(1 / bare_seconds, 1),
        "bare_cpu_ms": round(bare_cpu * 1000, 2),
        "ratio": round(bare_seconds / seconds, 3),
    }


def _outbox(candidate, erp, links=()):
    """An outbox that takes the confirmations of an ERP that answers later."""
    outbox = scene.Outbox()
    if candidate.confirmations:
        outbox.confirmations = lambda: candidate.confirmations(erp)
    outbox.links |= dict(links) | candidate.links
    return outbox


def master_data(profile, make_outbox):
    outbox = make_outbox()
    outbox.put("customer", "create", scene.CUSTOMER, scene.customer(), "O1a2b3c4d-CU-7")
    if "product" in profile.dialect_class.flows_out:
        outbox.put("product", "create", scene.PRODUCT, scene.product("CM-X1"), "O1a2b3c4d-PR-3")
        outbox.put("product", "create", scene.SERVICE, scene.product("TR-1", "培训", "service"), "O1a2b3c4d-PR-4")
    for row in outbox.drain(profile):
        assert row["state"] == "accepted", row["values"]
    return outbox.links


def _sending(profile, outbox, base, count):
    for number in range(base + 1, base + count + 1):
        outbox.put("order", "create", ("sale.order", number), scene.order(f"S{number:05d}"), f"O1a2b3c4d-OR-{number}")

    def send():
        rows = outbox.drain(profile, seconds=300)
        wrong = [row["values"] for row in rows if row["state"] != "accepted"]
        assert not wrong, wrong[:1]

    return send


def _timed(work, count):
    """(seconds, CPU seconds) per message."""
    started, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - started) / count, (time.process_time() - cpu) / count


def bare_call(candidate, profile, make_outbox, links):
    """(function(number) that creates one order with nothing around it, its name)."""
    values = profile.values("order", "create", {**scene.order("BARE"), "external_id": ""}, links)
    dialect = profile.dialect_class(profile.settings)
    if candidate.bare is not None:
        return candidate.bare(dialect, values), "zeep"
    return _replay(profile, make_outbox(links)), "http"


def _replay(profile, outbox):
    """The very bytes that the dialect sends, with another key each time, through a plain session."""
    session = requests.Session()
    recorded = [_recorded(profile, outbox, 9_000_000)]

    def call(number):
        answer = _sent(session, *recorded[-1], number)
        if answer.status_code >= 400:  # its login is over
            recorded.append(_recorded(profile, outbox, 9_000_000 + len(recorded)))
            answer = _sent(session, *recorded[-1], number)
        assert answer.status_code < 400, answer.text[:300]

    return call


def _sent(session, request, body, recorded, number):
    copy = request.copy()
    copy.body = body.replace(f"{recorded}".encode(), f"{8_000_000 + number}".encode())
    return session.send(copy, timeout=30)


def _recorded(profile, outbox, number):
    """(request, body, number) of one order that the dialect sends."""
    key, sent = f"O1a2b3c4d-OR-{number}", []
    original = requests.Session.send

    def spy(session, request, **options):
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        if key.encode() in body or key.replace("-", "").upper().encode() in body:
            sent.append((request, body))
        return original(session, request, **options)

    # Its session serves all that are replayed: nobody logs out.
    stays = mock.patch.object(profile.dialect_class, "close", lambda dialect: None)
    requests.Session.send = spy
    try:
        with stays:
            outbox.put("order", "create", ("sale.order", number), scene.order(f"S{number}"), key)
            row = outbox.drain(profile)[-1]
        assert row["state"] == "accepted", row["values"]
    finally:
        requests.Session.send = original
    return (*sent[-1], number)
