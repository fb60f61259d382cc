"""SOAP 1.1 envelopes for simulators: taken apart strictly, put together by hand. No SOAP library."""

from html import escape

from soap_server import parse_xml

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"


class NotSoap(ValueError):
    """The request is not what a SOAP 1.1 server understands."""


def local(tag):
    return tag.rpartition("}")[2]


def body_element(request):
    """The one element in the body. NotSoap or etree.XMLSyntaxError says what is wrong."""
    if not request.headers.get("content-type", "").lower().startswith("text/xml"):
        raise NotSoap("the content type of SOAP 1.1 is text/xml")
    root = parse_xml(request.body)
    if root.tag != f"{{{ENVELOPE}}}Envelope":
        raise NotSoap("this is not a SOAP 1.1 envelope")
    bodies = root.findall(f"{{{ENVELOPE}}}Body")
    if len(bodies) != 1 or len(bodies[0]) < 1:
        raise NotSoap("the envelope has no body")
    return bodies[0][0]


def action_of(request):
    """The SOAPAction header without its quotes; None when the header is missing."""
    value = request.headers.get("soapaction")
    return None if value is None else value.strip('"')


def envelope(content, namespaces=""):
    return (
        f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{ENVELOPE}"{namespaces}>'
        f"<s:Body>{content}</s:Body></s:Envelope>"
    ).encode()


def fault(code, text, detail="", namespaces=""):
    return envelope(
        f"<s:Fault><faultcode{namespaces}>{escape(code)}</faultcode>"
        f'<faultstring xml:lang="en-US">{escape(text)}</faultstring><detail>{detail}</detail></s:Fault>'
    )
