"""SOAP 1.1 document/literal by hand: SAP's contracts are strict about order and lax about everything else."""

from dataclasses import dataclass

from lxml import etree

from odoo.addons.erp_connector.engine.backoff import retry_after_seconds
from odoo.addons.erp_connector.engine.outcome import refused, unknown
from odoo.addons.erp_connector.soap.transport import Transport, TransportError

from . import words

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
ENVELOPE_12 = "http://www.w3.org/2003/05/soap-envelope"


@dataclass(frozen=True)
class Answer:
    """body: the element in the envelope's body, None when the answer was empty; fault: (code, text) or None."""

    status: int
    body: object = None
    fault: tuple | None = None


def transport(settings, exchange):
    # As bytes: requests would squeeze a Chinese or German password into Latin-1.
    made = Transport(settings, auth=(settings.login.encode(), settings.password.encode()))
    made.exchange = exchange
    return made


def envelope(element):
    """
    >>> envelope(etree.Element("a")).decode().count("Body")
    2
    """
    root = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soapenv": ENVELOPE})
    etree.SubElement(root, f"{{{ENVELOPE}}}Header")
    body = etree.SubElement(root, f"{{{ENVELOPE}}}Body")
    if element is not None:
        body.append(element)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def post(transport, address, action, element):
    """Send; returns an Answer. TransportError when nobody can say what came of it, or when it surely did not arrive."""
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"', "Accept": "text/xml"}
    response = transport.post(address, envelope(element), headers)
    if response.status_code in (401, 403, 404, 429):
        text = {404: "there is no web service at this address", 429: "SAP asks to slow down"}.get(
            response.status_code, "SAP does not accept the login of this backend"
        )
        retry = retry_after_seconds(response.headers.get("Retry-After"))
        raise TransportError(f"HTTP_{response.status_code}", text, False, response.status_code, retry)
    return read(response.status_code, response.content, response.headers.get("Retry-After"))


def read(status, content, retry_after=None):
    """Answer of bytes. TransportError when it is no SOAP: an error page, a login page, half of an answer."""
    if not content.strip() and status in (200, 202):
        return Answer(status)
    try:
        root = parse(content)
    except (etree.XMLSyntaxError, ValueError) as error:
        seconds = retry_after_seconds(retry_after)
        code = "NOT_SOAP" if status in (200, 202) else f"HTTP_{status}"
        raise TransportError(code, "the answer is not SOAP", None, status, seconds) from error
    space, _brace, name = root.tag[1:].partition("}")
    body = root.find(f"{{{space}}}Body") if space in (ENVELOPE, ENVELOPE_12) and name == "Envelope" else None
    if body is None:
        raise TransportError("NOT_SOAP", "the answer is not a SOAP envelope", None, status)
    if not len(body):
        return Answer(status)
    if body[0].tag == f"{{{space}}}Fault":
        return Answer(status, fault=_fault(body[0]))
    if status not in (200, 202):
        raise TransportError(f"HTTP_{status}", "SAP answered with an error", None, status)
    return Answer(status, body[0])


def parse(content):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("DOCTYPE")
    return root


def _fault(element):
    code = element.findtext("faultcode") or element.findtext(f"{{{ENVELOPE_12}}}Code/{{{ENVELOPE_12}}}Value") or ""
    text = element.findtext("faultstring") or element.findtext(f"{{{ENVELOPE_12}}}Reason/{{{ENVELOPE_12}}}Text") or ""
    return code.rpartition(":")[2], text.strip()


def of_fault(fault):
    """Outcome of a fault. Only one that blames the sender is a refusal; after any other nobody knows."""
    code, text = fault
    if code.lower().startswith(("client", "sender", "mustunderstand", "versionmismatch")):
        return refused("FAULT", text or "SAP refused the message and did not say why", advice=words.REFUSED)
    return unknown(code or "FAULT", text or "SAP answered with a fault that says nothing")


def text_of(element, name):
    """Text of the first element of this name at any depth, without its namespace; "" when there is none."""
    for found in element.iter():
        if isinstance(found.tag, str) and found.tag.rpartition("}")[2] == name:
            return (found.text or "").strip()
    return ""


def child_text(element, path):
    """Text along local names from here, "" when it is not there."""
    for name in path.split("/"):
        element = child(element, name)
        if element is None:
            return ""
    return (element.text or "").strip()


def child(element, name):
    return next((one for one in element if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == name), None)


def children(element, name):
    return [one for one in element if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == name]
