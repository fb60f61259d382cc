"""How nuSOAP reads a request and writes an answer: the wire format of Dolibarr's web services.

Reading: elements become PHP-like values (dict, list, str, int, float, None). Writing: declared members that have a
value, in the declared order, all with xsi:type; lists without an item type come out as the malformed arrays real
clients meet (`SOAP-ENC:arrayType=":[2]"`, `xsi:type="xsd:"`).
"""

import re
from html import escape as _html_escape

from dolibarr_wsdl import NS, answer_parts, is_list, struct_of

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
WHOLE = {"int", "integer", "short", "byte", "unsignedInt", "unsignedShort", "unsignedByte", "nonNegativeInteger"}
BROKEN = {"float", "double", "decimal"}
_NAMESPACES = (
    f'xmlns:SOAP-ENV="{ENVELOPE}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="{XSI}"'
    ' xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"'
)
_ENCODED = 'SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"'
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope {_ENCODED} {_NAMESPACES} xmlns:tns="{NS}">'


def local(tag):
    return tag.rpartition("}")[2]


def number(text, kind=float):
    """A PHP cast: the leading number, or zero.

    >>> number("12 pieces", int), number("", int), number("1.5e1"), number(None)
    (12, 0, 15.0, 0.0)
    """
    if isinstance(text, (int, float)):
        return kind(text)
    found = re.match(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", text) if isinstance(text, str) else None
    return kind(float(found.group())) if found else kind(0)


def blank(value):
    """PHP's empty(): nothing, the empty string, zero in any form, an empty list or struct."""
    return not value or value == "0"


def _simple(text, kind):
    if kind in WHOLE:
        return number(text, int)
    if kind in BROKEN:
        return number(text)
    if kind == "boolean":
        return bool(text) and text.lower() not in ("false", "f", "0")
    return [] if kind == "array" else text


def value_of(element, targets=None):
    """The value of one element. A repeated child name becomes a list; an array becomes a list whatever it holds."""
    kind = ""
    for name, value in element.attrib.items():
        name = local(name)
        if name == "href" and targets:
            return value_of(targets.get(value.lstrip("#"), element))
        if name == "nil" and value in ("true", "1"):
            return None
        if name == "arrayType":
            kind = "array"
        elif name == "type" and kind != "array":
            kind = value.rpartition(":")[2]
    if not len(element):
        return _simple(element.text or "", "array" if kind == "Array" else kind)
    if kind in ("array", "Array"):
        return [value_of(child, targets) for child in element]
    return struct(element, targets)


def struct(element, targets=None):
    result, repeated = {}, set()
    for child in element:
        name, value = local(child.tag), value_of(child, targets)
        if result.get(name) is None:
            result[name] = value
        elif name in repeated:
            result[name].append(value)
        else:
            repeated.add(name)
            result[name] = [result[name], value]
    return result


def lines_of(document):
    """The rows of `lines`, with nuSOAP's habit of dropping the list when there is one row only."""
    lines = document.get("lines")
    if isinstance(lines, dict):
        rows = lines.get("line")
        rows = rows if isinstance(rows, list) else list(lines.values())
    else:
        rows = lines if isinstance(lines, list) else []
    return [row if isinstance(row, dict) else {} for row in rows]


def escape(text):
    return _html_escape(text, quote=True).replace("&#x27;", "&apos;")


def _untyped(name, value):
    """A value nuSOAP has no declared type for."""
    if value is None:
        return f'<{name} xsi:nil="true"/>'
    if isinstance(value, str):
        return f'<{name} xsi:type="xsd:string">{escape(value)}</{name}>'
    if isinstance(value, int):
        return f'<{name} xsi:type="xsd:int">{value}</{name}>'
    if isinstance(value, float):
        return f'<{name} xsi:type="xsd:float">{value:g}</{name}>'
    if isinstance(value, dict):
        return f"<{name}>{_members(value)}</{name}>"
    kind = "unnamed_struct_use_soapval" if value else "xsd:anyType"
    rows = "".join(_untyped("item", row) for row in value)
    return f'<{name} xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="{kind}[{len(value)}]">{rows}</{name}>'


def _members(value):
    return "".join(_untyped(key, member) for key, member in value.items())


def _typed(service, name, kind, value):
    if is_list(service, kind):
        # GUESS for invoices: later releases declare the item type of their lines and send well-formed arrays.
        if value is None:
            return f'<{name} xsi:nil="true" xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType=":[0]"/>'
        rows = "".join(f'<item xsi:type="xsd:">{_members(row)}</item>' for row in value)
        return f'<{name} xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType=":[{len(value)}]">{rows}</{name}>'
    try:
        declared = struct_of(service, kind)
    except KeyError:
        if value is None:
            return f'<{name} xsi:nil="true" xsi:type="xsd:{kind}"/>'
        return f'<{name} xsi:type="xsd:{kind}">{escape(str(value))}</{name}>'
    if value is None:
        return f'<{name} xsi:nil="true" xsi:type="tns:{kind}"/>'
    inner = "".join(_typed(service, n, t, value[n]) for n, t in declared if value.get(n) is not None)
    return f'<{name} xsi:type="tns:{kind}">{inner}</{name}>'


def answer(service, operation, values):
    """The envelope bytes. With one declared part, nuSOAP looks for its members one level too high: it stays empty."""
    parts = answer_parts(service, operation)
    if len(parts) == 1:
        values = {"result": {}}
    inner = "".join(_typed(service, name, kind, values.get(name)) for name, kind in parts)
    response = f'<ns1:{operation}Response xmlns:ns1="{NS}">{inner}</ns1:{operation}Response>'
    return f"{_HEAD}<SOAP-ENV:Body>{response}</SOAP-ENV:Body></SOAP-ENV:Envelope>".encode()


def fault(side, text):
    """A fault as nuSOAP serialises it: it declares ISO-8859-1 under an HTTP header that says UTF-8."""
    rows = "".join(
        f'<{name} xsi:type="xsd:string">{escape(value)}</{name}>'
        for name, value in (
            ("faultcode", f"SOAP-ENV:{side}"),
            ("faultactor", ""),
            ("faultstring", text),
            ("detail", ""),
        )
    )
    body = f"<SOAP-ENV:Body><SOAP-ENV:Fault>{rows}</SOAP-ENV:Fault></SOAP-ENV:Body>"
    head = f'<?xml version="1.0" encoding="ISO-8859-1"?><SOAP-ENV:Envelope {_ENCODED} {_NAMESPACES}>\n'
    return f"{head}{body}</SOAP-ENV:Envelope>".encode("ascii", "xmlcharrefreplace")
