"""X3's web service on the wire: rpc/encoded SOAP 1.1, one fixed contract for every object a site publishes.

The messages are built by hand: the contract is the same on every X3 and small, and the encoded style wants xsi:type and
arrayType on everything, which SOAP libraries leave out. The payload is an XML text inside the message.
"""

from dataclasses import dataclass

from lxml import etree

from odoo.addons.erp_connector.soap.transport import TransportError

WSS = "http://www.adonix.com/WSS"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"
NAMESPACES = {"soapenv": ENVELOPE, "soapenc": ENCODING, "wss": WSS, "xsi": XSI, "xsd": XSD}
# Arguments behind the call context, in the order of the contract. "keys" is an array of key and value.
ARGUMENTS = {
    "run": (("publicName", "text"), ("inputXml", "text")),
    "save": (("publicName", "text"), ("objectXml", "text")),
    "modify": (("publicName", "text"), ("objectKeys", "keys"), ("objectXml", "text")),
    "delete": (("publicName", "text"), ("objectKeys", "keys")),
    "deleteLines": (("publicName", "text"), ("objectKeys", "keys"), ("blocKey", "text"), ("lineKeys", "texts")),
    "read": (("publicName", "text"), ("objectKeys", "keys")),
    "query": (("publicName", "text"), ("objectKeys", "keys"), ("listSize", "number")),
    "getDescription": (("publicName", "text"),),
    "getDataXmlSchema": (("publicName", "text"),),
}
CONTEXT = ("codeLang", "poolAlias", "poolId", "requestConfig")
# X3 V6 takes the login in the message; since V7 it is HTTP's.
CONTEXT_V6 = ("codeLang", "codeUser", "password", "poolAlias", "poolId", "requestConfig")
TYPES = {"text": "xsd:string", "number": "xsd:int"}


@dataclass(frozen=True)
class Answer:
    """What X3 said. ok: status 1; messages: [(type, text)], type 1 info, 2 warning, 3 error, 4 fatal."""

    ok: bool
    messages: tuple
    result: object = None  # root of resultXml, None when there is none

    @property
    def words(self):
        """Errors in X3's own words, or all messages when none of them is marked as an error."""
        errors = [text for kind, text in self.messages if kind not in ("1", "2")]
        return "; ".join(errors or [text for _kind, text in self.messages])


def request(operation, context, arguments):
    """The envelope as bytes. `arguments` by name; keys as {name: value}."""
    root = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap=NAMESPACES)
    etree.SubElement(root, f"{{{ENVELOPE}}}Header")
    call = etree.SubElement(etree.SubElement(root, f"{{{ENVELOPE}}}Body"), f"{{{WSS}}}{operation}")
    call.set(f"{{{ENVELOPE}}}encodingStyle", ENCODING)
    holder = etree.SubElement(call, "callContext")
    holder.set(f"{{{XSI}}}type", "wss:CAdxCallContext")
    for name in CONTEXT_V6 if "codeUser" in context else CONTEXT:
        _text(holder, name, context.get(name, ""))
    for name, kind in ARGUMENTS[operation]:
        if kind == "keys":
            _keys(call, name, arguments.get(name) or {})
        elif kind == "texts":
            _texts(call, name, arguments[name])
        else:
            _text(call, name, arguments[name], TYPES[kind])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _text(parent, name, value, kind="xsd:string"):
    element = etree.SubElement(parent, name)
    element.set(f"{{{XSI}}}type", kind)
    element.text = str(value)


def _keys(parent, name, keys):
    array = etree.SubElement(parent, name)
    array.set(f"{{{XSI}}}type", "wss:ArrayOfCAdxParamKeyValue")
    array.set(f"{{{ENCODING}}}arrayType", f"wss:CAdxParamKeyValue[{len(keys)}]")
    for key, value in keys.items():
        item = etree.SubElement(array, "item")
        item.set(f"{{{XSI}}}type", "wss:CAdxParamKeyValue")
        _text(item, "key", key)
        _text(item, "value", value)


def _texts(parent, name, texts):
    array = etree.SubElement(parent, name)
    array.set(f"{{{XSI}}}type", "wss:ArrayOf_xsd_string")
    array.set(f"{{{ENCODING}}}arrayType", f"xsd:string[{len(texts)}]")
    for text in texts:
        _text(array, "item", text)


def payload(values, numbers=None):
    """The payload text for {block: {field: value}} and {table: [{field: value}]}.

    A field whose name ends in * is a list of texts (LST), into which a long text is spread. Lines are numbered from 1, or
    as `numbers` says for their table.

    >>> payload({"SOH0_1": {"SALFCY": "SH1"}, "SOH4_1": [{"ITMREF": "X1"}], "BPRC_1": {"BPRNAM*": "A"}})[:58]
    '<PARAM><GRP ID="SOH0_1"><FLD NAME="SALFCY">SH1</FLD></GRP>'
    """
    root = etree.Element("PARAM")
    for block, content in values.items():
        if isinstance(content, list):
            table = etree.SubElement(root, "TAB", ID=block, SIZE=str(len(content)))
            order = (numbers or {}).get(block) or range(1, len(content) + 1)
            for number, row in zip(order, content, strict=True):
                _fields(etree.SubElement(table, "LIN", NUM=str(number)), row)
        else:
            _fields(etree.SubElement(root, "GRP", ID=block), content)
    return etree.tostring(root, encoding="unicode")


LIST_WIDTH = 35  # letters of one text of a list such as BPRNAM


def _fields(parent, row):
    for name, value in row.items():
        if name.endswith("*"):
            texts = [str(value)[start : start + LIST_WIDTH] for start in range(0, len(str(value)), LIST_WIDTH)]
            holder = etree.SubElement(parent, "LST", NAME=name[:-1], SIZE=str(len(texts)))
            for text in texts:
                etree.SubElement(holder, "ITM").text = text
        else:
            etree.SubElement(parent, "FLD", NAME=name).text = str(value)


def parse(body):
    """The root of an XML text from outside: no DTD, no entities, no network. ValueError when it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body if isinstance(body, bytes) else body.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise ValueError("DOCTYPE")
    return root


def read_answer(operation, status, body):
    """Answer out of a response. TransportError for everything that is no answer of the service itself."""
    try:
        root = parse(body)
    except ValueError:
        raise TransportError(f"HTTP_{status}" if status != 200 else "NOT_SOAP", _page(body), status=status) from None
    if root.tag != f"{{{ENVELOPE}}}Envelope":
        raise TransportError(f"HTTP_{status}" if status != 200 else "NOT_SOAP", _page(body), status=status)
    fault = root.find(f"{{{ENVELOPE}}}Body/{{{ENVELOPE}}}Fault")
    if fault is not None:
        raise _fault(fault, status)
    targets = {element.get("id"): element for element in root.iter() if element.get("id")}
    found = root.find(f".//{operation}Return")
    if found is None:
        raise TransportError("EMPTY_ANSWER", "X3 sent an answer without a result", status=status)
    return _answer(_follow(found, targets), targets)


def _answer(holder, targets):
    parts = {etree.QName(child).localname: _follow(child, targets) for child in holder}
    messages = []
    for item in parts.get("messages", ()):
        item = _follow(item, targets)
        kind = _follow_text(item, "type", targets)
        messages.append((kind, _follow_text(item, "message", targets)))
    status = (parts["status"].text or "").strip() if "status" in parts else ""
    if status not in ("0", "1"):
        raise TransportError("EMPTY_ANSWER", "X3 sent an answer without a status")
    text = (parts["resultXml"].text or "").strip() if "resultXml" in parts else ""
    try:
        result = parse(text) if text else None
    except ValueError:
        raise TransportError("NOT_XML", "the result inside X3's answer is not XML: set adxwss.optreturn=XML") from None
    return Answer(status == "1", tuple(messages), result)


def _follow(element, targets):
    """Axis sends a reference and puts the thing itself at the end of the body."""
    return targets.get((element.get("href") or "").removeprefix("#"), element)


def _follow_text(item, name, targets):
    child = item.find(f"{{*}}{name}")
    return (_follow(child, targets).text or "").strip() if child is not None else ""


def _fault(fault, status):
    text = (fault.findtext("faultstring") or "").strip()
    if "No Web services accepted" in text:
        return TransportError("POOL_EMPTY", "X3 has no free connection in its web service pool", False, status)
    code = (fault.findtext("faultcode") or "").rpartition(":")[2]
    return TransportError(code or "FAULT", text or "X3 answered with a fault that says nothing", status=status)


def _page(body):
    start = body[:200].decode("utf-8", "replace").strip()
    return f"the answer is not SOAP: {start}" if start else "X3 sent an empty answer"


def rows(result):
    """Rows of a query's result as [{field: text}].

    >>> rows(parse('<RESULT SIZE="1"><LIN NUM="1"><FLD NAME="SOHNUM">S1</FLD></LIN></RESULT>'))
    [{'SOHNUM': 'S1'}]
    """
    if result is None:
        return []
    return [{field.get("NAME"): field.text or "" for field in line.iter("FLD")} for line in result.iter("LIN")]


def fields(result):
    """({field: text} of all groups, {table: [{field: text}]}) of a document that was read."""
    single, tables = {}, {}
    for group in result.iter("GRP") if result is not None else ():
        single |= {field.get("NAME"): field.text or "" for field in group.iter("FLD")}
    for table in result.iter("TAB") if result is not None else ():
        tables[table.get("ID")] = [
            {field.get("NAME"): field.text or "" for field in line.iter("FLD")} for line in table.iter("LIN")
        ]
    return single, tables


def blocks(result):
    """{group: {field: text}, table: [{field: text}]} of a document that was read; lists inside a block are left out."""
    found = {}
    for block in result.iter("GRP", "TAB") if result is not None else ():
        rows = [
            {field.get("NAME"): field.text or "" for field in line.iter("FLD")}
            for line in (block.iter("LIN") if block.tag == "TAB" else [block])
        ]
        found[block.get("ID")] = rows if block.tag == "TAB" else rows[0]
    return found


def described(result):
    """{block: {fields}} from getDescription, whose exact form differs between releases: every element with an ID is a
    block, everything below it with a name is a field. Empty when nothing of the kind is in it.

    >>> sorted(described(parse('<D><GRP ID="SOH0_1"><FLD NAM="SALFCY"/><FLD NAME="SOHTYP"/></GRP></D>'))["SOH0_1"])
    ['SALFCY', 'SOHTYP']
    """
    blocks = {}
    for block in result.iter() if result is not None else ():
        if isinstance(block.tag, str) and block.get("ID"):
            names = {field.get("NAM") or field.get("NAME") for field in block.iter() if isinstance(field.tag, str)}
            blocks.setdefault(block.get("ID"), set()).update(names - {None})
    return blocks
