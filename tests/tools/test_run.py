"""bin/run from the first line to Ctrl-C, on the database of an empty house."""

import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from house.machine import ROOT
from house.odoo_server import free_port, taken

READY = "Ctrl-C stops everything."


class Running:
    def __init__(self, log, *arguments):
        self.log = log
        with log.open("w") as out:
            command = [sys.executable, str(ROOT / "bin/run"), *map(str, arguments)]
            # The house of bin/run has a database server of its own: the one of the tests must not be named.
            environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)

    def said(self):
        return self.log.read_text()

    def until_ready(self, seconds=900):
        deadline = time.monotonic() + seconds
        while READY not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.2)
        return self


@pytest.mark.slow
def test_it_opens_refuses_a_second_one_and_ends_with_ctrl_c(tmp_path):
    # The ERP simulator takes the port behind it.
    port = next(port for port in iter(free_port, None) if not taken(port + 1))
    first = Running(tmp_path / "first.log", "--empty", "--port", port)
    try:
        first.until_ready()
        page = urllib.request.urlopen(f"http://localhost:{port}/web/login").read().decode()
        assert "oe_login_form" in page
        second = subprocess.run(
            [sys.executable, str(ROOT / "bin/run"), "--port", str(free_port())], capture_output=True, text=True
        )
        assert second.returncode == 1 and "already running" in second.stderr
    finally:
        first.process.send_signal(signal.SIGINT)
        code = first.process.wait(60)
    assert code == 0 and "has ended" in first.said()
    assert not taken(port) and not taken(port + 1)
