"""Get one document from a listed host: no redirect, no private address, no endless answer."""

import ipaddress
import socket
import time

import requests

from .engine.watching import Refused, check_address, target

LARGEST = 2_000_000
PATIENCE, ALTOGETHER = 10, 30
AGENT = "Mozilla/5.0 (compatible; CRM-Extended watch)"
TEXT = ("text/", "application/xml", "application/rss", "application/atom", "application/xhtml", "application/rdf")


class FetchFailed(Refused):
    """The host did not answer as hoped. `reason`: unknown, unreachable, status or slow."""


class Document:
    """What came back: bytes, and as text in the encoding that the server or the document names."""

    def __init__(self, content, encoding):
        self.content = content
        self.encoding = encoding or "utf-8"

    @property
    def text(self):
        try:
            return self.content.decode(self.encoding, errors="replace")
        except LookupError:
            return self.content.decode("utf-8", errors="replace")


def fetch(url, hosts):
    """Return the Document at `url`. `hosts` is {host or host:port: may its address be private}.

    Raises Refused when the address must not be fetched, FetchFailed when it could not be.
    """
    host, port = target(url, hosts)
    private_allowed = hosts.get(f"{host}:{port}", False) or hosts.get(host, False)
    _check_name(host, port, private_allowed)
    started = time.monotonic()
    with requests.Session() as session:
        # Settings of the environment could send the request through a proxy, past the check of the address.
        session.trust_env = False
        try:
            with session.get(
                url, headers={"User-Agent": AGENT}, timeout=PATIENCE, stream=True, allow_redirects=False
            ) as answer:
                _check_peer(answer, private_allowed)
                return _read(answer, started)
        except requests.RequestException as error:
            raise FetchFailed("unreachable", f"{host}, {type(error).__name__}") from None


def _check_name(host, port, private_allowed):
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise FetchFailed("unknown", host) from None
    for *_rest, address in found:
        check_address(address[0], private_allowed)


def _check_peer(answer, private_allowed):
    """The name may lead elsewhere by the time of the connection: what counts is where it went."""
    connection = getattr(answer.raw, "connection", None) or getattr(answer.raw, "_connection", None)
    peer = getattr(getattr(connection, "sock", None), "getpeername", None)
    if peer is None:
        # The answer was so short that the connection is already closed; then only the check of the name was made.
        if not private_allowed:
            raise FetchFailed("unreachable", answer.url)
        return
    address = peer()[0]
    ipaddress.ip_address(address.split("%")[0])
    check_address(address, private_allowed)


def _read(answer, started):
    if answer.is_redirect or 300 <= answer.status_code < 400:
        raise Refused("redirect", answer.headers.get("Location", "")[:300])
    if answer.status_code != 200:
        raise FetchFailed("status", str(answer.status_code))
    kind = answer.headers.get("Content-Type", "text/html").lower()
    if not kind.startswith(TEXT) and "xml" not in kind:
        raise Refused("type", kind[:80])
    content = bytearray()
    for piece in answer.iter_content(16_384):
        content += piece
        if len(content) > LARGEST:
            raise Refused("size", f"{LARGEST // 1_000_000} MB")
        if time.monotonic() - started > ALTOGETHER:
            raise FetchFailed("slow", str(ALTOGETHER))
    named = "charset=" in kind
    return Document(bytes(content), answer.encoding if named else _declared(bytes(content[:2000])))


def _declared(start):
    """The encoding that an HTML or XML document names itself."""
    for mark in (b'charset="', b"charset=", b'encoding="'):
        at = start.lower().find(mark)
        if at >= 0:
            name = start[at + len(mark) :].split(b'"')[0].split(b">")[0].strip(b" '/;")
            if name and len(name) < 30:
                return name.decode("ascii", errors="ignore")
    return None
