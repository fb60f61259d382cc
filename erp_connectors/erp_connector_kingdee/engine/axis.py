"""EAS on the wire: Apache Axis 1.4, rpc/encoded SOAP 1.1, built by hand.

EAS overloads its operations (login with 6, 7 or 8 arguments, importVoucher with 3 or 4). A SOAP library keeps one of
each and loses the others, so the body is written here; Axis chooses the overload by the number of arguments.
"""

from lxml import etree

from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_facade.engine.site_text import NOT_TEXT, NotText, parse_xml

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"
LOGIN = "http://login.webservice.bos.kingdee.com"
LEDGER = "http://webservice.app.gl.fi.eas.kingdee.com"
VOUCHER = "urn:client.glwebservicefacade"
NAMESPACES = {"soapenv": ENVELOPE, "soapenc": ENCODING, "xsi": XSI, "xsd": XSD}
# Members of WSWSVoucher that are no strings.
TYPES = {
    **dict.fromkeys(("periodYear", "periodNumber", "entrySeq", "entryDC", "asstSeq", "attaches"), "int"),
    **dict.fromkeys(("localRate", "originalAmount", "debitAmount", "creditAmount", "qty", "price"), "double"),
}


def request(namespace, operation, arguments, session=""):
    """The envelope as bytes. `arguments`: [(name, value)]; a list of dicts is an array of vouchers, an int an int."""
    root = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap=NAMESPACES)
    header = etree.SubElement(root, f"{{{ENVELOPE}}}Header")
    if session:
        etree.SubElement(header, f"{{{LOGIN}}}SessionId", nsmap={None: LOGIN}).text = session
    body = etree.SubElement(root, f"{{{ENVELOPE}}}Body")
    call = etree.SubElement(body, f"{{{namespace}}}{operation}", nsmap={"ns1": namespace})
    call.set(f"{{{ENVELOPE}}}encodingStyle", ENCODING)
    for name, value in arguments:
        if isinstance(value, list):
            _vouchers(call, name, value)
        else:
            _value(call, name, value, "int" if isinstance(value, int) and not isinstance(value, bool) else "")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _value(parent, name, value, kind=""):
    element = etree.SubElement(parent, name)
    if isinstance(value, bool):
        kind, value = "boolean", str(value).lower()
    element.set(f"{{{XSI}}}type", f"xsd:{kind or 'string'}")
    text = str(value)
    if wrong := NOT_TEXT.search(text):
        raise NotText(wrong[0])
    element.text = text


def _vouchers(parent, name, rows):
    array = etree.SubElement(parent, name, nsmap={"ns2": VOUCHER})
    array.set(f"{{{XSI}}}type", "soapenc:Array")
    array.set(f"{{{ENCODING}}}arrayType", f"ns2:WSWSVoucher[{len(rows)}]")
    for row in rows:
        item = etree.SubElement(array, name)
        item.set(f"{{{XSI}}}type", "ns2:WSWSVoucher")
        for field, value in row.items():
            _value(item, field, value, TYPES.get(field, ""))


class Fault(Exception):
    """A SOAP fault that EAS has sent. `text` is its own."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code
        self.text = text


def answer(operation, status, body):
    """The element that holds the result of an operation, and how to follow its references: (element, follow).

    Fault when EAS says so; TransportError for everything that is no answer of the service itself.
    """
    try:
        root = parse_xml(body)
        if root.tag != f"{{{ENVELOPE}}}Envelope":
            raise ValueError
    except ValueError:
        code = f"HTTP_{status}" if status != 200 else "NOT_SOAP"
        raise TransportError(code, _page(body), status=status) from None
    fault = root.find(f"{{{ENVELOPE}}}Body/{{{ENVELOPE}}}Fault")
    if fault is not None:
        code = (fault.findtext("faultcode") or "").rpartition(":")[2]
        raise Fault(code or "FAULT", " ".join((fault.findtext("faultstring") or "").split()))
    targets = {element.get("id"): element for element in root.iter() if element.get("id")}

    def follow(element):
        """Axis writes a reference and puts the thing itself at the end of the body; of a reference to itself, nothing."""
        seen = set()
        while (name := (element.get("href") or "").removeprefix("#")) in targets and name not in seen:
            seen.add(name)
            element = targets[name]
        return element

    found = root.find(f".//{{*}}{operation}Return")
    if found is None:
        raise TransportError("EMPTY_ANSWER", "EAS sent an answer without a result", status=status)
    return follow(found), follow


def members(result, follow):
    """{name: text} of a struct."""
    return {etree.QName(child).localname: (follow(child).text or "").strip() for child in result}


def texts(result, follow):
    """The texts of string[] (a list) or string[][] (a list of lists).

    >>> from lxml import etree
    >>> same = lambda element: element
    >>> texts(etree.fromstring("<r><i><c>1</c><c>2</c></i></r>"), same), texts(etree.fromstring("<r><i>a</i></r>"), same)
    ([['1', '2']], ['a'])
    """
    rows = [follow(child) for child in result]
    if any(len(row) for row in rows):
        return [[(follow(cell).text or "").strip() for cell in row] for row in rows]
    return [(row.text or "").strip() for row in rows]


def _page(body):
    start = body[:200].decode("utf-8", "replace").strip()
    return f"the answer is not SOAP: {start}" if start else "EAS sent an empty answer"
