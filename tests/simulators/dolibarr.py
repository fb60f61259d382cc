"""A Dolibarr 16 that answers SOAP calls like the real one, as a process of its own.

    python tests/simulators/dolibarr.py --port 0 --state :memory: --key K --login L --password P

The facts come from runs against a real 16.0.3 and from reading its public interface; what is neither is marked GUESS
where it stands. Result codes, names and shapes are the real ones; the human-readable texts are ours, so a connector
that compares texts fails here. Three rules are stricter than the original unless --tolerant is given: the SOAP 1.1
envelope namespace, the namespace of the operation element, and no document type declaration.
"""

import re
import time

import dolibarr_operations as act
import dolibarr_products as products
from dolibarr_clerk import clerk
from dolibarr_store import Store
from dolibarr_wsdl import FORGIVING, NS, PATHS, SERVICES, wsdl
from lxml import etree
from nusoap_wire import ENVELOPE, answer, blank, fault, local, struct
from soap_server import Call, Reply, command_line, parse_xml, serve

OPERATIONS = {
    "getThirdParty": act.get_thirdparty,
    "createThirdParty": act.create_thirdparty,
    "updateThirdParty": act.update_thirdparty,
    "getListOfThirdParties": act.list_thirdparties,
    "deleteThirdParty": act.delete_thirdparty,
    "getOrder": act.get_order,
    "getOrdersForThirdParty": act.list_orders,
    "createOrder": act.create_order,
    "updateOrder": act.update_order,
    "validOrder": act.valid_order,
    "getInvoice": act.get_invoice,
    "getInvoicesForThirdParty": act.list_invoices,
    "createInvoice": act.create_invoice,
    "createInvoiceFromOrder": act.create_invoice_from_order,
    "updateInvoice": act.update_invoice,
    "getProductOrService": products.get_product,
    "createProductOrService": products.create_product,
    "updateProductOrService": products.update_product,
    "getListOfProductsOrServices": products.list_products,
    "createPayment": act.create_payment,
}
# Checked even when the login failed, and then reported instead of it: the caller sees KO, not BAD_CREDENTIALS.
MANDATORY = {
    "createThirdParty": ("ref",),
    "updateThirdParty": ("id",),
    "updateOrder": ("id", "ref", "ref_ext"),
    "createInvoice": ("id", "ref", "ref_ext"),
    "updateInvoice": ("id", "ref", "ref_ext"),
    "createPayment": ("amount", "thirdparty_id"),
}
NUSOAP = {"Server": "NuSOAP Server v0.9.5", "X-SOAP-Server": "NuSOAP/0.9.5 (1.123)"}
ERROR_PAGE = b"Dolibarr has detected a technical error.<br>\nThese are the details for the administrator:<br>\n"
LOGIN_PAGE = b"<!DOCTYPE html>\n<html><head><title>Login</title></head><body><form method='post'></form></body></html>"


class Dolibarr:
    compresses = True  # nuSOAP does, above 1 KB, when the client accepts gzip

    def __init__(self, store, key, login, password, bad_login_seconds=1.0, tolerant=False):
        self.store = store
        self.key, self.login, self.password = key, login, password
        self.bad_login_seconds = bad_login_seconds
        self.tolerant = tolerant
        self.named = (
            ""  # how the contract names the server, where PHP sees another than the caller: "https://erp.inside:443"
        )

    # reading

    def get(self, request):
        service = PATHS.get(request.path)
        if service is None:
            return Reply(404, b"<h1>Not Found</h1>", "text/html")
        if "wsdl" in request.query:
            text = wsdl(PATHS[request.path], f"{self.named or f'http://{request.host}'}{request.path}")
            return Reply(200, text.encode("latin-1", "xmlcharrefreplace"), "text/xml; charset=ISO-8859-1")
        page = "".join(f"<li>{name}</li>" for name in SERVICES[PATHS[request.path]][2])
        return Reply(200, f"<html><body><ul>{page}</ul></body></html>".encode(), "text/html; charset=UTF-8")

    def understand(self, request):
        if request.path not in PATHS:
            return Call(refusal=Reply(404, b"<h1>Not Found</h1>", "text/html", outcome="HTTP_404"))
        service = PATHS[request.path]
        action = request.headers.get("soapaction", "").strip('"')
        content_type = request.headers.get("content-type", "")
        if "text/xml" not in content_type:
            # nuSOAP notes the error, forgets it, and goes on with no operation name and no arguments.
            return self._dispatch(service, "", action, {})
        try:
            self._check_charset(content_type, request.body)
            element = self._operation_element(request.body)
        except (etree.XMLSyntaxError, ValueError) as error:
            return Call(refusal=self.soap_fault("Client", f"error in msg parsing:\n{error}"))
        targets = None
        if b"href=" in request.body:
            targets = {e.get("id"): e for e in element.getroottree().iter() if e.get("id")}
        return self._dispatch(service, local(element.tag), action, struct(element, targets))

    @staticmethod
    def _check_charset(content_type, body):
        if not body:
            raise ValueError("the request has no body")
        said = re.search(r'=\s*"?([\w-]+)', content_type)
        outer = said.group(1).upper() if said else "ISO-8859-1"
        if outer not in ("ISO-8859-1", "US-ASCII", "UTF-8"):
            outer = "US-ASCII"  # nuSOAP knows no other; so GBK can never match its own declaration
        inner = re.match(rb"""\s*<\?xml[^>]*encoding=["']([^"']*)["']""", body)
        inner = inner.group(1).decode("latin-1").upper() if inner else outer
        if inner != outer and (outer, inner) != ("ISO-8859-1", "UTF-8"):
            raise ValueError(f"the HTTP header says {outer}, the XML declaration {inner}")

    def _operation_element(self, body):
        root = parse_xml(body)
        wanted = "Envelope" if self.tolerant else f"{{{ENVELOPE}}}Envelope"
        if (local(root.tag) if self.tolerant else root.tag) != wanted:
            raise ValueError("this is not a SOAP 1.1 envelope")
        for part in root:
            if local(part.tag) == "Body" and len(part):
                element = part[0]
                if not self.tolerant and not element.tag.startswith(f"{{{NS}}}"):
                    raise ValueError(f"the operation is not in the namespace {NS}")
                return element
        raise ValueError("the envelope has no body")

    def _dispatch(self, service, name, action, arguments):
        known = SERVICES[service][2]
        if name not in known:
            by_action = action.removeprefix(f"{NS}#")
            if not action.startswith(NS) or by_action not in known:
                text = f"Operation '{name}' is not offered by this service"
                return Call(name, refusal=self.soap_fault("Client", text))
            name = by_action
        # Arguments are taken by POSITION; their names are not looked at. One left out shifts those behind it.
        values = list(arguments.values())
        return Call(name, _external_reference(name, values), (service, values))

    # answering

    def execute(self, call):
        service, values = call.payload
        try:
            code, label = self._authenticate(call.operation, values)
            self._check_mandatory(call.operation, values, code)
            if code:
                raise act.Refused(code, label)
            parts = OPERATIONS[call.operation](self.store, *self._arguments(call.operation, values))
            result = {"result_code": "OK", "result_label": ""}
        except act.Refused as refused:
            parts, result = {}, {"result_code": refused.code, "result_label": refused.label}
            if call.operation.startswith("getListOf"):
                parts = {SERVICES[service][2][call.operation][1].partition(":")[0]: []}
        except act.TechnicalError:
            return self.error_page()
        except act.HalfStored:
            parts, result = {}, {"result_code": "", "result_label": ""}
        except act.PhpDied:
            return Reply(500, b"", "text/html; charset=UTF-8", outcome="PHP_DIED")
        body = answer(service, call.operation, {"result": result, **parts})
        return Reply(200, body, headers=NUSOAP, outcome=result["result_code"])

    def rehearse(self, call):
        with self.store.rehearsal():
            return self.execute(call)

    @staticmethod
    def _arguments(operation, values):
        arguments = values[1:]
        if not arguments and operation not in FORGIVING:
            raise act.PhpDied
        takes_struct = operation.startswith(("create", "update")) and operation != "createInvoiceFromOrder"
        if takes_struct and not isinstance(arguments[0], dict):
            raise act.PhpDied
        most = {"getOrder": 3, "getInvoice": 3, "deleteThirdParty": 3, "createInvoiceFromOrder": 3}
        return arguments[: most.get(operation, 1 if operation not in FORGIVING else None)]

    def _authenticate(self, operation, values):
        """(code, label) of the refusal, or two empty strings."""
        if not values or not isinstance(values[0], dict):
            raise act.PhpDied
        given = values[0]
        if given.get("dolibarrkey") != self.key:
            return "BAD_VALUE_FOR_SECURITY_KEY", "the key is not the one of this server"
        if not blank(given.get("entity")) and not str(given["entity"]).isdigit():
            return "BAD_PARAMETERS", "entity must be empty or a number"
        if given.get("login") != self.login:
            return "BAD_CREDENTIALS", "login or password is wrong"
        if given.get("password") != self.password:
            time.sleep(self.bad_login_seconds)
            return "BAD_CREDENTIALS", "login or password is wrong"
        return "", ""

    @staticmethod
    def _check_mandatory(operation, values, code):
        data = values[1] if len(values) > 1 else None
        if operation == "createInvoiceFromOrder":
            if all(blank(value) for value in values[1:]):
                raise act.Refused("KO", "one of id_order, ref_order and ref_ext_order is needed")
        elif operation in MANDATORY and isinstance(data, dict):
            if all(blank(data.get(name)) for name in MANDATORY[operation]):
                raise act.Refused("KO", f"{' or '.join(MANDATORY[operation])} is needed")
        elif operation in ("createProductOrService", "updateProductOrService") and isinstance(data, dict):
            if all(act.number(data.get(name)) > 0 for name in ("price_net", "price")):
                raise act.Refused("KO", "give price or price_net, not both")

    def error_page(self):
        return Reply(500, ERROR_PAGE, outcome="HTML_500")

    def login_page(self):
        return Reply(200, LOGIN_PAGE, "text/html; charset=UTF-8", outcome="LOGIN_PAGE")

    def soap_fault(self, side, text):
        return Reply(500, fault(side, text), headers=NUSOAP, outcome=f"FAULT_{side.upper()}")

    # control plane

    def documents(self, kind):
        return self.store.documents(kind)

    def clerk(self, work):
        return clerk(self.store, work)

    def reset(self):
        """Empty the books; settings stay."""
        self.store.reset()
        return {}

    def configure(self, settings):
        act.Race.on = settings.pop("race", act.Race.on)
        act.Site.stock_must_suffice = settings.pop("stock_must_suffice", act.Site.stock_must_suffice)
        act.Site.utc_offset = settings.pop("utc_offset", act.Site.utc_offset)
        self.named = settings.pop("named", self.named)
        self.bad_login_seconds = settings.pop("bad_login_seconds", self.bad_login_seconds)
        self.tolerant = settings.pop("tolerant", self.tolerant)
        if settings:
            raise ValueError(f"unknown setting {', '.join(settings)}")
        return {"race": act.Race.on, "bad_login_seconds": self.bad_login_seconds, "tolerant": self.tolerant}

    def close(self):
        self.store.close()


def _external_reference(operation, values):
    """For the log of calls only."""
    for value in values[1:]:
        if isinstance(value, dict):
            return act.text(value.get("ref_ext")) or ""
    if operation.startswith("get") and len(values) > 3:
        return act.text(values[3]) or ""
    return ""


def main():
    parser = command_line("A simulated Dolibarr 16 with its SOAP web services")
    parser.add_argument("--key", default="K", help="WEBSERVICES_KEY of the server")
    parser.add_argument("--login", default="L")
    parser.add_argument("--password", default="P")
    parser.add_argument("--bad-login-seconds", type=float, default=1.0, help="how long a wrong password takes")
    parser.add_argument("--race", action="store_true", help="let parallel createOrder calls collide")
    parser.add_argument("--tolerant", action="store_true", help="forgive wrong namespaces, as nuSOAP does")
    options = parser.parse_args()
    act.Race.on = options.race
    store = Store(options.state)
    erp = Dolibarr(store, options.key, options.login, options.password, options.bad_login_seconds, options.tolerant)
    serve(erp, options)


if __name__ == "__main__":
    main()
