"""An Oracle E-Business Suite with its Integrated SOA Gateway, as a process of its own.

    python tests/simulators/oracle_ebs.py --port 0 --login L --password P --responsibility ORDER_MGMT

Addresses, both headers, namespaces, InputParameters and OutputParameters are the real ones as far as public sources show
them; texts are ours. A receipt number, an order reference or a customer reference may be used twice: the real packages
take that without a word in most set-ups.
"""

from html import escape

from document_store import DocumentStore
from lxml import etree
from oracle_ebs_books import Books
from oracle_ebs_contract import BASE, PROCEDURES, tables
from soap_envelope import ENVELOPE, NotSoap, action_of, body_element
from soap_sequence import OutOfContract, check, plain
from soap_server import Call, Reply, command_line, parse_xml, serve
from wss_guard import token_problem

ROOT = "/webservices/SOAProvider/plsql/"
SOA = ["Responsibility", "RespApplication", "SecurityGroup", "NLSLanguage", "Org_Id"]


class EBS:
    compresses = False

    def __init__(self, store, options):
        self.store, self.options = store, options
        self.books = Books(store)

    # reading

    def get(self, request):
        packages = {package for _product, package, _procedure in PROCEDURES}
        if request.path.removeprefix(ROOT).rstrip("/") not in packages or request.query.lower() != "wsdl":
            return Reply(404, b"Not found", "text/html", outcome="HTTP_404")
        return Reply(200, b'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>')

    def understand(self, request):
        package = request.path.removeprefix(ROOT).rstrip("/")
        known = {key[2]: key for key in PROCEDURES if key[1] == package}
        if not request.path.startswith(ROOT) or not request.path.endswith("/") or not known:
            return Call(refusal=Reply(404, b"Not found", "text/html", outcome="HTTP_404"))
        try:
            root = parse_xml(request.body)
            problem = token_problem(root, self.options.login, self.options.password, False)
            if problem:
                return Call(refusal=self._fault("wsse:FailedAuthentication", problem))
            self._responsibility(root, BASE.format(product=next(iter(known.values()))[0], package=package))
            element = body_element(request)
            if not (action_of(request) or "").endswith(request.path):
                raise NotSoap(f"the SOAPAction {action_of(request)} is not the address of the service")
            procedure = next((name for name in known if element.tag == self._tag(known[name])), None)
            if procedure is None:
                raise NotSoap(f"no procedure takes {element.tag}")
            contract = tables(*known[procedure])
            check(element, contract["InputParameters"], contract)
        except (NotSoap, OutOfContract, etree.XMLSyntaxError, ValueError) as error:
            return Call(refusal=self._fault("env:Client", str(error)))
        values = plain(element, contract, "InputParameters")
        return Call(procedure, self.books.key_of(values), (known[procedure], values))

    @staticmethod
    def _tag(key):
        product, package, procedure = key
        return f"{{{BASE.format(product=product, package=package)}{procedure}/}}InputParameters"

    def _responsibility(self, root, namespace):
        header = root.find(f"{{{ENVELOPE}}}Header/{{{namespace}}}SOAHeader")
        if header is None:
            raise NotSoap(f"no SOAHeader in {namespace}")
        names = [child.tag for child in header]
        wanted = [f"{{{namespace}}}{name}" for name in SOA]
        if names != [name for name in wanted if name in names]:
            raise NotSoap("the SOAHeader is not in order")
        if header.findtext(f"{{{namespace}}}Responsibility") != self.options.responsibility:
            raise NotSoap("Responsibility key is not valid")

    # answering

    def execute(self, call):
        (product, package, procedure), values = call.payload
        try:
            with self.store.transaction():
                status, messages, content = getattr(self.books, f"do_{procedure}")(values)
                if status != "S":
                    raise _Undone(status, messages)
        except _Undone as undone:
            status, messages, content = undone.status, undone.messages, ""
        namespace = f"{BASE.format(product=product, package=package)}{procedure}/"
        said = f"<X_MSG_DATA>{escape('; '.join(messages))}</X_MSG_DATA>" if messages else '<X_MSG_DATA xsi:nil="true"/>'
        body = (
            f'<env:Envelope xmlns:env="{ENVELOPE}"><env:Header/><env:Body><OutputParameters xmlns="{namespace}"'
            f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><X_RETURN_STATUS>{status}</X_RETURN_STATUS>'
            f"<X_MSG_COUNT>{len(messages)}</X_MSG_COUNT>{said}{content}</OutputParameters></env:Body></env:Envelope>"
        )
        return Reply(200, body.encode(), outcome=f"STATUS_{status}")

    def rehearse(self, call):
        with self.store.rehearsal():
            return self.execute(call)

    @staticmethod
    def _fault(code, text):
        body = (
            f'<env:Envelope xmlns:env="{ENVELOPE}"><env:Body><env:Fault><faultcode>{code}</faultcode>'
            f"<faultstring>{escape(text)}</faultstring></env:Fault></env:Body></env:Envelope>"
        )
        return Reply(500, body.encode(), outcome=f"FAULT_{code}")

    def soap_fault(self, side, text):
        return self._fault(f"env:{side}", text)

    def error_page(self):
        return Reply(500, b"<html><body>500 Internal Server Error</body></html>", "text/html", outcome="HTML_500")

    def login_page(self):
        return Reply(200, b"<html><body>E-Business Suite Home Page Login</body></html>", "text/html", outcome="LOGIN")

    # control plane

    def documents(self, kind):
        return self.store.all(kind)

    def clerk(self, work):
        with self.store.transaction():
            return self.books.clerk(work)

    def reset(self):
        self.store.reset()
        self.books.crash = False
        return {}

    def configure(self, settings):
        self.books.crash = settings.pop("crash", self.books.crash)
        if settings:
            raise ValueError(f"unknown setting {', '.join(settings)}")
        return {}

    def close(self):
        self.store.close()


class _Undone(Exception):
    """A procedure that did not end with S: what it did is taken back."""

    def __init__(self, status, messages):
        super().__init__(status)
        self.status, self.messages = status, messages


def main():
    parser = command_line("A simulated Oracle E-Business Suite")
    parser.add_argument("--login", default="L")
    parser.add_argument("--password", default="P")
    parser.add_argument("--responsibility", default="ORDER_MGMT")
    options = parser.parse_args()
    serve(EBS(DocumentStore(options.state), options), options)


if __name__ == "__main__":
    main()
