"""Envelopes that an ERP pushes at us: read with suspicion, answered in SOAP 1.1.

A request is decoded by us before any XML parser sees it, so that a document type cannot hide behind an encoding; then
it is parsed without DTD, entities or network.
"""

import codecs
import re
from dataclasses import dataclass

from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
PASSWORD_TEXT = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"
CONTENT_TYPE = "text/xml; charset=utf-8"
XML_TYPES = ("text/xml", "application/xml", "application/soap+xml")
# What ERPs really send. Python knows more codecs, among them some that expand or transform: those stay out.
ENCODINGS = {
    *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1", "iso8859-15", "cp1252"),
    *("gbk", "gb2312", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
}
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
DECLARATION = re.compile(r"<\?xml\s[^>]{0,200}\?>")
DECLARED = re.compile(rb"""<\?xml\s[^>]{0,150}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")


class Refusal(Exception):
    """A request that is answered with a fault. `blame` is the SOAP 1.1 fault code: Client (do not send the same again),
    Server (send it again later), VersionMismatch or MustUnderstand; `status` the HTTP status."""

    def __init__(self, code, text, field="", advice="", blame="Client", status=500):
        super().__init__(text)
        self.code = code
        self.field = field
        self.advice = advice
        self.blame = blame
        self.status = status


@dataclass(frozen=True)
class Envelope:
    """A readable request: `content` is the one element in the body, `token` the (login, password) of a WS-Security
    UsernameToken or None."""

    content: object
    token: tuple | None = None


def read(body, content_type=""):
    """Envelope of a request body. Refusal when it is anything else than one SOAP 1.1 message.

    >>> read(b'<e:Envelope xmlns:e="%s"><e:Body><a/></e:Body></e:Envelope>' % SOAP.encode()).content.tag
    'a'
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind and kind not in XML_TYPES:
        raise Refusal("NOT_XML", f"the content type must be text/xml, it is {kind[:60]}", status=415)
    text = decode(body, charset_of(content_type))
    _refuse_document_type(text)
    root = _parse(text)
    if root.tag.rpartition("}")[2].lower() == "html":
        raise Refusal("NOT_SOAP", "this is a web page, not a SOAP message")
    return _open(root)


def charset_of(content_type):
    """
    >>> charset_of('text/xml; charset="GBK"'), charset_of("text/xml")
    ('GBK', '')
    """
    found = re.search(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", content_type, re.I)
    return found.group(1) if found else ""


def decode(body, charset=""):
    """Text of a body. Byte order mark, then charset of the header, then the XML declaration, then UTF-8.

    A header that contradicts the bytes is a common mistake of proxies: when it does not fit, the declaration is tried.
    """
    if not body or not body.strip():
        raise Refusal("EMPTY", "the request has no body")
    for mark, name in MARKS:
        if body.startswith(mark):
            return _strict(body[len(mark) :], name, name)
    declared = DECLARED.match(body.lstrip()[:300])
    names = [name for name in (charset, declared and declared.group(1).decode()) if name] or ["utf-8"]
    for name in names[:-1]:
        try:
            return _strict(body, _codec(name), name)
        except Refusal:
            continue
    return _strict(body, _codec(names[-1]), names[-1])


def _codec(name):
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        codec = ""
    if codec not in ENCODINGS:
        raise Refusal("ENCODING", f"the encoding {name} is not supported; send UTF-8", advice="send UTF-8")
    return codec


def _strict(body, codec, name):
    try:
        return body.decode(codec)
    except UnicodeDecodeError as error:
        text = f"the body is not valid {name} (byte {error.start})"
        raise Refusal("ENCODING", text, advice="declare the encoding that is really sent") from None


def _refuse_document_type(text):
    """A document type may only stand before the first element; whatever is in front of that is looked through."""
    position, end = 0, len(text)
    while position < end:
        position = _past_space(text, position)
        if text.startswith("<!--", position):
            closing, width = text.find("-->", position + 4), 3
        elif text.startswith("<?", position):
            closing, width = text.find("?>", position + 2), 2
        else:
            break
        if closing < 0:
            return
        position = closing + width
    if text[position : position + 14].lower() == "<!doctype html":
        raise Refusal("NOT_SOAP", "this is a web page, not a SOAP message")
    if text.startswith("<!", position):
        raise Refusal("DOCTYPE", "a document type declaration is not allowed in a SOAP message")


def _past_space(text, position):
    while position < len(text) and text[position] in " \t\r\n\ufeff":
        position += 1
    return position


def _parse(text):
    text = text.lstrip("\ufeff \t\r\n")
    declaration = DECLARATION.match(text)
    if declaration:
        text = text[declaration.end() :]
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "strict"), parser)
    except (etree.XMLSyntaxError, ValueError, UnicodeEncodeError) as error:
        words = getattr(error, "msg", "") or str(error)
        if text[:200].lower().lstrip().startswith("<html"):
            raise Refusal("NOT_SOAP", "this is a web page, not a SOAP message") from None
        raise Refusal("NOT_WELL_FORMED", f"the XML is not well-formed: {words[:200]}") from None
    return root


def _open(root):
    namespace, _brace, name = root.tag.rpartition("}")
    if name != "Envelope":
        raise Refusal("NOT_SOAP", f"a SOAP envelope is expected, not <{name[:60]}>")
    if namespace[1:] != SOAP:
        version = "SOAP 1.2" if namespace[1:] == SOAP_12 else "an unknown version"
        raise Refusal("VERSION", f"this is {version}; SOAP 1.1 is expected", blame="VersionMismatch")
    parts = [child for child in root if isinstance(child.tag, str)]
    bodies = [child for child in parts if child.tag == f"{{{SOAP}}}Body"]
    headers = [child for child in parts if child.tag == f"{{{SOAP}}}Header"]
    if len(bodies) != 1 or len(headers) > 1:
        raise Refusal("NOT_SOAP", "an envelope has one body and at most one header")
    contents = [child for child in bodies[0] if isinstance(child.tag, str)]
    if len(contents) != 1:
        raise Refusal("NOT_SOAP", f"the body must hold one element, it holds {len(contents)}")
    token = _header(headers[0]) if headers else None
    return Envelope(contents[0], token)


def _header(header):
    token = None
    for block in header:
        if block.tag == f"{{{WSSE}}}Security":
            token = _username_token(block) or token
        elif block.get(f"{{{SOAP}}}mustUnderstand") in ("1", "true"):
            name = block.tag.rpartition("}")[2][:60]
            raise Refusal("HEADER", f"the header {name} must be understood and is not", blame="MustUnderstand")
    return token


def _username_token(security):
    found = security.find(f"{{{WSSE}}}UsernameToken")
    if found is None:
        return None
    password = found.find(f"{{{WSSE}}}Password")
    if password is None or password.get("Type", PASSWORD_TEXT) != PASSWORD_TEXT:
        return None
    return (found.findtext(f"{{{WSSE}}}Username") or "", password.text or "")


def answer(tag, values):
    """Envelope with one element of simple values, as bytes; `tag` in lxml's {namespace}name form."""
    namespace = tag[1:].partition("}")[0]
    content = etree.Element(tag, nsmap={None: namespace})
    for name, value in values.items():
        etree.SubElement(content, f"{{{namespace}}}{name}").text = _clean(value)
    return _wrap(content)


def fault(refusal, namespace):
    """A SOAP 1.1 fault as bytes: unqualified faultcode, faultstring and detail, in this order."""
    element = etree.Element(f"{{{SOAP}}}Fault", nsmap={"soap": SOAP})
    etree.SubElement(element, "faultcode").text = f"soap:{refusal.blame}"
    etree.SubElement(element, "faultstring").text = _clean(str(refusal))
    # SOAP 1.1, 4.4: a fault about a header or the envelope itself carries no detail of the body.
    if refusal.blame in ("Client", "Server"):
        detail = etree.SubElement(element, "detail")
        problem = etree.SubElement(detail, f"{{{namespace}}}problem", nsmap={None: namespace})
        for name in ("code", "field", "advice"):
            if value := getattr(refusal, name):
                etree.SubElement(problem, f"{{{namespace}}}{name}").text = _clean(value)
    return _wrap(element)


def _wrap(content):
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    etree.SubElement(envelope, f"{{{SOAP}}}Body").append(content)
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")


def _clean(value):
    """Text that XML can hold: what a foreign request made us quote may contain anything."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "�", str(value))
