"""Dolibarr 16 over its SOAP web services (rpc/encoded, nuSOAP).

What one has to know, all of it seen on a real 16.0.3:
- success is in result/result_code, an HTTP 200 proves nothing;
- arguments count by position, so an unused key is "" and never left out;
- every struct member is required by the contract: those without a value are marked to be skipped;
- `ref_ext` is not unique: two calls store two documents, so every create asks first;
- parallel creates can collide on the next number and come back as an HTML page: one call at a time;
- there is no list of invoices and no "modified since": invoices are read one by one, by their ids;
- an update empties every member that is not sent;
- an order whose creation failed half way may be stored and validated without its lines, under an empty result.
"""

from decimal import Decimal

from zeep import xsd

from odoo.addons.erp_connector.engine.dialect import Dialect
from odoo.addons.erp_connector.engine.outcome import MISSING, Found, accepted, refused, unknown
from odoo.addons.erp_connector.soap.clients import RepairArrays, client
from odoo.addons.erp_connector.soap.transport import TransportError

from . import books, incoming, keeping, reading
from .rules import MAPPINGS

NS = "{http://www.dolibarr.org/ns/}"
SERVICE = {
    "customer": "thirdparty",
    "product": "productorservice",
    "order": "order",
    "invoice": "invoice",
    "credit_note": "invoice",
    "payment": "payment",
}
CREATE = {
    "customer": ("createThirdParty", "thirdparty", "thirdparty"),
    "product": ("createProductOrService", "product", "product"),
    "order": ("createOrder", "order", "order"),
    "invoice": ("createInvoice", "invoice", "invoice"),
    "credit_note": ("createInvoice", "invoice", "invoice"),
    "payment": ("createPayment", "payment", "payment"),
}
UPDATE = {
    "customer": ("updateThirdParty", "thirdparty", "thirdparty"),
    "product": ("updateProductOrService", "product", "product"),
}
GET = {
    "customer": ("getThirdParty", "thirdparty"),
    "product": ("getProductOrService", "product"),
    "order": ("getOrder", "order"),
    "invoice": ("getInvoice", "invoice"),
    "credit_note": ("getInvoice", "invoice"),
}
# What a finance or sales person can do about it.
ADVICE = {
    "BAD_VALUE_FOR_SECURITY_KEY": "correct the web service key of the backend",
    "BAD_CREDENTIALS": "correct login and password of the backend",
    "ERROR_USER_DISABLED": "the user of the backend is disabled in Dolibarr",
    "PERMISSION_DENIED": "give the backend's user the right in Dolibarr",
    "BAD_PARAMETERS": "the request lacks something Dolibarr wants; look at the request in the attempt",
}
DAYS = ("date", "date_due")
LOGIN_CODES = ("BAD_VALUE_FOR_SECURITY_KEY", "BAD_CREDENTIALS", "ERROR_USER_DISABLED", "ERROR_FETCH_USER")
INCOMPLETE = "Dolibarr has this order without all of its lines"
NO_REASON = "look for what another record has already (code, e-mail, tax number) or what Dolibarr does not allow"
ORDER_STATES = {"-1": "cancelled", "0": "draft", "1": "open", "2": "open", "3": "done"}


class Dolibarr(Dialect):
    code = "dolibarr"
    name = "Dolibarr"
    flows_out = {
        "customer": {"create", "update"},
        "product": {"create", "update"},
        "order": {"create", "cancel"},
        "invoice": {"create", "cancel"},
        "credit_note": {"create", "cancel"},
        "payment": {"create"},
    }
    flows_in = ("invoice", "product", "price", "stock", "order_status", "open_item")
    payment_needs_invoice = True
    ledgers = ("customer", "product", "order", "invoice", "payment")
    listings = ("customer", "product")
    parallel = 1
    ask_first = True
    read_back = True

    def __init__(self, settings):
        super().__init__(settings)
        self.paid = set()  # keys of payments that were answered with a number

    def check(self):
        """A read that changes nothing: a third party that cannot exist. Anything but NOT_FOUND is an error."""
        code, text, _object = self._get("customer", ref_ext="connection-test")
        if code != "NOT_FOUND" and code != "OK":
            raise TransportError(code, ADVICE.get(code) or text or code, executed=False)
        return "Dolibarr answers, and the login is accepted."

    def send(self, kind, action, key, values):
        if action == "cancel":
            return books.cancel(self, kind, key, values)
        if refusal := books.in_foreign_currency(self, values):
            return refusal
        if kind == "payment":
            return books.pay(self, key, values)
        if action == "update":
            values = keeping.whole(self, kind, values)
        operation, part, type_name = (CREATE if action == "create" else UPDATE)[kind]
        service = self._client(SERVICE[kind])
        values = {**values, "ref_ext": key}
        answer = service.service[operation](
            **{"authentication": self._login(), part: self._struct(service, type_name, values)}
        )
        code, text = _result(answer)
        if code == "OK" and answer.id:
            return accepted(answer.id, getattr(answer, "ref", "") or values.get("ref", ""))
        return self._outcome(code, text)

    def ask(self, kind, key, values):
        if kind == "payment":
            return books.ask_payment(self, key, values)
        code, text, found = self._get(kind, ref_ext=key)
        if code == "OK" and found is not None and getattr(found, "id", None):
            if kind == "order" and len(_items(found.lines)) < len(values.get("lines", [])):
                raise TransportError("INCOMPLETE", INCOMPLETE, executed=True)
            return Found(str(found.id), str(found.ref or found.id), self._doubles(kind, key, found))
        if code == "NOT_FOUND":
            return MISSING
        if code == "DUPLICATE_FOUND":
            raise TransportError(code, "Dolibarr has several third parties with this external reference")
        raise TransportError(code or "NO_ANSWER", text or "Dolibarr sent no answer", executed=None)

    def changes(self, kind, cursor):
        return incoming.READERS[kind](self, cursor)

    def ledger(self, kind, since, until):
        """Dolibarr lists neither by period nor in pages: one call for all, and for invoices one call each."""
        if kind in ("customer", "product"):
            yield from self._master_data(kind)
        elif kind == "order":
            answer = self._client("order").service.getOrdersForThirdParty(
                authentication=self._login(), idthirdparty="all"
            )
            yield from (_order_row(row) for row in self._rows(answer, "orders"))
        else:
            yield from (row for row in self._invoice_rows() if kind == "invoice" or row["state"] == "paid")

    def fetch(self, kind, external_id):
        return incoming.one(self, kind, external_id)

    def read(self, kind, external_id):
        return reading.read(self, kind, external_id)

    def listing(self, kind):
        return reading.listing(self, kind)

    def preview(self, kind, action, key, values):
        if action == "cancel":
            return books.words_of_cancel(kind, key, values)
        operation, part, type_name = (CREATE if action == "create" else UPDATE)[kind]
        service = self._client(SERVICE[kind])
        values = books.single(values) if kind == "payment" else {**values, "ref_ext": key}
        login = {**self._login(), "dolibarrkey": "•••", "password": "•••"}
        struct = self._struct(service, type_name, values)
        from lxml import etree

        message = service.create_message(service.service, operation, **{"authentication": login, part: struct})
        return etree.tostring(message, pretty_print=True, encoding="unicode")

    @classmethod
    def default_mapping(cls, kind):
        return MAPPINGS.get(kind, [])

    @classmethod
    def default_maps(cls):
        return {"country": {}, "journal": {}, "payment_method": {}}

    # below: the wire

    def _client(self, service):
        url = f"{self.settings.url.rstrip('/')}/webservices/server_{service}.php"
        found = client(self.settings, f"{url}?wsdl", plugins=[RepairArrays()])
        found.transport.exchange = self.exchange
        # The contract names the server as PHP sees it, behind a proxy by another name; we stay with the configured one.
        found.service._binding_options["address"] = url
        return found

    def _login(self):
        return {
            "dolibarrkey": self.settings.token,
            "sourceapplication": "odoo",
            "login": self.settings.login,
            "password": self.settings.password,
            "entity": self.settings.company or "",
        }

    def _struct(self, service, type_name, values):
        values = {name: _noon(value) if name in DAYS else value for name, value in values.items()}
        lines = values.pop("lines", None)
        kind = service.get_type(f"{NS}{type_name}")
        members = {name: values.get(name, xsd.SkipValue) for name, _element in kind.elements if name != "lines"}
        if any(name == "lines" for name, _element in kind.elements):
            line_type = service.get_type(f"{NS}line")
            names = [name for name, _element in line_type.elements]
            rows = [line_type(**{name: row.get(name, xsd.SkipValue) for name in names}) for row in lines or []]
            members["lines"] = service.get_type(f"{NS}LinesArray2")(rows)
        return kind(**members)

    def _get(self, kind, **key):
        operation, part = GET[kind]
        service = self._client(SERVICE[kind])
        keys = {name: str(key.get(name, "")) for name in ("id", "ref", "ref_ext")}
        contract = service.service._binding.get(operation).input.body.type
        keys = {name: keys.get(name, "") for name, _element in contract.elements if name != "authentication"}
        answer = service.service[operation](authentication=self._login(), **keys)
        code, text = _result(answer)
        return code, text, getattr(answer, part, None)

    def _doubles(self, kind, key, found):
        """Orders are stored twice without a word, and getOrder then shows only one: count the customer's list."""
        if kind != "order" or not getattr(found, "thirdparty_id", None):
            return ()
        answer = self._client("order").service.getOrdersForThirdParty(
            authentication=self._login(), idthirdparty=str(found.thirdparty_id)
        )
        rows = _items(getattr(answer, "orders", None))
        same = [_text(row, "id") for row in rows if _text(row, "ref_ext") == key]
        return tuple(number for number in same if number and number != str(found.id))

    def _master_data(self, kind):
        for row in reading.everything(self, kind):
            yield {
                "external_id": _text(row, "id"),
                "external_ref": _text(row, "ref"),
                "key": _text(row, "ref_ext"),
                "customer_id": "",
                "date": "",
                "total": None,
                "tax": None,
                "state": "open",
            }

    def _rows(self, answer, part):
        """Rows of a list. A refusal must not look like an empty list: then everything would be missing there."""
        code, text = _result(answer)
        if code != "OK":
            raise TransportError(
                code or "EMPTY_ANSWER", ADVICE.get(code) or text or "Dolibarr sent no answer", executed=None
            )
        return _items(getattr(answer, part, None))

    def _invoice_rows(self):
        for change in incoming.all_invoices(self):
            document = change.document
            yield {
                "external_id": change.remote_id,
                "external_ref": document["number"],
                "key": "",
                "customer_id": document["customer_id"],
                "date": document["date"],
                # A credit note is negative on both sides, however the ERP stores it.
                "total": _signed(document, "total"),
                "tax": _signed(document, "tax"),
                "state": document["state"],
            }

    def _outcome(self, code, text):
        if not code:
            return unknown("EMPTY_ANSWER", "Dolibarr sent an answer without a result")
        if code in LOGIN_CODES:
            raise TransportError(code, ADVICE.get(code, text), executed=False)
        if code.startswith("DB_ERROR"):
            return unknown(code, text or "Dolibarr's database refused")
        if not text and code not in ADVICE:
            return refused(code, "Dolibarr refused and did not say why", advice=NO_REASON)
        return refused(code, text, advice=ADVICE.get(code, "correct the record and send it again"))


def _result(answer):
    """(code, words) of an answer; ("", "") for the empty answers that prove nothing.

    An operation whose only output is `result` gives that element itself.
    """
    result = getattr(answer, "result", answer)
    return (getattr(result, "result_code", None) or "", getattr(result, "result_label", None) or "")


def _items(array):
    """Rows of a nuSOAP array as zeep leaves them: lxml elements in `_value_1`, or nothing."""
    value = array["_value_1"] if array is not None and "_value_1" in array else array
    return list(value or [])


def _text(row, name):
    return (row.findtext(name) or "").strip() if hasattr(row, "findtext") else str(getattr(row, name, "") or "")


def _noon(day):
    """A day as a moment that is on this day nearly everywhere: Dolibarr reads days as UTC and writes them in its own zone.

    >>> _noon("2026-11-30")
    '2026-11-30T12:00:00Z'
    """
    return f"{day}T12:00:00Z" if isinstance(day, str) and len(day) == 10 else day


def _signed(document, name):
    amount = abs(Decimal(document[name]))
    return format(-amount if document["type"] == "refund" else amount, "f")


def _order_row(row):
    return {
        "external_id": _text(row, "id"),
        "external_ref": _text(row, "ref"),
        "key": _text(row, "ref_ext"),
        "customer_id": _text(row, "socid"),
        "date": _day(_text(row, "date")),
        "total": _text(row, "total") or "0",
        "tax": _text(row, "total_vat") or "0",
        "state": ORDER_STATES.get(_text(row, "status"), "open"),
    }


def _day(value):
    return str(value)[:10] if value else ""
