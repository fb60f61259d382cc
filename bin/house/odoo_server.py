"""An Odoo server as a process of ours: started, waited for, stopped or killed by its own process id."""

import http.client
import os
import signal
import socket
import subprocess
import time

from .child import die_with_parent
from .console import Halt
from .environment import odoo_command
from .machine import ROOT, home

TROUBLE = (" ERROR ", " CRITICAL ", "psycopg2.", "odoo.exceptions", "OSError", "Exception:")


def free_port():
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def taken(port, interface="127.0.0.1"):
    """Whether somebody already listens on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except PermissionError:
            raise Halt(f"this user may not listen on port {port}: choose one above 1023 with --port.") from None
        except OSError:
            return True
    return False


class OdooServer:
    """One Odoo server on one database. `config` is the path of its odoo.conf, which names the port."""

    def __init__(self, environment, config, port, label="server"):
        self.environment = environment
        self.config = config
        self.port = port
        self.url = f"http://localhost:{port}"
        self.log = home() / "log" / f"{label}.log"
        self.process = None

    def start(self, seconds=180, progress=lambda text: None):
        """Start and wait until it answers; Halt with the log's last complaint when it ends instead."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as out:
            # A session of its own: Ctrl-C in the terminal reaches the command, and the command stops the server.
            self.process = subprocess.Popen(
                odoo_command(self.environment, "server", "-c", self.config),
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=self.environment.odoo_environment(),
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        deadline = time.monotonic() + seconds
        while not self.answers():
            if self.process.poll() is not None:
                raise Halt(f"Odoo ended while it started: {self.last_trouble()} (the whole log: {self.log})")
            if time.monotonic() > deadline:
                self.stop()
                raise Halt(f"Odoo did not answer within {seconds} s; its log is {self.log}.")
            progress("waiting for the first answer")
            time.sleep(0.2)
        return self

    def answers(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/web/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def last_trouble(self):
        lines = self.log.read_text(errors="replace").splitlines()[-200:]
        trouble = [line.strip() for line in lines if any(word in line for word in TROUBLE)]
        return (trouble or [line for line in lines if line.strip()] or ["it said nothing"])[-1][:300]

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds=20):
        """Ask it to end; what does not end is killed, with the workers it started."""
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        """SIGKILL to the server and the workers it started, as a power cut would."""
        if self.alive():
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
