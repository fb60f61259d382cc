"""Dolibarr 16 over its SOAP web services (rpc/encoded, nuSOAP).

What one has to know, all of it seen on a real 16.0.3:
- success is in result/result_code, an HTTP 200 proves nothing;
- arguments count by position, so an unused key is "" and never left out;
- every struct member is required by the contract: those without a value are marked to be skipped;
- `ref_ext` is not unique: two calls store two documents, so every create asks first;
- parallel creates can collide on the next number and come back as an HTML page: one call at a time;
- there is no list of invoices and no "modified since": invoices are read one by one, by their ids.
"""

from datetime import datetime, timezone

from zeep import xsd

from odoo.addons.erp_connector.engine.dialect import Change, Dialect, Page
from odoo.addons.erp_connector.engine.mapping import Rule
from odoo.addons.erp_connector.engine.outcome import MISSING, Found, accepted, refused, unknown
from odoo.addons.erp_connector.soap.clients import RepairArrays, client
from odoo.addons.erp_connector.soap.transport import TransportError

NS = "{http://www.dolibarr.org/ns/}"
SERVICE = {"customer": "thirdparty", "product": "productorservice", "order": "order", "invoice": "invoice"}
CREATE = {
    "customer": ("createThirdParty", "thirdparty", "thirdparty"),
    "product": ("createProductOrService", "product", "product"),
    "order": ("createOrder", "order", "order"),
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
}
# What a finance or sales person can do about it.
ADVICE = {
    "BAD_VALUE_FOR_SECURITY_KEY": "correct the web service key of the backend",
    "BAD_CREDENTIALS": "correct login and password of the backend",
    "ERROR_USER_DISABLED": "the user of the backend is disabled in Dolibarr",
    "PERMISSION_DENIED": "give the backend's user the right in Dolibarr",
    "BAD_PARAMETERS": "the request lacks something Dolibarr wants; look at the request in the attempt",
}
LOGIN_CODES = ("BAD_VALUE_FOR_SECURITY_KEY", "BAD_CREDENTIALS", "ERROR_USER_DISABLED", "ERROR_FETCH_USER")
# Invoice ids that are not there are skipped; after so many in a row the end is reached.
GAP = 15
DRAFT, UNPAID, PAID, ABANDONED = 0, 1, 2, 3


class Dolibarr(Dialect):
    code = "dolibarr"
    name = "Dolibarr"
    flows_out = {"customer": {"create", "update"}, "product": {"create", "update"}, "order": {"create"}}
    flows_in = ("invoice",)
    parallel = 1
    ask_first = True
    read_back = True

    def check(self):
        """A read that changes nothing: a third party that cannot exist. Anything but NOT_FOUND is an error."""
        code, text, _object = self._get("customer", ref_ext="connection-test")
        if code != "NOT_FOUND" and code != "OK":
            raise TransportError(code, ADVICE.get(code) or text or code, executed=False)
        return "Dolibarr answers, and the login is accepted."

    def send(self, kind, action, key, values):
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
        code, text, found = self._get(kind, ref_ext=key)
        if code == "OK" and found is not None and getattr(found, "id", None):
            return Found(str(found.id), str(found.ref or found.id), self._doubles(kind, key, found))
        if code == "NOT_FOUND":
            return MISSING
        if code == "DUPLICATE_FOUND":
            raise TransportError(code, "Dolibarr has several third parties with this external reference")
        raise TransportError(code or "NO_ANSWER", text or "Dolibarr sent no answer", executed=None)

    def changes(self, kind, cursor):
        """Invoices by id: those still open from last time, and the next new ones.

        cursor: {"next": first id not yet read, "open": [ids of invoices neither paid nor abandoned]}.
        """
        following = int(cursor.get("next", 1))
        still_open, changes, gap, read = [], [], 0, 0
        for number in sorted(cursor.get("open", [])):
            self._read_invoice(number, changes, still_open)
        number = following
        while gap < GAP and read < 200:
            read += 1
            if self._read_invoice(number, changes, still_open):
                following, gap = number + 1, 0
            else:
                gap += 1
            number += 1
        return Page(changes, {"next": following, "open": still_open}, more=read >= 200)

    def preview(self, kind, action, key, values):
        operation, part, type_name = (CREATE if action == "create" else UPDATE)[kind]
        service = self._client(SERVICE[kind])
        login = {**self._login(), "dolibarrkey": "•••", "password": "•••"}
        struct = self._struct(service, type_name, {**values, "ref_ext": key})
        from lxml import etree

        message = service.create_message(service.service, operation, **{"authentication": login, part: struct})
        return etree.tostring(message, pretty_print=True, encoding="unicode")

    @classmethod
    def default_mapping(cls, kind):
        return MAPPINGS.get(kind, [])

    @classmethod
    def default_maps(cls):
        return {"country": {}}

    # below: the wire

    def _client(self, service):
        url = f"{self.settings.url.rstrip('/')}/webservices/server_{service}.php"
        found = client(self.settings, f"{url}?wsdl", plugins=[RepairArrays()])
        found.transport.exchange = self.exchange
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
        values = dict(values)
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

    def _outcome(self, code, text):
        if not code:
            return unknown("EMPTY_ANSWER", "Dolibarr sent an answer without a result")
        if code in LOGIN_CODES:
            raise TransportError(code, ADVICE.get(code, text), executed=False)
        if code.startswith("DB_ERROR"):
            return unknown(code, text or "Dolibarr's database refused")
        return refused(code, text, advice=ADVICE.get(code, "correct the record and send it again"))

    def _read_invoice(self, number, changes, still_open):
        code, text, invoice = self._get("invoice", id=number)
        if code == "NOT_FOUND":
            return False
        if code != "OK":
            raise TransportError(code or "EMPTY_ANSWER", ADVICE.get(code) or text or "no answer", executed=None)
        status = int(invoice.status or 0)
        if status in (DRAFT, UNPAID):
            still_open.append(number)
        if status != DRAFT:
            document = _invoice_document(invoice, status)
            version = f"{status}|{document['total']}|{document['number']}"
            changes.append(Change("invoice", str(invoice.id), document, version))
        return True


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


def _invoice_document(invoice, status):
    """Our neutral invoice (docs/documents.md) from Dolibarr's. Amounts are decimal strings."""
    lines = [
        {
            "product_ref": _text(row, "product_ref"),
            "product_id": _text(row, "product_id"),
            "name": _text(row, "desc") or _text(row, "product_label"),
            "quantity": _text(row, "qty") or "0",
            "untaxed": _text(row, "total_net") or "0",
            "tax": _text(row, "total_vat") or "0",
            "total": _text(row, "total") or "0",
        }
        for row in _items(invoice.lines)
    ]
    return {
        "external_id": str(invoice.id),
        "number": str(invoice.ref or ""),
        "order_key": str(invoice.ref_ext or ""),
        "customer_id": str(getattr(invoice, "thirdparty_id", "") or ""),
        "type": "refund" if int(invoice.type or 0) == 2 else "invoice",
        "date": _day(invoice.date),
        "due": _day(invoice.date_due),
        "untaxed": str(invoice.total_net or 0),
        "tax": str(invoice.total_vat or 0),
        "total": str(invoice.total or 0),
        "state": {UNPAID: "open", PAID: "paid", ABANDONED: "abandoned"}.get(status, "open"),
        "paid_on": _day(invoice.date_modification) or datetime.now(timezone.utc).date().isoformat(),
        "lines": lines,
    }


def _day(value):
    return str(value)[:10] if value else ""


MAPPINGS = {
    "customer": [
        Rule("id", source="external_id"),
        Rule("ref", source="name", required=True, max_length=128, cut=True),
        Rule("client", "fixed", "1"),
        Rule("supplier", "fixed", "0"),
        Rule("status", "fixed", "1"),
        Rule("customer_code", "fixed", "auto"),
        Rule("address", source="street"),
        Rule("zip", source="zip", max_length=25, cut=True),
        Rule("town", source="city", max_length=50, cut=True),
        Rule("country_code", source="country_code"),
        Rule("phone", source="phone", max_length=30, cut=True),
        Rule("email", source="email", max_length=128),
        Rule("url", source="website", max_length=255, cut=True),
        Rule("vat_number", source="vat", max_length=20),
        Rule("vat_used", "fixed", "1"),
    ],
    "product": [
        Rule("id", source="external_id"),
        Rule("ref", source="code", required=True, max_length=128),
        Rule("label", source="name", required=True, max_length=255, cut=True),
        Rule("type", "expression", "'1' if document['type'] == 'service' else '0'"),
        Rule("status_tobuy", "fixed", "0"),
        Rule("status_tosell", "fixed", "1"),
        Rule("barcode", source="barcode"),
        Rule("price_net", source="price"),
        Rule("price_base_type", "fixed", "HT"),
        Rule("vat_rate", source="tax_rate"),
    ],
    "order": [
        Rule("thirdparty_id", "reference", "customer", required=True),
        Rule("date", source="date", required=True),
        Rule("status", "fixed", "1"),
        Rule("note_public", source="number"),
        Rule("lines[].type", "expression", "1 if line['type'] == 'service' else 0"),
        Rule("lines[].desc", source="lines[].name"),
        Rule("lines[].qty", source="lines[].quantity", required=True),
        Rule("lines[].unitprice", source="lines[].price_net", required=True),
        Rule("lines[].vat_rate", source="lines[].tax_rate", default="0"),
        Rule("lines[].product_id", "reference", "lines[].product"),
    ],
}
