"""The only way out: every byte to and from an ERP passes here, with limits both ways.

No host but the configured one, no redirect, no proxy from the environment, TLS verified, a time limit on the whole
answer (not only between two bytes), a size limit, and what went over the wire kept for the audit.
"""

import re
import ssl
import time
from pathlib import Path
from urllib.parse import urlsplit

import requests
import requests.adapters
import urllib3
import zeep.transports
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .deadline import Call, TimedHTTPConnection, TimedHTTPSConnection

SOAP_ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
# Foreign schemas that vendors' contracts import without saying where from; kept here so that nothing is fetched.
LOCAL_SCHEMAS = {SOAP_ENCODING: Path(__file__).parent / "soap_encoding.xsd"}
KEPT = 64 * 1024
ENVELOPE, ENVELOPE_END = re.compile(rb"<([\w.-]+:)?Envelope[\s>]"), re.compile(rb"</([\w.-]+:)?Envelope\s*>")
CERTIFICATE_ALERT = re.compile("ALERT_(BAD_|UNSUPPORTED_)?CERTIFICATE|ALERT_UNKNOWN_CA")


class TransportError(Exception):
    """The call did not end in a readable answer. `executed` is False only when the request surely never arrived, and True
    where something was done that a person has to put right.
    """

    def __init__(self, code, text, executed=None, status=0, retry_after=None):
        super().__init__(text)
        self.code = code
        self.executed = executed
        self.status = status
        self.retry_after = retry_after


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = TimedHTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = TimedHTTPSConnection


class _Adapter(requests.adapters.HTTPAdapter):
    """Keeps enough connections for all lanes, never tries twice by itself, and puts calls under a deadline."""

    def __init__(self, own_authority, **named):
        self.own_authority = own_authority
        super().__init__(**named)

    def init_poolmanager(self, *arguments, **named):
        if self.own_authority:
            # From Python 3.13 on, certificates without key identifiers (RFC 5280, 4.2.1.1) are refused. An authority
            # made in the house often writes none; who names it vouches for it. All else is checked as ever.
            context = urllib3.util.ssl_.create_urllib3_context()
            context.verify_flags &= ~ssl.VERIFY_X509_STRICT
            named["ssl_context"] = context
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}


class _Session(requests.Session):
    """A session that never looks where a redirect points.

    requests resolves the target even when it must not follow, and reads the whole body for that, without any limit.
    """

    def get_redirect_target(self, resp):
        return None


class Transport(zeep.transports.Transport):
    """zeep's transport with the project's limits. `exchange` is the Exchange that the next call fills.

    `auth` is what requests calls an auth: (user, password), an NTLM handshake, a bearer.
    """

    def __init__(self, settings, auth=None):
        session = _Session()
        session.trust_env = False
        session.auth = auth
        session.verify = settings.verify
        session.cert = settings.client_certificate or None
        own_authority = isinstance(settings.verify, str)
        adapter = _Adapter(own_authority, pool_connections=4, pool_maxsize=64, max_retries=0)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        super().__init__(session=session, timeout=settings.timeout, operation_timeout=settings.timeout)
        self.settings = settings
        self.exchange = None
        self.origin = _origin(settings.url)

    def load(self, url):
        """A WSDL or schema: ours, or from the configured server. Everything else is refused."""
        if url in LOCAL_SCHEMAS:
            return LOCAL_SCHEMAS[url].read_bytes()
        scheme = urlsplit(url).scheme
        if not scheme:
            return super().load(url)  # a contract that a dialect ships; a remote one cannot name a path without scheme
        if scheme not in ("http", "https"):
            raise TransportError("LOCAL_FILE", f"a contract may not name {url[:100]}", executed=False)
        self._check_origin(url)
        response = self._request("GET", url, None, {})
        if response.status_code != 200:
            text = "the ERP does not hand out the contract of its web service"
            if response.status_code in (401, 403):
                text = "the ERP does not accept the login of this backend"
            raise TransportError(f"HTTP_{response.status_code}", text, False, response.status_code)
        return response.content

    def post(self, address, message, headers):
        """POST one envelope; returns a requests.Response whose body has been read within the limits."""
        self._check_origin(address)
        if self.exchange is not None:
            self.exchange.request = message.decode("utf-8", "replace")[:KEPT]
            self.exchange.response, self.exchange.status = "", 0
        response = self._request("POST", address, message, headers)
        if response.status_code == 200 and _cut_off(response.content):
            raise TransportError("CONNECTION_LOST", "the connection broke before the answer was complete")
        return response

    def _check_origin(self, url):
        if _origin(url) != self.origin:
            words = f"{urlsplit(url).hostname} is not the configured server"
            raise TransportError("FOREIGN_HOST", words, executed=False)

    def _request(self, method, url, body, headers):
        started = time.monotonic()
        with Call(self.settings.timeout) as call:
            try:
                response = self.session.request(
                    method,
                    url,
                    data=body,
                    headers=headers,
                    timeout=self.settings.timeout,
                    allow_redirects=False,
                    stream=True,
                )
                with response:
                    response._content = self._read(response)
                    response._content_consumed = True
            except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                if call.expired:
                    raise TransportError("TIMEOUT", "the answer did not end in time") from error
                raise _as_transport_error(error, call.body_began) from error
            if call.expired:
                raise TransportError("TIMEOUT", "the answer did not end in time")
        if self.exchange is not None:
            self.exchange.status = response.status_code
            self.exchange.seconds = time.monotonic() - started
            self.exchange.response = response.content[:KEPT].decode("utf-8", "replace")
        if response.is_redirect:
            raise TransportError("REDIRECT", "the server answered with a redirect", False, response.status_code)
        return response

    def _read(self, response):
        parts, size = [], 0
        for part in response.iter_content(65536):
            size += len(part)
            if size > self.settings.max_bytes:
                raise TransportError("TOO_LARGE", f"the answer is larger than {self.settings.max_bytes} bytes")
            parts.append(part)
        return b"".join(parts)


def _origin(url):
    """Scheme, host and port of an address; a port that the scheme means anyway is the same, named or not."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _cut_off(content):
    """True for an envelope without its end. zeep mends broken XML (real ERPs write some), and would take the first half of
    an order's number for the number. UTF-16 differs from ASCII by NULs here.

    >>> _cut_off(b"<s:Envelope><id>12"), _cut_off(b"<s:Envelope></s:Envelope>"), _cut_off(b"<html>")
    (True, False, False)
    """
    plain = content.replace(b"\0", b"")
    return bool(ENVELOPE.search(plain)) and not ENVELOPE_END.search(plain)


def _as_transport_error(error, body_began):
    """Tell "never arrived" from "nobody knows". urllib3 hides the reason two levels down.

    A secure connection that fails while the answer is read says nothing; only the ERP's alert that it does not accept our
    certificate may come that late (TLS 1.3) and still means that it has read nothing.
    """
    reason = getattr(error.args[0], "reason", None) if error.args else None
    never_arrived = type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")
    certificate = CERTIFICATE_ALERT.search(str(reason or error))
    if isinstance(error, requests.exceptions.SSLError) and (certificate or not body_began):
        return TransportError("TLS", f"the secure connection failed: {reason or error}", executed=False)
    if never_arrived or isinstance(error, requests.exceptions.ConnectTimeout):
        return TransportError("UNREACHABLE", "the server cannot be reached", executed=False)
    if isinstance(error, requests.exceptions.Timeout):
        return TransportError("TIMEOUT", "the server did not answer in time")
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.MissingSchema):
        return TransportError("BAD_URL", "the address of the ERP is not a valid URL", executed=False)
    return TransportError("CONNECTION_LOST", "the connection broke before the answer was complete")
