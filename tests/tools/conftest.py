"""Bad samples for the checks of this house, and a bin/run that is nobody's but the tests'."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
from house.addons import Addon
from house.machine import FAMILIES, ROOT, alone, fingerprint, home
from house.odoo_server import free_port, taken

READY = "Ctrl-C stops everything."

MANIFEST = {
    "name": "Sample",
    "summary": "One line",
    "version": "19.0.1.0.0",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "data": [],
}


@pytest.fixture
def sample(tmp_path):
    """`sample({"models/x.py": "..."}, version="1")` writes an addon that is faultless but for what is asked."""

    def write(files=None, **manifest):
        path = tmp_path / "crm_sample"
        files = {"static/description/icon.png": "", "readme/DESCRIPTION.md": "x"} | (files or {})
        for name, text in files.items():
            if text is not None:
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                (path / name).write_text(text)
        return Addon("crm_sample", path, MANIFEST | manifest)

    return write


@pytest.fixture(scope="session")
def checkout():
    """A copy of this repository, the same at every run. The house of bin/run belongs to its checkout: from a copy the
    tests open one of their own, while a person may have theirs open, and may change files in it."""
    copy = home() / "checkouts" / fingerprint(str(ROOT))
    with alone(f"checkout-{copy.name}"):
        shutil.rmtree(copy, ignore_errors=True)
        for name in ("bin", "data", "tests", *FAMILIES):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for path in ROOT.glob("requirements*.txt"):
            shutil.copy(path, copy)
        yield copy


class Running:
    """bin/run as a process, from its first line to Ctrl-C."""

    def __init__(self, checkout, log, *arguments):
        self.log = log
        # The ERP simulator takes the port behind it, workers the two after that.
        self.port = next(p for p in iter(free_port, None) if not any(taken(p + n) for n in (1, 2, 3)))
        self.url = f"http://localhost:{self.port}"
        command = [sys.executable, checkout / "bin/run", "--port", self.port, *arguments]
        # The house of bin/run has a database server of its own: the one of the tests must not be named.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [str(part) for part in command], stdout=out, stderr=subprocess.STDOUT, env=environment
            )

    def said(self):
        return self.log.read_text()

    @property
    def database(self):
        return re.search(r"Odoo's log: .*/(\w+)\.log", self.said()).group(1)

    def until_ready(self, seconds=1500):
        deadline = time.monotonic() + seconds
        while READY not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.2)
        return self

    def stop(self):
        """Ctrl-C; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(90)


@pytest.fixture
def bin_run(checkout, tmp_path):
    """`bin_run("--empty")` starts it; whatever happens, it is stopped at the end."""
    houses = []

    def start(*arguments):
        houses.append(Running(checkout, tmp_path / f"run-{len(houses)}.log", *arguments))
        return houses[-1]

    yield start
    for house in houses:
        house.stop()
