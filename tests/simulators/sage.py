"""A Sage X3 that answers on CAdxWebServiceXmlCC like the real one, as a process of its own.

    python tests/simulators/sage.py --port 0 --login L --password P --pool ODOO

Contract, names, wire format (xsi:type everywhere, CDATA results, messages as references) are the real ones; texts are
ours. Stricter than the original: arguments must have their declared type and order, and a payload with an unknown block
or field is refused, where X3 may leave it out without a word.
"""

import base64
import threading
from html import escape

from document_store import DocumentStore
from lxml import etree
from sage_clerk import clerk
from sage_lines import change_lines, delete_lines
from sage_objects import LISTS, MORE_KEYS, OBJECTS, TABLES, Refused, check, check_delete
from soap_envelope import ENVELOPE, NotSoap, action_of, body_element, local
from soap_server import Call, Reply, command_line, parse_xml, serve

PATHS = ("/soap-generic/syracuse/collaboration/syracuse/CAdxWebServiceXmlCC", "/adxwsvc/services/CAdxWebServiceXmlCC")
WSS, ENCODING = "http://www.adonix.com/WSS", "http://schemas.xmlsoap.org/soap/encoding/"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
NAMESPACES = (
    f' xmlns:wss="{WSS}" xmlns:soapenc="{ENCODING}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
STRING, KEYS, INT = "xsd:string", "wss:ArrayOfCAdxParamKeyValue", "xsd:int"
TEXTS = "wss:ArrayOf_xsd_string"
NAME = ("publicName", STRING)
OPERATIONS = {
    "run": (NAME, ("inputXml", STRING)),
    "save": (NAME, ("objectXml", STRING)),
    "modify": (NAME, ("objectKeys", KEYS), ("objectXml", STRING)),
    "delete": (NAME, ("objectKeys", KEYS)),
    "deleteLines": (NAME, ("objectKeys", KEYS), ("blocKey", STRING), ("lineKeys", TEXTS)),
    "read": (NAME, ("objectKeys", KEYS)),
    "query": (NAME, ("objectKeys", KEYS), ("listSize", INT)),
    "getDescription": (NAME,),
    "getDataXmlSchema": (NAME,),
}
CONTEXT = ["codeLang", "poolAlias", "poolId", "requestConfig"]
CONTEXT_V6 = ["codeLang", "codeUser", "password", "poolAlias", "poolId", "requestConfig"]


class Sage:
    compresses = False

    def __init__(self, store, options):
        self.store = store
        self.options = options
        self.accepted = options.children
        self.children = threading.BoundedSemaphore(max(options.children, 1))

    # reading

    def get(self, request):
        return Reply(404, b"", "text/plain", outcome="HTTP_404")

    def understand(self, request):
        if request.path != PATHS[1 if self.options.v6 else 0]:
            return Call(refusal=Reply(404, b"Not found", "text/plain", outcome="HTTP_404"))
        pair = base64.b64encode(f"{self.options.login}:{self.options.password}".encode()).decode()
        if not self.options.v6 and request.headers.get("authorization") != f"Basic {pair}":
            return Call(refusal=Reply(401, b"", "text/plain", {"WWW-Authenticate": "Basic"}, outcome="HTTP_401"))
        try:
            if action_of(request) is None:
                raise NotSoap("no SOAPAction header!")
            element = body_element(request)
            operation, arguments = self._arguments(element)
        except (NotSoap, etree.XMLSyntaxError, ValueError) as error:
            return Call(refusal=self.soap_fault("Client", str(error)))
        if not self.accepted:
            return Call(operation, refusal=self.soap_fault("Server.userException", "No Web services accepted"))
        if self.options.v6:
            given = (arguments["callContext"]["codeUser"], arguments["callContext"]["password"])
            if given != (self.options.login, self.options.password):
                return Call(operation, refusal=self.soap_fault("Server.userException", "Unable to connect: bad login"))
        if arguments["callContext"]["poolAlias"] != self.options.pool:
            return Call(operation, refusal=self.soap_fault("Server.userException", "Pool alias unknown"))
        return Call(operation, self._key(arguments), arguments)

    def _arguments(self, element):
        operation = local(element.tag)
        if element.tag != f"{{{WSS}}}{operation}" or operation not in OPERATIONS:
            raise NotSoap(f"no operation {element.tag}")
        if element.get(f"{{{ENVELOPE}}}encodingStyle") != ENCODING:
            raise NotSoap("the call is not rpc/encoded")
        wanted = (("callContext", "wss:CAdxCallContext"), *OPERATIONS[operation])
        if [(child.tag, child.get(XSI)) for child in element] != list(wanted):
            raise NotSoap(f"arguments of {operation}: {[(c.tag, c.get(XSI)) for c in element]} instead of {wanted}")
        context = {child.tag: child.text or "" for child in element[0]}
        if list(context) != (CONTEXT_V6 if self.options.v6 else CONTEXT):
            raise NotSoap(f"call context: {list(context)}")
        arguments = {"callContext": context}
        for child in element[1:]:
            reader = {KEYS: self._keys, TEXTS: self._texts}.get(child.get(XSI))
            arguments[child.tag] = reader(child) if reader else child.text or ""
        return operation, arguments

    @staticmethod
    def _texts(array):
        if array.get(f"{{{ENCODING}}}arrayType") != f"xsd:string[{len(array)}]":
            raise NotSoap("the array type does not fit the array")
        return [item.text or "" for item in array]

    @staticmethod
    def _keys(array):
        if array.get(f"{{{ENCODING}}}arrayType") != f"wss:CAdxParamKeyValue[{len(array)}]":
            raise NotSoap("the array type does not fit the array")
        keys = {}
        for item in array:
            if [child.tag for child in item] != ["key", "value"]:
                raise NotSoap("a key has key and value")
            keys[item[0].text] = item[1].text or ""
        return keys

    @staticmethod
    def _key(arguments):
        """For the log of calls only."""
        text = arguments.get("objectXml", "")
        for field in ("CUSORDREF", "INVREF", "REF", "BPCNUM"):
            _before, found, rest = text.partition(f'NAME="{field}">')
            if found:
                return rest.partition("<")[0]
        return ""

    # answering

    def execute(self, call):
        with self.children:
            try:
                with self.store.transaction():
                    result = getattr(self, f"do_{call.operation.lower()}")(call.payload)
            except Refused as refused:
                return self._answer(call.operation, 0, "", [("3", str(refused))], "REFUSED")
            return self._answer(call.operation, 1, result, [("1", "Done")], "OK")

    def rehearse(self, call):
        with self.store.rehearsal():
            return self.execute(call)

    def do_save(self, arguments):
        table, number_field, blocks, _columns = self._object(arguments)
        row = self._payload(arguments["objectXml"], blocks)
        number = self._number(table, number_field, blocks, row)
        if self.store.get(table, number) is not None:
            raise Refused(f"{number_field} {number}: the record exists already")
        check(self.store, table, row, True)
        return self._write(table, blocks, self.store.put(table, number, row))

    def do_modify(self, arguments):
        table, number_field, blocks, _columns = self._object(arguments)
        row = self._existing(table, number_field, arguments)
        for block, content in self._payload(arguments["objectXml"], blocks, new=False).items():
            if block in TABLES:
                change_lines(row.setdefault(block, []), content)
            else:
                row[block] = {**row.get(block, {}), **content}
        check(self.store, table, row, False)
        return self._write(table, blocks, self.store.put(table, arguments["objectKeys"][number_field], row))

    def do_delete(self, arguments):
        table, number_field, _blocks, _columns = self._object(arguments)
        check_delete(table, self._existing(table, number_field, arguments))
        self.store.remove(table, arguments["objectKeys"][number_field])
        return ""

    def do_deletelines(self, arguments):
        table, number_field, blocks, _columns = self._object(arguments)
        row = self._existing(table, number_field, arguments)
        if arguments["blocKey"] not in set(TABLES) & set(blocks):
            raise Refused(f"No TAB {arguments['blocKey']} in this object")
        delete_lines(row, arguments["blocKey"], arguments["lineKeys"])
        check(self.store, table, row, False)
        return self._write(table, blocks, self.store.put(table, arguments["objectKeys"][number_field], row))

    def do_read(self, arguments):
        table, number_field, blocks, _columns = self._object(arguments)
        return self._write(table, blocks, self._existing(table, number_field, arguments))

    def do_query(self, arguments):
        table, _number_field, blocks, columns = self._object(arguments)
        known = {name for names in blocks.values() for name in names}
        if surplus := set(arguments["objectKeys"]) - known:
            raise Refused(f"no selection by {', '.join(surplus)}")
        rows = []
        for row in self.store.all(table):
            flat = {name: value for block in row.values() if isinstance(block, dict) for name, value in block.items()}
            if all(flat.get(name, "") == value for name, value in arguments["objectKeys"].items()):
                rows.append(flat)
        rows = rows[: int(arguments["listSize"])]
        lines = "".join(
            f'<LIN NUM="{number}">'
            + "".join(f'<FLD NAME="{name}" TYPE="Char">{escape(str(row.get(name, "")))}</FLD>' for name in columns)
            + "</LIN>"
            for number, row in enumerate(rows, 1)
        )
        return f'<RESULT DIM="{arguments["listSize"]}" SIZE="{len(rows)}">{lines}</RESULT>'

    def do_getdescription(self, arguments):
        _table, _number, blocks, _columns = self._object(arguments)
        groups = "".join(
            f'<{"TAB" if block in TABLES else "GRP"} ID="{block}">'
            + "".join(f'<FLD NAM="{name}" TYP="Char"/>' for name in names)
            + f"</{'TAB' if block in TABLES else 'GRP'}>"
            for block, names in blocks.items()
        )
        return f'<ADXDOC NAM="{arguments["publicName"]}"><ADXREAD>{groups}</ADXREAD></ADXDOC>'

    # the books

    @staticmethod
    def _object(arguments):
        if arguments["publicName"] not in OBJECTS:
            raise Refused(f"Web service {arguments['publicName']} is not published")
        return OBJECTS[arguments["publicName"]]

    def _existing(self, table, number_field, arguments):
        if set(arguments["objectKeys"]) != {number_field, *MORE_KEYS.get(table, ())}:
            raise Refused("The key of the record is incomplete")
        row = self.store.get(table, arguments["objectKeys"].get(number_field, ""))
        if row is None:
            raise Refused("The record does not exist")
        return row

    def _number(self, table, field, blocks, row):
        block = next(name for name, fields in blocks.items() if field in fields)
        number = row.get(block, {}).get(field, "")
        if not number and table in ("customer", "product"):
            raise Refused(f"{field}: mandatory field")
        if not number:
            number = f"{table[:3].upper()}SH126{self.store.next(table):05d}"
            row.setdefault(block, {})[field] = number
        return number

    @staticmethod
    def _payload(text, blocks, new=True):
        """{block: fields, table: lines}; of a change, {table: {number: fields}}."""
        try:
            root = parse_xml(text.encode())
        except (etree.XMLSyntaxError, ValueError):
            raise Refused("The parameters are not well-formed XML") from None
        if root.tag != "PARAM":
            raise Refused("The parameters have no PARAM")
        row = {}
        for block in root:
            name = block.get("ID")
            if name not in blocks or block.tag != ("TAB" if name in TABLES else "GRP"):
                raise Refused(f"No {block.tag} {name} in this object")
            if block.tag == "TAB":
                row[name] = {int(line.get("NUM")): Sage._fields(line, blocks[name]) for line in block}
                if new and list(row[name]) != list(range(1, len(block) + 1)):
                    raise Refused(f"The lines of {name} are not numbered from 1")
                row[name] = list(row[name].values()) if new else row[name]
            else:
                row[name] = Sage._fields(block, blocks[name])
        return row

    @staticmethod
    def _fields(element, known):
        values = {}
        for field in element:
            name = field.get("NAME")
            if name not in known or field.tag != ("LST" if name in LISTS else "FLD"):
                raise Refused(f"No {field.tag} {name} here")
            if field.tag == "LST":
                if field.get("SIZE") != str(len(field)):
                    raise Refused(f"The list {name} has another size")
                values[name] = [item.text or "" for item in field]
            else:
                values[name] = field.text or ""
        return values

    @staticmethod
    def _write(table, blocks, row):
        parts = []
        for block, names in blocks.items():
            content = row.get(block, [] if block in TABLES else {})
            if block in TABLES:
                lines = [
                    f'<LIN NUM="{number}">{Sage._write_fields(names, line)}</LIN>'
                    for number, line in enumerate(content, 1)
                ]
                parts.append(f'<TAB DIM="1000" ID="{block}" SIZE="{len(lines)}">{"".join(lines)}</TAB>')
            else:
                parts.append(f'<GRP ID="{block}">{Sage._write_fields(names, content)}</GRP>')
        return f'<?xml version="1.0" encoding="UTF-8"?><RESULT>{"".join(parts)}</RESULT>'

    @staticmethod
    def _write_fields(names, values):
        parts = []
        for name in names:
            value = values.get(name, "")
            if isinstance(value, list):
                items = "".join(f"<ITM>{escape(text)}</ITM>" for text in value)
                parts.append(f'<LST NAME="{name}" SIZE="{len(value)}" TYPE="Char">{items}</LST>')
            else:
                parts.append(f'<FLD NAME="{name}" TYPE="Char">{escape(str(value))}</FLD>')
        return "".join(parts)

    @staticmethod
    def _answer(operation, status, result, messages, outcome):
        items = "".join(f'<messages href="#id{number}"/>' for number in range(len(messages)))
        targets = "".join(
            f'<multiRef id="id{number}" soapenc:root="0" xsi:type="wss:CAdxMessage">'
            f'<message xsi:type="xsd:string">{escape(text)}</message><type xsi:type="xsd:string">{kind}</type>'
            "</multiRef>"
            for number, (kind, text) in enumerate(messages)
        )
        result = f'<resultXml xsi:type="xsd:string"><![CDATA[{result}]]></resultXml>' if result else "<resultXml/>"
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{ENVELOPE}"{NAMESPACES}>'
            f'<soapenv:Body><wss:{operation}Response soapenv:encodingStyle="{ENCODING}">'
            f'<{operation}Return xsi:type="wss:CAdxResultXml">'
            f'<messages xsi:type="soapenc:Array" soapenc:arrayType="wss:CAdxMessage[{len(messages)}]">'
            f"{items}</messages>"
            f'{result}<status xsi:type="xsd:int">{status}</status>'
            f'<technicalInfos xsi:type="wss:CAdxTechnicalInfos"><busy xsi:type="xsd:boolean">false</busy>'
            f"</technicalInfos></{operation}Return></wss:{operation}Response>{targets}</soapenv:Body></soapenv:Envelope>"
        )
        return Reply(200, body.encode(), outcome=outcome)

    def soap_fault(self, side, text):
        body = (
            f'<soapenv:Envelope xmlns:soapenv="{ENVELOPE}"><soapenv:Body><soapenv:Fault>'
            f"<faultcode>soapenv:{side}</faultcode><faultstring>{escape(text)}</faultstring></soapenv:Fault>"
            "</soapenv:Body></soapenv:Envelope>"
        )
        return Reply(500, body.encode(), outcome=f"FAULT_{side.upper()}")

    def error_page(self):
        return Reply(500, b"<html><body><h1>HTTP Status 500</h1></body></html>", "text/html", outcome="HTML_500")

    def login_page(self):
        return Reply(200, b"<html><body>Syracuse login</body></html>", "text/html", outcome="LOGIN_PAGE")

    # control plane

    def documents(self, kind):
        return self.store.all(kind)

    def clerk(self, work):
        with self.store.transaction():
            return clerk(self.store, work)

    def reset(self):
        self.store.reset()
        self.accepted = self.options.children
        return {}

    def configure(self, settings):
        self.accepted = settings.pop("children", self.accepted)
        if settings:
            raise ValueError(f"unknown setting {', '.join(settings)}")
        return {"children": self.accepted}

    def close(self):
        self.store.close()


def main():
    parser = command_line("A simulated Sage X3 with its web service CAdxWebServiceXmlCC")
    parser.add_argument("--login", default="L")
    parser.add_argument("--password", default="P")
    parser.add_argument("--pool", default="ODOO", help="alias of the web service pool")
    parser.add_argument("--children", type=int, default=2, help="connections in the pool; 0: none is accepted")
    parser.add_argument("--v6", action="store_true", help="the classic service, with the login in the call context")
    options = parser.parse_args()
    serve(Sage(DocumentStore(options.state), options), options)


if __name__ == "__main__":
    main()
