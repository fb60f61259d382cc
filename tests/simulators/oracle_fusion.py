"""An Oracle Fusion Cloud that answers on its SOAP services like the real one, as a process of its own.

    python tests/simulators/oracle_fusion.py --port 0 --login L --password P

Services, namespaces, element order, envelopes of answers and faults (HTTP 500 with a ServiceErrorMessage) are the real
ones as far as public sources show them; texts are ours. Stricter than the original: an element in the wrong place is
refused, where Oracle may overlook it. ErpIntegrationService answers in several parts, as Oracle's does.
"""

import base64
from html import escape

from document_store import DocumentStore
from lxml import etree
from oracle_fusion_answers import Refused
from oracle_fusion_books import Books
from oracle_fusion_contract import SERVICES, TYPES
from soap_envelope import ENVELOPE, NotSoap, action_of, body_element, local
from soap_sequence import OutOfContract, Table, check, plain
from soap_server import Call, Reply, command_line, parse_xml, serve
from wss_guard import token_problem

ERRORS = "http://xmlns.oracle.com/adf/svc/errors/"
ADDRESSING = "http://www.w3.org/2005/08/addressing"
BOUNDARY = "----=_Part_24011_2091722813.1635094866364"


class Fusion:
    compresses = True

    def __init__(self, store, options):
        self.store, self.options = store, options
        self.books = Books(store, options)

    # reading

    def get(self, request):
        return Reply(404, b"", "text/plain", outcome="HTTP_404")

    def understand(self, request):
        if self.options.auth != "wss" and not self._logged_in(request):
            return Call(refusal=Reply(401, b"", "text/plain", {"WWW-Authenticate": "Basic"}, outcome="HTTP_401"))
        if request.path not in SERVICES:
            return Call(refusal=Reply(404, b"Not found", "text/html", outcome="HTTP_404"))
        types_ns, action, operations = SERVICES[request.path]
        try:
            element = body_element(request)
            if self.options.auth == "wss":
                problem = token_problem(parse_xml(request.body), self.options.login, self.options.password, True)
                if problem:
                    return Call(refusal=self._plain_fault("wsse:FailedAuthentication", problem))
            operation = local(element.tag)
            if operation == "getServiceLastUpdateTime":
                operations = operations | {operation: ""}
            if element.tag != f"{{{types_ns}}}{operation}" or operation not in operations:
                raise NotSoap(f"no operation {element.tag}")
            if action_of(request) != f"{action}{operation}":
                raise NotSoap(f"the SOAPAction {action_of(request)} is not {action}{operation}")
        except (NotSoap, etree.XMLSyntaxError, ValueError) as error:
            return Call(refusal=self._plain_fault("env:Client", str(error)))
        table = Table(types_ns, operations[operation])
        try:
            check(element, table, TYPES)
        except OutOfContract as error:
            return Call(operation, refusal=self._fault("27024", f"JBO-27024: Failed to validate a row: {error}"))
        values = plain(element, {**TYPES, "operation": table}, "operation")
        return Call(operation, self.books.key_of(values), (operation, types_ns, values))

    def _logged_in(self, request):
        given = request.headers.get("authorization", "")
        if self.options.auth == "bearer":
            return given == f"Bearer {self.options.token}"
        pair = base64.b64encode(f"{self.options.login}:{self.options.password}".encode()).decode()
        return given == f"Basic {pair}"

    # answering

    def execute(self, call):
        operation, types_ns, values = call.payload
        try:
            with self.store.transaction():
                content = getattr(self.books, f"do_{operation.lower()}")(values)
        except Refused as refused:
            return self._fault(refused.code, str(refused), refused.details)
        body = (
            f'<env:Envelope xmlns:env="{ENVELOPE}" xmlns:wsa="{ADDRESSING}"><env:Header><wsa:Action>{types_ns}{operation}'
            f'Response</wsa:Action></env:Header><env:Body><ns0:{operation}Response xmlns:ns0="{types_ns}">'
            f"{content}</ns0:{operation}Response></env:Body></env:Envelope>"
        )
        if types_ns.endswith("erpIntegrationService/types/"):
            return self._in_parts(body)
        return Reply(200, body.encode(), outcome="OK")

    def rehearse(self, call):
        with self.store.rehearsal():
            return self.execute(call)

    @staticmethod
    def _in_parts(body):
        text = (
            f'--{BOUNDARY}\r\nContent-Type: application/xop+xml;charset=UTF-8;type="text/xml"\r\n'
            f"Content-Transfer-Encoding: 8bit\r\nContent-ID: <part>\r\n\r\n{body}\r\n--{BOUNDARY}--\r\n"
        )
        kind = f'multipart/related; boundary="{BOUNDARY}"; type="application/xop+xml"'
        return Reply(200, text.encode(), kind, outcome="OK")

    @staticmethod
    def _fault(code, text, details=()):
        inner = "".join(
            f"<tns:detail><tns:message>{escape(message)}</tns:message><tns:attributeName>{escape(field)}"
            "</tns:attributeName></tns:detail>"
            for field, message in details
        )
        body = (
            f'<env:Envelope xmlns:env="{ENVELOPE}"><env:Body><env:Fault><faultcode>env:Server</faultcode>'
            f"<faultstring>{escape(text)}</faultstring><detail>"
            f'<tns:ServiceErrorMessage xmlns:tns="{ERRORS}"><tns:code>{escape(code)}</tns:code>'
            f"<tns:message>{escape(text)}</tns:message>{inner}<tns:severity>SEVERITY_ERROR</tns:severity>"
            "</tns:ServiceErrorMessage></detail></env:Fault></env:Body></env:Envelope>"
        )
        return Reply(500, body.encode(), outcome=f"FAULT_{code}")

    @staticmethod
    def _plain_fault(code, text):
        body = (
            f'<env:Envelope xmlns:env="{ENVELOPE}"><env:Body><env:Fault><faultcode>{code}</faultcode>'
            f"<faultstring>{escape(text)}</faultstring></env:Fault></env:Body></env:Envelope>"
        )
        return Reply(500, body.encode(), outcome=f"FAULT_{code}")

    def soap_fault(self, side, text):
        return self._plain_fault(f"env:{side}", text)

    def error_page(self):
        return Reply(
            500, b"<html><body>Error 500--Internal Server Error</body></html>", "text/html", outcome="HTML_500"
        )

    def login_page(self):
        return Reply(200, b"<html><body>Oracle Applications Cloud: Sign In</body></html>", "text/html", outcome="LOGIN")

    # control plane

    def documents(self, kind):
        return self.store.all(kind)

    def clerk(self, work):
        with self.store.transaction():
            return self.books.clerk(work)

    def reset(self):
        self.store.reset()
        return {}

    def configure(self, settings):
        return self.books.configure(settings)

    def close(self):
        self.store.close()


def main():
    parser = command_line("A simulated Oracle Fusion Cloud")
    parser.add_argument("--auth", choices=("basic", "wss", "bearer"), default="basic")
    parser.add_argument("--login", default="L")
    parser.add_argument("--password", default="P")
    parser.add_argument("--token", default="")
    parser.add_argument("--system", default="ODOO", help="the source system that is set up")
    parser.add_argument("--job-steps", type=int, default=2, help="questions until a scheduled process has ended")
    options = parser.parse_args()
    serve(Fusion(DocumentStore(options.state), options), options)


if __name__ == "__main__":
    main()
