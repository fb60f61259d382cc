"""Start a simulator as its own process, talk to its control plane, and make sure it is gone afterwards."""

import contextlib
import ctypes
import http.client
import json
import pathlib
import select
import signal
import subprocess
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
PR_SET_PDEATHSIG = 1


def die_with_parent():
    """In the child, before it becomes the simulator: end when whoever started it is gone, however."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Running:
    """One live simulator: `.url` for the client, `.control(...)` for the test."""

    def __init__(self, process):
        self.process = process
        self.url, self.port = "", 0

    def found_at(self, url):
        self.url, self.port = url, urllib.parse.urlsplit(url).port
        return self

    def control(self, method, path, body=None):
        """The decoded JSON answer; ValueError if the control plane refuses."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, f"/_control/{path}", None if body is None else json.dumps(body))
            answer = connection.getresponse()
            value = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != 200:
            raise ValueError(value["error"])
        return value

    def faults(self, *faults):
        return self.control("POST", "faults", list(faults))

    def calls(self, operation=None):
        return [row for row in self.control("GET", "calls") if operation in (None, row["operation"])]

    def documents(self, kind):
        return self.control("GET", f"documents?type={kind}")

    def clerk(self, do, **details):
        return self.control("POST", "clerk", {"do": do, **details})

    def kill(self):
        """SIGKILL, as a power cut would."""
        self.process.kill()
        self.process.wait(10)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process.stdout.close()


@contextlib.contextmanager
def running(simulator="dolibarr", *options, start_seconds=20):
    """`with running("dolibarr", "--key", "K", ...) as erp:` — ended by its own process id, whatever happens."""
    command = [sys.executable, str(HERE / f"{simulator}.py"), *map(str, options)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
    erp = Running(process)
    try:
        if not select.select([process.stdout], [], [], start_seconds)[0]:
            raise RuntimeError(f"{simulator} said nothing for {start_seconds} s")
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"{simulator} ended with {process.wait(5)} before it was ready")
        yield erp.found_at(json.loads(line)["url"])
    finally:
        erp.stop()
