import logging
import time

from odoo import SUPERUSER_ID
from odoo.http import Controller, request, route

from ..engine import inbound_contract, inbound_xml
from ..engine.inbound_login import Shown, Throttle, admits, basic_credentials, stranger
from ..engine.inbound_wsdl import wsdl
from ..engine.inbound_xml import Refusal

_logger = logging.getLogger(__name__)
# Counted per process, as Odoo counts failed logins of people. One address alone may not try many backends either.
BY_BACKEND, BY_ADDRESS = Throttle(), Throttle(free=50)
LARGEST_DRAIN = 64 * 2**20
SEND_AGAIN = "send it again later"


class Inbound(Controller):
    """The door at which an ERP delivers what it has to say; see docs/inbound.md."""

    @route("/erp/soap/<string:key>", type="http", auth="none", methods=["GET", "POST"], csrf=False, save_session=False)
    def inbound(self, key, **_parameters):
        if request.httprequest.method == "GET":
            return self._contract(key)
        try:
            body, status = self._accept(key), 200
        except Refusal as refusal:
            body, status = inbound_xml.fault(refusal, inbound_contract.NS), refusal.status
            _logger.info("inbound push refused: %s", refusal.code)
            return self._answer(body, status, getattr(refusal, "headers", {}))
        return self._answer(body, status if body else 202)

    @staticmethod
    def _answer(body, status, headers=None):
        headers = {"Content-Type": inbound_xml.CONTENT_TYPE, "Cache-Control": "no-store", **(headers or {})}
        return request.make_response(body, list(headers.items()), status=status)

    def _contract(self, key):
        """The WSDL; the same whatever the key is, so that it tells nobody which backends there are."""
        if "wsdl" not in request.httprequest.query_string.decode("ascii", "replace").lower():
            return self._answer(b"", 404)
        return self._answer(wsdl(f"{request.httprequest.host_url.rstrip('/')}/erp/soap/{key}"), 200)

    def _accept(self, key):
        """Answer to a push, as bytes; empty when the dialect's own protocol wants an empty answer. Raises Refusal.

        Nothing is applied here. What is kept is committed before the answer leaves, because Odoo ends the
        transaction before it sends a response.
        """
        # superuser: the ERP is no user of Odoo. What it may do is decided by _admit, and is to write into the inbox.
        backend = request.env["erp.backend"].with_user(SUPERUSER_ID)._of_inbound_key(key)
        sources = self._sources(key)
        self._throttle(sources)
        # The login in the HTTP header is looked at before the body is read, the one in the envelope afterwards.
        limit = backend.inbound_max_bytes if backend else backend._inbound_default_limit()
        body = self._body(limit)
        shown = Shown(basic_credentials(request.httprequest.headers.get("Authorization")))
        problem, envelope = None, None
        try:
            envelope = inbound_xml.read(body, request.httprequest.headers.get("Content-Type", ""))
        except Refusal as refusal:
            problem = refusal
        self._admit(backend, shown, envelope, sources)
        if problem:
            raise problem
        return backend._receive(envelope.content)

    @staticmethod
    def _sources(key):
        address = request.httprequest.remote_addr or ""
        database = request.env.cr.dbname
        return ((BY_BACKEND, (database, address, key)), (BY_ADDRESS, (database, address)))

    @staticmethod
    def _throttle(sources):
        seconds = max(throttle.wait(source, time.monotonic()) for throttle, source in sources)
        if seconds > 0:
            refusal = Refusal("TOO_MANY", "too many failed logins from this address", "", SEND_AGAIN, "Server", 429)
            refusal.headers = {"Retry-After": str(int(seconds) + 1)}
            raise refusal

    def _admit(self, backend, shown, envelope, sources):
        """Refusal unless the request proves that it comes from this backend's ERP. Whether the backend is unknown, the
        endpoint switched off or the password wrong: the answer is the same."""
        expected = backend._inbound_expected() if backend else stranger()
        token = envelope.token if envelope else None
        certificate = backend._inbound_certificate(request.httprequest.headers) if backend else ""
        if admits(expected, Shown(shown.basic, token, certificate)):
            for throttle, source in sources[:1]:
                throttle.succeeded(source)
            if backend.inbound_tls_only and request.httprequest.scheme != "https":
                raise Refusal("TLS", "this endpoint is reached over https only", advice="use https", status=403)
            return
        for throttle, source in sources:
            throttle.failed(source, time.monotonic())
        _logger.warning("inbound push: login failed from %s", request.httprequest.remote_addr)
        refusal = Refusal("LOGIN", "the login is not accepted", status=401)
        refusal.headers = {"WWW-Authenticate": 'Basic realm="ERP"'}
        raise refusal

    def _body(self, limit):
        """The request's body, at most `limit` bytes of it. A larger one is let pass by unread, so that the sender gets
        our answer and not a broken connection."""
        web = request.httprequest
        if web.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Refusal("COMPRESSED", "compressed requests are not accepted", status=415)
        web.max_content_length = limit
        if web.content_length is None:
            body = self._chunks(web, limit)
        elif web.content_length <= limit:
            body = web.get_data()
        else:
            body = None
        if body is not None and len(body) <= limit:
            return body
        self._let_pass(web)
        raise Refusal("TOO_LARGE", f"the message is larger than {limit} bytes", advice="split it", status=413)

    @staticmethod
    def _chunks(web, limit):
        """A body that came without a length; read once, because Odoo may run the request a second time."""
        if not hasattr(request, "erp_body"):
            request.erp_body = web._HTTPRequest__environ["wsgi.input"].read(limit + 1)
        return request.erp_body

    @staticmethod
    def _let_pass(web):
        left = min(web.content_length or 0, LARGEST_DRAIN)
        stream = web._HTTPRequest__environ["wsgi.input"]
        while left > 0 and (part := stream.read(min(left, 65536))):
            left -= len(part)
