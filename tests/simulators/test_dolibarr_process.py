"""The simulator as a process and as an office: state that survives, a race on request, a clerk at the screen."""

import concurrent.futures
import subprocess
import sys

import pytest
from dolibarr_client import AUTH, OPTIONS, Plain, envelope, make_order, order
from soap_server import running


def test_clerk_bills_collects_renames_and_cancels(client, customer, erp):
    row_id = int(make_order(client, customer))
    invoice = erp.clerk("invoice", order_id=row_id)
    assert (invoice["ref"][:2], invoice["status"], invoice["total"]) == ("FA", 1, 180.0)
    assert erp.clerk("pay", invoice_id=invoice["id"])["status"] == 2
    assert erp.clerk("rename_customer", thirdparty_id=int(customer), name="Neu")["ref"] == "Neu"
    assert erp.clerk("cancel_order", order_id=row_id)["status"] == -1
    with pytest.raises(ValueError, match="a clerk cannot"):
        erp.clerk("dance")


def test_parallel_creates_collide_only_when_asked_and_leave_nothing_behind(client, customer, erp):
    def create(number):
        body = envelope("createOrder", {"authentication": AUTH, "order": order(customer, ref_ext=f"S{number}")})
        return Plain(erp).post("order", body)[0]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert set(pool.map(create, range(24))) == {200}
        erp.control("POST", "settings", {"race": True})
        try:
            statuses = list(pool.map(create, range(24, 48)))
        finally:
            erp.control("POST", "settings", {"race": False})
    stored = erp.documents("order")
    assert 500 in statuses and 200 in statuses
    assert len(stored) == 24 + statuses.count(200) == len({row["ref"] for row in stored})


def test_state_file_survives_a_kill(tmp_path):
    options = ("--state", tmp_path / "erp.db", *OPTIONS)
    with running("dolibarr", *options) as first:
        client = Plain(first)
        client.ok("createThirdParty", thirdparty={"ref": "Acme"})
        make_order(client, 1)
        first.kill()
    with running("dolibarr", *options) as second:
        assert Plain(second).ok("getOrder", id="", ref="", ref_ext="SO1").findtext(".//order/ref") == "CO2611-0001"
        assert make_order(Plain(second), 1) == "2"
        second.process.terminate()
        assert second.process.wait(5) == 0


def test_help_names_the_options():
    text = subprocess.run(
        [sys.executable, "dolibarr.py", "--help"], cwd=__file__.rpartition("/")[0], capture_output=True
    )
    assert all(option in text.stdout for option in (b"--state", b"--race", b"--latency-ms", b"--tolerant"))
