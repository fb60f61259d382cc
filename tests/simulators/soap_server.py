"""What every simulated ERP shares: an HTTP/1.1 server that can be told to misbehave.

A dialect (`dolibarr.py`) knows how one ERP reads and answers; this file moves the bytes, keeps the log of calls and
offers the control plane under /_control. Nothing here knows a vendor, and nothing here uses a SOAP library: the
simulators must not share a mistake with the client they test.
"""

import argparse
import collections
import gzip
import json
import signal
import socket
import socketserver
import struct
import sys
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

from lxml import etree
from soap_faults import FaultPlan, misbehave
from soap_launcher import running  # noqa: F401  part of the interface: tests import it from here

BODY_LIMIT = 64 * 1024 * 1024
REASONS = {200: "OK", 302: "Found", 400: "Bad Request", 404: "Not Found", 500: "Internal Server Error"}
REASONS |= {405: "Method Not Allowed", 413: "Payload Too Large", 503: "Service Unavailable"}
_per_thread = threading.local()


@dataclass(slots=True)
class Request:
    method: str
    path: str
    query: str
    headers: dict  # names in lower case
    body: bytes

    @property
    def host(self):
        return self.headers.get("host", "127.0.0.1")


@dataclass(slots=True)
class Reply:
    status: int
    body: bytes
    content_type: str = "text/xml; charset=UTF-8"
    headers: dict = field(default_factory=dict)
    outcome: str = ""  # what the call log says about it


@dataclass(slots=True)
class Call:
    """One understood request. `refusal` is set when the dialect already knows it will not execute it."""

    operation: str = ""
    key: str = ""  # the external reference, for the call log
    payload: object = None
    refusal: Reply | None = None


def parse_xml(body):
    """The root element; no DTD, no entities, no network. Raises etree.XMLSyntaxError or ValueError."""
    parser = getattr(_per_thread, "parser", None)
    if parser is None:
        parser = _per_thread.parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
    root = etree.fromstring(body, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type declaration is not welcome in a SOAP message")
    return root


class CallLog:
    def __init__(self):
        self._lock = threading.Lock()
        self._rows = collections.deque(maxlen=200_000)
        self._number = 0

    def write(self, call, outcome, fault, started):
        with self._lock:
            self._number += 1
            row = (self._number, call.operation, call.key, outcome, fault, started, time.time() - started)
            self._rows.append(row)

    def read(self):
        names = ("number", "operation", "ref_ext", "outcome", "fault", "time", "seconds")
        with self._lock:
            return [dict(zip(names, row, strict=True)) for row in self._rows]

    def clear(self):
        with self._lock:
            self._rows.clear()


class Exchange(socketserver.StreamRequestHandler):
    """One client connection, kept alive until the client or a fault ends it."""

    disable_nagle_algorithm = True
    rbufsize = 64 * 1024
    request_now: Request

    def handle(self):
        self.open = True
        try:
            while self.open:
                request = self._read_request()
                if request is None:
                    return
                self.request_now = request
                if request.path.startswith("/_control"):
                    self.send(self.server.control.answer(request))
                elif request.method == "POST":
                    self._soap(request)
                elif request.method == "GET":
                    self.send(self.server.dialect.get(request))
                else:
                    self.send(Reply(405, b"", "text/plain"))
        except (ConnectionError, TimeoutError):
            return

    def _soap(self, request):
        server, started = self.server, time.time()
        call = server.dialect.understand(request)
        fault = server.faults.take(call.operation)
        if server.latency:
            time.sleep(server.latency)
        if fault is None:
            reply = self.execute(call)
            server.log.write(call, reply.outcome, "", started)
            self.send(reply)
        else:
            misbehave(fault, self, call, lambda outcome: server.log.write(call, outcome, fault.name, started))
        if server.verbose:
            print(f"{call.operation} {call.key} {fault.name if fault else ''}", file=sys.stderr, flush=True)

    def execute(self, call):
        if call.refusal is not None:
            return call.refusal
        reply = self.server.dialect.execute(call)
        self.server.faults.executed(call.operation)
        return reply

    @property
    def dialect(self):
        return self.server.dialect

    @property
    def faults(self):
        return self.server.faults

    def wire(self, reply):
        """(head, body) as they go over the wire, compressed when the ERP would and the client may."""
        body, head = reply.body, [f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Status')}"]
        if len(body) > 1024 and self.dialect.compresses:
            if "gzip" in self.request_now.headers.get("accept-encoding", ""):
                body = gzip.compress(body, 1)
                head.append("Content-Encoding: gzip")
        head.append(f"Content-Type: {reply.content_type}")
        head += [f"{name}: {value}" for name, value in reply.headers.items()]
        head.append(f"Content-Length: {len(body)}")
        if self.request_now.headers.get("connection", "").lower() == "close":
            self.open = False
            head.append("Connection: close")
        return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1"), body

    def send(self, reply):
        self.connection.sendall(b"".join(self.wire(reply)))

    def send_raw(self, data):
        self.connection.sendall(data)

    def hang_up(self):
        self.open = False

    def reset(self):
        """End the connection the rude way: RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.open = False

    def wait_until_client_leaves(self, at_most):
        self.connection.settimeout(at_most)
        while self.connection.recv(4096):
            pass
        self.open = False

    def _read_request(self):
        line = self.rfile.readline(65537)
        if line in (b"\r\n", b"\n"):
            line = self.rfile.readline(65537)
        if not line:
            return None
        method, _, rest = line.decode("latin-1").partition(" ")
        target = rest.split(" ", 1)[0]
        headers = {}
        while (line := self.rfile.readline(65537)) not in (b"\r\n", b"\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue":
            self.send_raw(b"HTTP/1.1 100 Continue\r\n\r\n")
        if target.startswith("http://"):
            target = urllib.parse.urlsplit(target)._replace(scheme="", netloc="").geturl()
        path, _, query = target.partition("?")
        body = self._read_chunks() if "transfer-encoding" in headers else self._read_body(headers)
        return Request(method, path, query, headers, body)

    def _read_body(self, headers):
        length = int(headers.get("content-length") or 0)
        if not 0 <= length <= BODY_LIMIT:
            raise ConnectionError("body too long")
        body = self.rfile.read(length) if length else b""
        if len(body) < length:
            raise ConnectionError("the client left in the middle of its request")
        return body

    def _read_chunks(self):
        parts, total = [], 0
        while size := int(self.rfile.readline(1024).split(b";")[0] or b"0", 16):
            total += size
            if total > BODY_LIMIT:
                raise ConnectionError("body too long")
            parts.append(self.rfile.read(size))
            self.rfile.readline(8)
        self.rfile.readline(8)
        return b"".join(parts)


class Control:
    """The control plane: JSON over HTTP, for the test only. See the table in `answer`."""

    def __init__(self, server):
        self.server = server

    def answer(self, request):
        verb = (request.method, request.path.removeprefix("/_control").strip("/"))
        table = {
            ("POST", "faults"): lambda body: self.server.faults.add(body),
            ("GET", "faults"): lambda body: self.server.faults.pending(),
            ("DELETE", "faults"): lambda body: self.server.faults.clear(),
            ("GET", "calls"): lambda body: self.server.log.read(),
            ("GET", "documents"): lambda body: self.server.dialect.documents(self._query(request)["type"]),
            ("POST", "clerk"): lambda body: self.server.dialect.clerk(body),
            ("POST", "settings"): self._settings,
            ("POST", "reset"): self._reset,
        }
        if verb not in table:
            return self._json(404, {"error": f"no control {verb[0]} /{verb[1]}"})
        try:
            return self._json(200, table[verb](json.loads(request.body or b"null")))
        except (KeyError, TypeError, ValueError) as error:
            return self._json(400, {"error": f"{type(error).__name__}: {error}"})

    @staticmethod
    def _query(request):
        return dict(urllib.parse.parse_qsl(request.query))

    @staticmethod
    def _json(status, value):
        return Reply(status, json.dumps(value, ensure_ascii=False).encode(), "application/json")

    def _settings(self, body):
        settings = dict(body)
        if "latency_ms" in settings:
            self.server.latency = settings.pop("latency_ms") / 1000
        return self.server.dialect.configure(settings)

    def _reset(self, body):
        self.server.faults.clear()
        self.server.log.clear()
        return self.server.dialect.reset()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port, dialect, latency_ms=0, verbose=False):
        super().__init__(("127.0.0.1", port), Exchange)
        self.dialect = dialect
        self.latency = latency_ms / 1000
        self.verbose = verbose
        self.faults = FaultPlan()
        self.log = CallLog()
        self.control = Control(self)

    def handle_error(self, request, client_address):
        if self.verbose:
            super().handle_error(request, client_address)


def command_line(description):
    """The options every simulator has; a dialect adds its own."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--state", default=":memory:", help="SQLite file that survives the process, or :memory:")
    parser.add_argument("--latency-ms", type=float, default=0, help="added to every call")
    parser.add_argument("--verbose", action="store_true", help="log to stderr")
    return parser


def serve(dialect, arguments):
    """Run until SIGTERM or SIGINT; one JSON line on stdout says where."""

    def leave(signum, frame):
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    with Server(arguments.port, dialect, arguments.latency_ms, arguments.verbose) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        print(json.dumps({"url": url, "control": f"{url}/_control"}), flush=True)
        try:
            server.serve_forever(poll_interval=0.5)
        finally:
            dialect.close()
