"""Document/literal SOAP 1.1 with texts as arguments: what uapws of NC and the services of U9 are made of."""

from html import escape

from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_facade.engine.site_text import NOT_TEXT, NotText, parse_xml

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"


def request(namespace, operation, arguments, header=""):
    """The envelope as bytes; every argument is a qualified element with a text.

    >>> print(request("urn:x", "Do", [("inStr", "<a/>")]).decode().partition("<s:Body>")[2])
    <n:Do xmlns:n="urn:x"><n:inStr>&lt;a/&gt;</n:inStr></n:Do></s:Body></s:Envelope>
    """
    inner = "".join(f"<n:{name}>{escape(str(value), quote=False)}</n:{name}>" for name, value in arguments)
    call = f'<n:{operation} xmlns:n="{escape(namespace)}">{inner}</n:{operation}>'
    text = f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{ENVELOPE}">{header}<s:Body>{call}</s:Body></s:Envelope>'
    if wrong := NOT_TEXT.search(text):
        raise NotText(wrong[0])
    return text.encode()


def result(status, body, names, erp):
    """The text of the first element below the response with one of these names. TransportError for all else."""
    try:
        root = parse_xml(body)
        if root.tag != f"{{{ENVELOPE}}}Envelope":
            raise ValueError
    except ValueError:
        begin = body[:200].decode("utf-8", "replace").strip()
        text = f"the answer is not SOAP: {begin}" if begin else f"{erp} sent an empty answer"
        raise TransportError(f"HTTP_{status}" if status != 200 else "NOT_SOAP", text, status=status) from None
    fault = root.find(f".//{{{ENVELOPE}}}Fault")
    if fault is not None:
        code = (fault.findtext("faultcode") or "").rpartition(":")[2] or "FAULT"
        raise TransportError(code, fault.findtext("faultstring") or f"{erp} answered with a fault that says nothing")
    for name in names:
        found = root.find(f".//{{*}}{name}")
        if found is not None and found.text:
            return found.text
    raise TransportError("EMPTY_ANSWER", f"{erp} sent an answer without a result", status=status)
