"""The way out over TLS: the ERP's certificate is checked, an authority of one's own can be named, and a client
certificate is shown. Real certificates, a real server on a real socket.
"""

import contextlib
import datetime
import ipaddress
import os
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from odoo.addons.erp_connector.engine.dialect import Exchange, Settings
from odoo.addons.erp_connector.engine.outcome import UNAVAILABLE, UNKNOWN
from odoo.addons.erp_connector.soap.faults import outcome_of
from odoo.addons.erp_connector.soap.transport import Transport, TransportError

NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)


class Authority:
    """A certificate authority that exists for one test run; files are written into `folder`."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign(self.key, name, self.key, name, authority=True)
        self.bundle = self._write(f"{name}.pem", self.certificate)

    def issue(self, name, until=NOW + 30 * DAY, address="127.0.0.1"):
        """Path of a PEM file with a certificate for `address` and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(key, name, self.key, self.name, until=until, address=address)
        return self._write(f"{self.name}-{name}.pem", certificate, key)

    def _sign(self, key, name, issuer_key, issuer, until=NOW + 30 * DAY, address=None, authority=False):
        subject, signed_by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (name, issuer))
        builder = x509.CertificateBuilder(signed_by, subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(NOW - 60 * DAY).not_valid_after(until)
        builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        if address:
            names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
            builder = builder.add_extension(names, critical=False).add_extension(usage, critical=False)
        return builder.sign(issuer_key, hashes.SHA256())

    def _write(self, file_name, certificate, key=None):
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        if key:
            plain = serialization.NoEncryption()
            form = serialization.PrivateFormat.PKCS8
            pem += key.private_bytes(serialization.Encoding.PEM, form, plain)
        path = self.folder / file_name
        path.write_bytes(pem)
        return str(path)


class Erp(ThreadingHTTPServer):
    """Answers each POST, and keeps what it got and from whom."""

    def __init__(self, context):
        super().__init__(("127.0.0.1", 0), Page)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.seen = []
        self.url = f"https://127.0.0.1:{self.server_address[1]}/"

    def handle_error(self, request, client_address):
        """A handshake that the other side breaks off is what these tests are about."""


class Page(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        certificate = self.connection.getpeercert() or {}
        self.server.seen.append((body, dict(pair for part in certificate.get("subject", ()) for pair in part)))
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"<ok>")

    def log_message(self, *arguments):
        """Quiet."""


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ours"), "ours")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("stranger"), "stranger")


@contextlib.contextmanager
def erp(certificate, wants=None):
    """An ERP that shows `certificate`, and with `wants` asks callers for one of that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if wants:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(wants.bundle)
    server = Erp(context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def post(server, **settings):
    transport = Transport(Settings(server.url, timeout=5, **settings))
    transport.exchange = Exchange()
    return transport.post(server.url, b"<secret/>", {})


def assert_refused(server, **settings):
    """Nothing of the request has left the house, and the lane knows that it may simply try later."""
    with pytest.raises(TransportError) as error:
        post(server, **settings)
    assert error.value.code == "TLS"
    assert outcome_of(error.value, Exchange()).kind == UNAVAILABLE
    assert server.seen == []


def test_a_certificate_of_an_unknown_authority_is_refused_before_a_byte_of_the_request_is_sent(ours):
    with erp(ours.issue("erp")) as server:
        assert_refused(server)


def test_an_authority_of_ones_own_is_named_in_the_backend(ours):
    with erp(ours.issue("erp")) as server:
        assert post(server, verify=ours.bundle).status_code == 200
        assert server.seen == [(b"<secret/>", {})]


def test_an_authority_that_writes_no_key_identifiers_is_good_enough_when_it_is_named(ours, monkeypatch):
    """What Python 3.13 demands of every certificate, on whatever Python this is."""
    usual = urllib3.util.ssl_.create_urllib3_context

    def strict(*arguments, **named):
        context = usual(*arguments, **named)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    monkeypatch.setattr(urllib3.util.ssl_, "create_urllib3_context", strict)
    with erp(ours.issue("erp")) as server:
        assert post(server, verify=ours.bundle).status_code == 200


def test_naming_one_authority_does_not_let_another_in(ours, stranger):
    with erp(stranger.issue("erp")) as server:
        assert_refused(server, verify=ours.bundle)


def test_a_certificate_for_another_host_is_refused(ours):
    with erp(ours.issue("other", address="127.0.0.2")) as server:
        assert_refused(server, verify=ours.bundle)


def test_an_expired_certificate_is_refused(ours):
    with erp(ours.issue("old", until=NOW - DAY)) as server:
        assert_refused(server, verify=ours.bundle)


def test_a_client_certificate_is_shown_to_an_erp_that_wants_one(ours, stranger):
    with erp(ours.issue("erp"), wants=stranger) as server:
        settings = {"verify": ours.bundle, "client_certificate": stranger.issue("crm")}
        assert post(server, **settings).status_code == 200
        assert server.seen == [(b"<secret/>", {"commonName": "crm"})]


def test_without_the_wanted_client_certificate_nothing_arrives(ours, stranger):
    with erp(ours.issue("erp"), wants=stranger) as server:
        with pytest.raises(TransportError) as error:
            post(server, verify=ours.bundle)
        assert server.seen == []
        assert error.value.code in ("TLS", "CONNECTION_LOST")  # the alert, or what its connection ended with


def test_a_connection_that_breaks_after_the_request_arrived_says_nothing(ours):
    """The ERP has read all of it; what comes back is no TLS any more."""

    class Garbled(Page):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.server.seen.append("all of it")
            with socket.socket(fileno=os.dup(self.connection.fileno())) as plain:
                plain.sendall(b"\x17\x03\x03\x00\x20" + b"x" * 32)
            self.close_connection = True

    with erp(ours.issue("erp")) as server:
        server.RequestHandlerClass = Garbled
        with pytest.raises(TransportError) as error:
            post(server, verify=ours.bundle)
        assert server.seen == ["all of it"]
        assert isinstance(error.value.__cause__, requests.exceptions.SSLError)
        assert outcome_of(error.value, Exchange()).kind == UNKNOWN
