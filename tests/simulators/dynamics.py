"""A Business Central (or NAV) that answers SOAP calls on published pages, as a process of its own.

    python tests/simulators/dynamics.py --port 0 --login L --password P --company "CRONUS 上海" --auth basic

Pages, operations, namespaces and shapes are the real ones; texts are ours. Each request is validated against the schema
that the page's contract contains, so wrong order, unknown fields, missing filters and wrong types are refused. Class
names of exceptions marked GUESS are not documented.
"""

import base64
import json
import urllib.parse
from decimal import Decimal, InvalidOperation
from html import escape

import dynamics_codeunits
import dynamics_pages
import ntlm_guard
from document_store import DocumentStore
from dynamics_clerk import clerk
from dynamics_filters import BadFilter, matches
from dynamics_journals import check_line, in_batch
from dynamics_pages import BATCH, JOURNALS, KEY_OF, LINES, PAGES, SALES, fields
from dynamics_refusal import Refused
from dynamics_sums import sum_up
from lxml import etree
from soap_envelope import NotSoap, action_of, body_element, envelope, fault, local
from soap_server import Call, Reply, command_line, serve

EXCEPTIONS = "Microsoft.Dynamics.Nav.Types.Exceptions"
CODE = ' xmlns:a="urn:microsoft-dynamics-schemas/error"'
PUBLISHED = {"Page": (dynamics_pages, PAGES), "Codeunit": (dynamics_codeunits, dynamics_codeunits.CODEUNITS)}
CENT = Decimal("0.01")
SERIES = {"Customer": "C", "Item": "I", "SalesOrder": "SO", "SalesInvoice": "SI", "SalesCreditMemo": "SC"}


class Dynamics:
    compresses = False

    def __init__(self, store, options):
        self.store = store
        self.options = options
        self.tokens = {options.token} if options.token else set()
        self.schemas = {
            name: etree.XMLSchema(etree.fromstring(contract.schema(name)))
            for contract, names in PUBLISHED.values()
            for name in names
        }

    # reading

    def get(self, request):
        denied = self._denied(request)
        contract, name = self._published(request.path)
        if denied or name is None:
            return denied or Reply(404, b"", "text/plain", outcome="HTTP_404")
        return Reply(200, contract.wsdl(name, f"http://nav-internal:7047{request.path}").encode())

    def _published(self, path):
        """(contract, name) of the service behind an address, (None, None) where there is none."""
        parts = [urllib.parse.unquote(part) for part in path.strip("/").split("/")]
        wanted = [self.options.instance, "WS", self.options.company]
        contract, names = PUBLISHED.get(parts[3], (None, ())) if len(parts) == 5 else (None, ())
        return (contract, parts[4]) if parts[:3] == wanted and parts[4:] and parts[4] in names else (None, None)

    def _denied(self, request):
        """None, or the 401 for this request."""
        header = request.headers.get("authorization", "")
        options = self.options
        if options.auth == "ntlm":
            verdict = ntlm_guard.verdict(header, options.login, options.password)
            if verdict == "yes":
                return None
            offer = f"NTLM {ntlm_guard.challenge()}" if verdict == "challenge" else "NTLM"
        elif options.auth == "bearer":
            if header.removeprefix("Bearer ") in self.tokens:
                return None
            offer = "Bearer"
        else:
            pair = base64.b64encode(f"{options.login}:{options.password}".encode()).decode()
            if header == f"Basic {pair}":
                return None
            offer = 'Basic realm=""'
        return Reply(401, b"", "text/plain", {"WWW-Authenticate": offer}, outcome="HTTP_401")

    def understand(self, request):
        if request.path == "/token":
            return Call("token", payload=urllib.parse.parse_qs(request.body.decode()))
        denied = self._denied(request)
        if denied:
            return Call(refusal=denied)
        contract, page = self._published(request.path)
        if page is None:
            return Call(refusal=Reply(404, b"", "text/plain", outcome="HTTP_404"))
        try:
            element = body_element(request)
        except (NotSoap, etree.XMLSyntaxError, ValueError) as error:
            return Call(refusal=Reply(400, str(error).encode(), "text/plain", outcome="HTTP_400"))
        operation = local(element.tag)
        if action_of(request) != f"{contract.namespace(page)}:{operation}":
            text = f"The SOAP action {action_of(request)} is not one of this page."
            return Call(operation, refusal=self._fault("NavServiceActionNotFoundException", text))  # GUESS
        if not self.schemas[page].validate(element):
            text = str(self.schemas[page].error_log.last_error)
            return Call(operation, refusal=self._fault("NavSchemaValidationException", text))  # GUESS
        return Call(operation, self._key(element), (contract, page, element))

    @staticmethod
    def _key(element):
        """For the log of calls only."""
        for field in ("External_Document_No", "Search_Name"):
            found = element.findtext(f".//{{*}}{field}")
            if found:
                return found
        return ""

    # answering

    def execute(self, call):
        if call.operation == "token":
            return self._token(call.payload)
        contract, page, element = call.payload
        try:
            with self.store.transaction():
                batch = in_batch(self.options, element) if page in JOURNALS else ""
                answer = f"<{BATCH}>{escape(batch)}</{BATCH}>" if batch else ""
                if contract is dynamics_codeunits:
                    answer = dynamics_codeunits.run(self, call.operation, element)
                else:
                    answer += getattr(self, f"do_{call.operation.lower()}", self._line_work)(page, element)
        except Refused as refused:
            return self._fault(refused.name, str(refused))
        target = contract.namespace(page)
        return Reply(200, envelope(f'<{call.operation}_Result xmlns="{target}">{answer}</{call.operation}_Result>'))

    def rehearse(self, call):
        with self.store.rehearsal():
            return self.execute(call)

    def _token(self, form):
        good = form.get("client_id") == [self.options.login] and form.get("client_secret") == [self.options.password]
        if not good or form.get("grant_type") != ["client_credentials"]:
            return Reply(401, b'{"error": "invalid_client"}', "application/json", outcome="HTTP_401")
        token = f"token-{len(self.tokens) + 1}"
        self.tokens.add(token)
        return Reply(200, json.dumps({"access_token": token, "expires_in": 3600}).encode(), "application/json")

    def do_read(self, page, element):
        row = self.store.get(page, local_text(element[0]))
        return self._write(page, row) if row else ""

    def do_readmultiple(self, page, element):
        filters = [(f.findtext("{*}Field"), f.findtext("{*}Criteria") or "") for f in element.findall("{*}filter")]
        bookmark, size = element.findtext("{*}bookmarkKey"), int(element.findtext("{*}setSize"))
        rows = self.store.all(page)
        if page in JOURNALS:
            rows = [row for row in rows if row[BATCH] == element.findtext(f"{{*}}{BATCH}")]
        if page == "CustomerLedgerEntries":
            rows.reverse()  # the page shows the newest entry first
        try:
            rows = [row for row in rows if all(self._fits(page, row, *one) for one in filters)]
        except BadFilter as error:
            raise Refused("NavFilterException", str(error)) from None  # GUESS
        if bookmark:
            places = [
                place for place, row in enumerate(rows) if _key_without_stamp(page, row) == bookmark.split(";")[0]
            ]
            if not places:
                raise Refused("NavInvalidBookmarkException", "The bookmark is invalid.")  # GUESS
            rows = rows[places[0] + 1 :]
        rows = rows[: size or None]
        return f"<ReadMultiple_Result>{''.join(self._write(page, row) for row in rows)}</ReadMultiple_Result>"

    @staticmethod
    def _fits(page, row, field, criteria):
        kind = {name: kind for name, kind, _writable in fields(PAGES[page])}[field]
        value = row.get(field)
        value = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
        return matches(criteria.upper() if kind.startswith("code") else criteria, value)

    def do_create(self, page, element):
        values = self._values(page, element.find(f"{{*}}{page}"))
        return self._write(page, self._new(page, self._in_journal(page, element, values)))

    def _in_journal(self, page, element, values):
        return values | {BATCH: element.findtext(f"{{*}}{BATCH}")} if page in JOURNALS else values

    def do_createmultiple(self, page, element):
        sent = [self._values(page, row) for row in element.find(f"{{*}}{page}_List")]
        rows = [self._new(page, self._in_journal(page, element, values)) for values in sent]
        return f"<{page}_List>{''.join(self._write(page, row) for row in rows)}</{page}_List>"

    def do_update(self, page, element):
        row = self._by_key(page, element[0].findtext("{*}Key") or "")
        values = self._values(page, element[0])
        values.pop("Key", None)
        lines = {name: values.pop(name) for name, kind, _w in fields(PAGES[page]) if kind in LINES and name in values}
        row |= values
        for name, changes in lines.items():
            row[name] = self._merged(row.get(name, []), changes)
        return self._write(page, self._store(page, self._checked(page, row)))

    @staticmethod
    def _merged(old, changes):
        """Lines with a Key change the line they name, the others are added; lines that are not sent stay."""
        known = {line["Key"]: line for line in old}
        for line in changes:
            key = line.pop("Key", None)
            if key and key not in known:
                raise Refused("NavRecordChangedException", "The line was changed by another user.")  # GUESS
            if key:
                known[key] |= line
            else:
                old.append(line)
        return old

    def do_delete(self, page, element):
        row = self._by_key(page, element.findtext("{*}Key") or "")
        self.store.remove(page, row[KEY_OF.get(page, "No")])
        return "<Delete_Result>true</Delete_Result>"

    def do_isupdated(self, page, element):
        row = self._row_of(page, element.findtext("{*}Key") or "")
        changed = row is None or _key(page, row) != element.findtext("{*}Key")
        return f"<IsUpdated_Result>{str(changed).lower()}</IsUpdated_Result>"

    def do_getrecidfromkey(self, page, element):
        return f"<GetRecIdFromKey_Result>{element.findtext('{*}Key').split(';')[0]}</GetRecIdFromKey_Result>"

    def _line_work(self, page, element):
        """Delete_<Lines>(<Lines>_Key)."""
        field = local(element.tag).removeprefix("Delete_")
        wanted = local_text(element[0])
        for row in self.store.all(page):
            left = [line for line in row.get(field, []) if line["Key"] != wanted]
            if len(left) < len(row.get(field, [])):
                row[field] = left
                self._store(page, self._checked(page, row))
                return f"<Delete_{field}_Result>true</Delete_{field}_Result>"
        raise Refused("NavCSideRecordNotFoundException", "The line does not exist.")

    # rules of the books

    def _new(self, page, values):
        values.pop("Key", None)
        if page in JOURNALS:
            check_line(self.store, values)
            return self._store(page, {**values, "Line_No": 10000 * self.store.next(f"line of {page}")})
        number = values.get("No") or f"{SERIES[page]}{self.store.next(page):05d}"
        if self.store.get(page, number):
            raise Refused("NavCSideDuplicateKeyException", f"The {page} already exists: No. {number}")  # GUESS
        return self._store(page, self._checked(page, {**values, "No": number}))

    def _checked(self, page, row):
        if page == "Customer":
            row.setdefault("Search_Name", row.get("Name", "").upper())
            row["Search_Name"] = row["Search_Name"] or row.get("Name", "").upper()
        if page in SALES:
            self._check_order(page, row)
        return row

    def _check_order(self, page, row):
        customer = self.store.get("Customer", row.get("Sell_to_Customer_No") or "")
        if row.get("Sell_to_Customer_No") and customer is None:
            number = row["Sell_to_Customer_No"]
            raise Refused("NavCSideRecordNotFoundException", f"The Customer does not exist: No. {number}")
        if customer and customer.get("Blocked", "_blank_") == "All":
            raise Refused("NavNCLDialogException", f"Customer {customer['No']} is blocked.")
        row["Sell_to_Customer_Name"] = customer["Name"] if customer else ""
        row.setdefault("Status", "Open")
        if page == "SalesOrder":
            self._deliver_to(row, customer or {})
        for number, line in enumerate(row.get("SalesLines", []), 1):
            line.setdefault("Key", f"line{self.store.next('line')}")
            if line.get("Type") == "Item" and self.store.get("Item", line.get("No") or "") is None:
                text = f"The Item does not exist in line {number}: No. {line.get('No')}"
                raise Refused("NavCSideRecordNotFoundException", text)
            share = 1 - Decimal(line.get("Line_Discount_Percent") or 0) / 100
            total = Decimal(line.get("Quantity") or 0) * Decimal(line.get("Unit_Price") or 0) * share
            line["Line_Amount"] = str(total.quantize(CENT))
        sum_up(page, row.get("SalesLines", []))

    @staticmethod
    def _deliver_to(row, customer):
        """What is not said of the delivery address comes from the customer's card; none is kept under a code here."""
        if row.get("Ship_to_Code"):
            raise Refused(
                "NavCSideRecordNotFoundException", f"The Ship-to Address does not exist: {row['Ship_to_Code']}"
            )
        for name in ("Name", "Address", "Address_2", "Post_Code", "City", "County", "Country_Region_Code"):
            row.setdefault(f"Ship_to_{name}", customer.get(name, ""))

    def _store(self, page, row):
        row["Stamp"] = self.store.next("stamp")
        return self.store.put(page, row[KEY_OF.get(page, "No")], row)

    def _row_of(self, page, key):
        name = key.split(";")[0]
        return next((row for row in self.store.all(page) if _key_without_stamp(page, row) == name), None)

    def _by_key(self, page, key):
        row = self._row_of(page, key)
        if row is None:
            raise Refused("NavCSideRecordNotFoundException", f"The {page} does not exist.")
        if _key(page, row) != key:
            raise Refused("NavRecordChangedException", "Another user has modified the record.")  # GUESS
        return row

    def _values(self, page, element, table=None):
        """What was sent, as stored; lengths and read-only fields are looked at here, order and types by the schema."""
        known = {name: (kind, writable) for name, kind, writable in fields(table or PAGES[page])}
        values = {}
        for child in element:
            name = local(child.tag)
            if name == "Key":
                values["Key"] = local_text(child)
                continue
            kind, writable = known[name]
            if kind in LINES:
                values[name] = [self._values(page, line, LINES[kind]) for line in child]
            elif writable:
                values[name] = self._value(page, name, kind, local_text(child))
        return values

    @staticmethod
    def _value(page, name, kind, text):
        base = kind.rstrip("0123456789")
        longest = int(kind.removeprefix(base) or 0)
        if longest and len(text) > longest:
            raise Refused("NavNCLStringLengthExceededFieldValidationException", f"{name} is longer than {longest}.")
        if base == "decimal":
            try:
                return str(Decimal(text))
            except InvalidOperation:
                raise Refused("NavEvaluateException", f"{name} is not a number.") from None
        return text.upper() if base == "code" else text

    # writing

    def _write(self, page, row):
        return self._write_row(page, page, PAGES[page], {**row, "Key": _key(page, row)})

    def _write_row(self, page, name, table, row):
        element = etree.Element(name)
        etree.SubElement(element, "Key").text = row["Key"]
        for field, kind, _writable in fields(table):
            value = row.get(field)
            if kind in LINES:
                part = etree.SubElement(element, field)
                for line in value or []:
                    part.append(etree.fromstring(self._write_row(page, kind, LINES[kind], line)))
                continue
            if value is None or value == "":
                value = {"decimal": "0", "boolean": "false", "date": "0001-01-01"}.get(kind)
                value = "_blank_" if kind in ("Blocked", "Type", "Document_Type") else value
            if isinstance(value, bool):
                value = str(value).lower()
            if value is not None:
                etree.SubElement(element, field).text = str(value)
        return etree.tostring(element, encoding="unicode")

    def _fault(self, name, text):
        code = f"a:{EXCEPTIONS}.{name}"
        return Reply(500, fault(code, text, f"<string>{name}</string>", CODE), outcome=name)

    def soap_fault(self, side, text):
        return self._fault("NavSessionTerminatedException", text)  # GUESS

    def error_page(self):
        return Reply(500, b"<html><body><h1>Runtime Error</h1></body></html>", "text/html", outcome="HTML_500")

    def login_page(self):
        return Reply(200, b"<html><body><form>Sign in</form></body></html>", "text/html", outcome="LOGIN_PAGE")

    # control plane

    def documents(self, kind):
        return self.store.all(kind)

    def clerk(self, work):
        with self.store.transaction():
            return clerk(self, work)

    def reset(self):
        self.store.reset()
        return {}

    def configure(self, settings):
        if settings.pop("forget_tokens", False):
            self.tokens.clear()
        if settings:
            raise ValueError(f"unknown setting {', '.join(settings)}")
        return {}

    def close(self):
        self.store.close()


def _key_without_stamp(page, row):
    return base64.b64encode(f"{page}:{row[KEY_OF.get(page, 'No')]}".encode()).decode()


def _key(page, row):
    """Record id and time stamp, as the real one: opaque to the client."""
    return f"{_key_without_stamp(page, row)};{row['Stamp']}"


def local_text(element):
    return element.text or ""


def main():
    parser = command_line("A simulated Business Central with its SOAP page services")
    parser.add_argument("--instance", default="BC")
    parser.add_argument("--company", default="CRONUS")
    parser.add_argument("--batches", nargs="*", default=["DEFAULT"], help="journal batches that the site has set up")
    parser.add_argument("--auth", choices=("basic", "ntlm", "bearer"), default="basic")
    parser.add_argument("--login", default="L", help="user; with /token: the client id")
    parser.add_argument("--password", default="P")
    parser.add_argument("--token", default="", help="an access token that is accepted from the start")
    options = parser.parse_args()
    serve(Dynamics(DocumentStore(options.state), options), options)


if __name__ == "__main__":
    main()
