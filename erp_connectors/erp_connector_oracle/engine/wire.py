"""Oracle's SOAP 1.1 on the wire, for both dialects: envelope, login in the header, answers, faults.

The messages are built by hand from contracts: what Oracle's services publish at run time are megabytes of schemas with
policies that no client follows, and the order of elements is all we need of them.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from lxml import etree

from odoo.addons.erp_connector.soap.transport import Transport, TransportError

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSSE, WSU = f"{WSS}wssecurity-secext-1.0.xsd", f"{WSS}wssecurity-utility-1.0.xsd"
PASSWORD_TEXT = f"{WSS}username-token-profile-1.0#PasswordText"
TOKEN_SECONDS = 300
# Codes of WS-Security itself: the message was not looked at.
LOGIN_FAULTS = (
    "FailedAuthentication",
    "FailedCheck",
    "InvalidSecurity",
    "InvalidSecurityToken",
    "SecurityTokenUnavailable",
)


class OracleFault(Exception):
    """A SOAP fault. `code` is the fault code without its prefix, `detail` the element in it, None when there is none."""

    def __init__(self, code, text, detail, status):
        super().__init__(text or "Oracle answered with a fault that says nothing")
        self.code, self.detail, self.status = code, detail, status


class Bearer:
    """requests' auth with an access token that somebody else renews."""

    def __init__(self, token):
        self.token = token

    def __call__(self, request):
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


@dataclass(frozen=True)
class Door:
    """One way in: `auth` for HTTP, `header` a function that adds to the SOAP header."""

    auth: object = None
    header: object = None


def username_token(parent, login, password, stamped=True, clock=None):
    """Add wsse:Security with a plain-text user name token; with a time stamp where the service wants one."""
    security = etree.SubElement(parent, f"{{{WSSE}}}Security", nsmap={"wsse": WSSE, "wsu": WSU})
    security.set(f"{{{ENVELOPE}}}mustUnderstand", "1")
    if stamped:
        now = clock or datetime.now(timezone.utc)
        stamp = etree.SubElement(security, f"{{{WSU}}}Timestamp")
        for name, moment in (("Created", now), ("Expires", now + timedelta(seconds=TOKEN_SECONDS))):
            etree.SubElement(stamp, f"{{{WSU}}}{name}").text = moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    token = etree.SubElement(security, f"{{{WSSE}}}UsernameToken")
    etree.SubElement(token, f"{{{WSSE}}}Username").text = login
    secret = etree.SubElement(token, f"{{{WSSE}}}Password")
    secret.set("Type", PASSWORD_TEXT)
    secret.text = password


def envelope(body, header=None):
    """The envelope around a body element; `header(element)` fills the SOAP header."""
    root = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soapenv": ENVELOPE})
    top = etree.SubElement(root, f"{{{ENVELOPE}}}Header")
    if header:
        header(top)
    etree.SubElement(root, f"{{{ENVELOPE}}}Body").append(body)
    return root


class Wire:
    """Calls of one dialect. Several calls that belong to one message are kept together for the audit."""

    def __init__(self, settings, exchange, auth=None):
        self.settings, self.exchange = settings, exchange
        self.transport = Transport(settings, auth)
        self.transport.exchange = exchange
        self.told = []

    def begin(self):
        """A new message: what was said before belongs to another."""
        self.told.clear()

    def call(self, path, action, root):
        """POST an envelope and return the element in the answer's body. OracleFault or TransportError otherwise."""
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
        message = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        earlier = [*self.told]
        try:
            response = self.transport.post(self.settings.url.rstrip("/") + path, message, headers)
        finally:
            self._remember(earlier)
        if response.status_code in (401, 403, 404, 429):
            text = {
                404: f"there is no web service at {path}",
                429: "Oracle asks to slow down",
            }.get(response.status_code, "Oracle does not accept the login of this backend")
            raise TransportError(f"HTTP_{response.status_code}", text, False, response.status_code)
        return read(response.content, response.status_code)

    def _remember(self, earlier):
        self.told = [*earlier, (self.exchange.request, self.exchange.response)]
        self.exchange.request = "\n\n".join(request for request, _response in self.told)
        self.exchange.response = "\n\n".join(response for _request, response in self.told)


def parse(body):
    """Root of an XML text from outside: no DTD, no entities, no network. ValueError when it is none."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise ValueError("DOCTYPE")
    return root


def root_part(body):
    """The envelope out of a multipart answer (Oracle's services that can attach files always send one), or the body.

    >>> root_part(b'--x\\r\\nContent-Type: application/xop+xml\\r\\n\\r\\n<a/>\\r\\n--x--\\r\\n')
    b'<a/>'
    """
    text = body.lstrip()
    if not text.startswith(b"--"):
        return body
    boundary = text.split(None, 1)[0]
    for part in text.split(boundary)[1:]:
        _head, gap, content = re.split(rb"(\r?\n\r?\n)", part, maxsplit=1) if b"\n" in part else (b"", b"", b"")
        if gap and content.lstrip().startswith(b"<"):
            return content.strip()
    return b""


def read(body, status):
    """The element in the body of an answer. An answer that is no SOAP at all says nothing about what was done."""
    try:
        root = parse(root_part(body))
    except ValueError:
        root = None
    if root is None or root.tag != f"{{{ENVELOPE}}}Envelope":
        code = f"HTTP_{status}" if status != 200 else "NOT_SOAP"
        raise TransportError(code, _page(body), status=status)
    held = root.find(f"{{{ENVELOPE}}}Body")
    if held is None or not len(held):
        raise TransportError("EMPTY_ANSWER", "Oracle sent an answer without content", status=status)
    if held[0].tag == f"{{{ENVELOPE}}}Fault":
        raise _fault(held[0], status)
    return held[0]


def _fault(fault, status):
    detail = fault.find("detail")
    inner = detail[0] if detail is not None and len(detail) else None
    code = (fault.findtext("faultcode") or "").strip().rpartition(":")[2]
    text = (fault.findtext("faultstring") or "").strip()
    if code in LOGIN_FAULTS:
        words = f"Oracle does not accept the login of this backend: {text}"
        return TransportError("LOGIN", words, executed=False, status=status)
    return OracleFault(code, text, inner, status)


def _page(body):
    start = body[:200].decode("utf-8", "replace").strip()
    return f"the answer is not SOAP: {start}" if start else "Oracle sent an empty answer"


def local(element):
    return etree.QName(element).localname


def text_of(element, name, default=""):
    """Text of the first child of this name in whatever namespace."""
    found = element.find(f"{{*}}{name}") if element is not None else None
    return (found.text or "").strip() if found is not None and found.text else default


def inside(element, name):
    """All elements of this name below, in whatever namespace."""
    return [] if element is None else list(element.iter(f"{{*}}{name}"))
