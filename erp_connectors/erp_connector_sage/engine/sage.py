"""Sage X3 over its web service CAdxWebServiceXmlCC (rpc/encoded, one contract for every published object).

What one has to know (the ground of each is in the readme):
- success is the status in the answer's body: 1 yes, 0 no; HTTP 200 proves nothing;
- what an object is called and which blocks it has is the site's own: public names and mapping are configuration;
- there is no idempotency: a customer's or product's number is our key and X3 keeps it unique, every other document
  carries our key in a field of reference and is looked for before it is sent;
- pools are small and calls take seconds: few calls at once, long time limits, and an empty pool is not an error of the
  document.
"""

from dataclasses import replace

from odoo.addons.erp_connector.engine import listing
from odoo.addons.erp_connector.engine.dialect import Dialect
from odoo.addons.erp_connector.engine.outcome import MISSING, Found, accepted, refused, unavailable
from odoo.addons.erp_connector.soap.transport import Transport, TransportError

from . import books, changing, ledger, lists, reading, single, wire, words
from .objects import KEY_BLOCKS, KEYS, MORE_KEYS, NUMBERS, OPTIONAL, PUBLIC_NAMES
from .rules import MAPPINGS, MAPS

PATH = "/soap-generic/syracuse/collaboration/syracuse/CAdxWebServiceXmlCC"
LIST_SIZE = 1000
NUMBER_LENGTH = 15
CONFIG = "adxwss.optreturn=XML&adxwss.beautify=false&adxwss.trace.on=off"


def short_key(key, length=NUMBER_LENGTH):
    """Our key as a number X3 takes: capitals, no dashes, the end of it when it is too long.

    >>> short_key("O1a2b3c4d-CU-7"), short_key("O1a2b3c4d-CU-1234567")
    ('O1A2B3C4DCU7', 'B3C4DCU1234567')
    """
    text = key.replace("-", "").upper()
    return text if len(text) <= length else text[1 - length :]


class SageX3(Dialect):
    code = "sage"
    name = "Sage X3"
    flows_out = {
        "customer": {"create", "update"},
        "product": {"create", "update"},
        "order": {"create", "update", "cancel"},
        "invoice": {"create", "cancel"},
        "credit_note": {"create", "cancel"},
        "payment": {"create"},
        "journal_entry": {"create"},
    }
    flows_in = ("invoice", "order_status", "payment", "delivery", *lists.COLUMNS)
    full_lists = ("open_item",)
    ledgers = ("customer", "product", "order", "invoice", "payment")
    listings = ("customer", "product")
    parallel = 2
    ask_first = True
    key_length = 20

    def __init__(self, settings):
        super().__init__(settings)
        options = settings.options
        self.old = bool(options.get("v6"))
        self.transport = Transport(settings, None if self.old else self._login())
        self.transport.exchange = self.exchange
        self.descriptions = {}

    def _login(self):
        if self.settings.token:
            return _Bearer(self.settings.token)
        return (self.settings.login.encode(), self.settings.password.encode())

    def check(self):
        """Ask for the description of every published object: which blocks and fields it has."""
        names, told = self.settings.options.get("public_names", {}), {}
        for kind in PUBLIC_NAMES:
            if self._public(kind) in told or (kind in OPTIONAL and names.get(kind) == ""):
                continue
            try:
                blocks = ", ".join(sorted(self._described(kind))) or "?"
            except TransportError as error:
                if error.code != "NOT_PUBLISHED" or kind not in OPTIONAL:
                    raise
                blocks = "-"
            told[self._public(kind)] = f"{self._public(kind)}: {blocks}"
        return f"X3 answers, the login is accepted. {'; '.join(told.values())}."

    def send(self, kind, action, key, values):
        try:
            if action == "cancel":
                return self._cancel(kind, key, values)
            values = self._prepared(kind, self._keyed(kind, key, values) if action == "create" else values)
            problem = self._not_described(kind, values)
            if problem:
                return problem
            if kind == "payment":
                values = books.on_open_items(values, self.open_as)
            return self._create(kind, key, values) if action == "create" else self._update(kind, key, values)
        except _SiteValueMissing as missing:
            return refused("SITE_VALUE", f"the backend has no value for {missing}", str(missing), words.SITE_MISSING)
        except ValueError as error:
            return refused("NOT_XML_TEXT", str(error), advice=words.NOT_TEXT)
        except TransportError as error:
            if error.code not in words.ADVICE_OF:
                raise
            return replace(unavailable(error.code, str(error)), advice=words.ADVICE_OF[error.code])

    def ask(self, kind, key, values):
        self._described(kind)  # an object that is not published is told from one that is not there
        field, number = self._key_field(kind), NUMBERS[kind]
        wanted = _find(values, field) or self._key_value(kind, key)
        same = []
        for row in self._query(kind, {field: wanted}, 20):
            value = row[field] if field in row else self.read_record(kind, row[number])[0].get(field, "")
            if value.casefold() == wanted.casefold():
                same.append(row[number])
        return Found(same[0], same[0], tuple(same[1:])) if same else MISSING

    def changes(self, kind, cursor):
        return reading.changes(self, kind, cursor)

    def ledger(self, kind, since, until):
        return ledger.ledger(self, kind, since, until)

    def fetch(self, kind, external_id):
        return single.fetch(self, kind, external_id) if self.reads(kind) else None

    def read(self, kind, external_id):
        return single.read(self, kind, external_id)

    def listing(self, kind):
        return listing.listed(self, kind) if kind in self.listings else None

    @classmethod
    def ledgers_for(cls, options):
        names = options.get("public_names", {})
        return tuple(kind for kind in cls.ledgers if names.get(kind) != "")

    def unknown_fields(self, kind, targets):
        blocks = self._described(kind)
        named = [(target, *target.replace("[]", "").replace("*.", ".").rpartition(".")[::2]) for target in targets]
        return [target for target, block, name in named if not _published(blocks, block, name)] if blocks else None

    def preview(self, kind, action, key, values):
        values = self._prepared(kind, self._keyed(kind, key, values))
        arguments = {"publicName": self._public(kind), "objectXml": wire.payload(values), "objectKeys": {}}
        text = wire.request(
            "save" if action == "create" else "modify", self._call_context(hidden=True), arguments
        ).decode()
        # The payload is text inside the message; show it as a person reads it.
        return text.replace("&lt;", "<").replace("&gt;", ">")

    @classmethod
    def default_mapping(cls, kind):
        return MAPPINGS.get(kind, [])

    @classmethod
    def default_maps(cls):
        return MAPS

    # below: one document

    def _create(self, kind, key, values):
        answer = self._call("save", publicName=self._public(kind), objectXml=wire.payload(values))
        number = wire.fields(answer.result)[0].get(NUMBERS[kind], "")
        if answer.ok and number:
            return accepted(number)
        found = self.ask(kind, key, values)
        if found is not MISSING:
            return accepted(found.external_id, recovered=True)
        if answer.ok:
            raise TransportError("NO_NUMBER", f"X3 said yes and did not name the number ({NUMBERS[kind]})")
        return self._refused(answer)

    def _update(self, kind, key, values):
        number = _find(values, NUMBERS[kind])
        if kind == "order":
            return changing.change(self, number or getattr(self.ask(kind, key, values), "external_id", key), values)
        number = number or self._key_value(kind, key)
        answer = self.modify(kind, number, wire.payload(values))
        return accepted(number) if answer.ok else self._refused(answer)

    def _cancel(self, kind, key, values):
        field = NUMBERS[kind]
        number = _find(values, field)
        if number:
            there = bool(self.rows_with(kind, number))
        else:
            found = self.ask(kind, key, values)
            there, number = found is not MISSING, getattr(found, "external_id", key)
        if not there:
            return accepted(number)  # gone already: that is what was asked for
        keys = self._object_keys(kind, number)
        answer = self._call("delete", publicName=self._public(kind), objectKeys=keys)
        return accepted(number) if answer.ok else self._refused(answer)

    @staticmethod
    def _refused(answer):
        return refused("REFUSED", answer.words or "X3 refused and did not say why", advice=words.REFUSED)

    def _not_described(self, kind, values):
        """Refusal that names a field X3 would silently leave out, or None."""
        blocks = self._described(kind)
        for block, content in values.items() if blocks else ():
            names = {name for row in (content if isinstance(content, list) else [content]) for name in row}
            for name in sorted(names):
                if not _published(blocks, block, name):
                    text = f"the web service {self._public(kind)} has no field {name.rstrip('*')} in {block}"
                    return refused("FIELD_NOT_PUBLISHED", text, f"{block}.{name}", words.NOT_DESCRIBED)
        return None

    def _keyed(self, kind, key, values):
        field = self._key_field(kind)
        if _find(values, field):
            return values
        block = self.settings.options.get("key_blocks", {}).get(kind) or KEY_BLOCKS[kind]
        return {**values, block: {**values.get(block, {}), field: self._key_value(kind, key)}}

    def _prepared(self, kind, values):
        values = books.payment(values) if kind == "payment" else books.on_every_line(values)
        return self._filled(values)

    def _filled(self, values):
        """Values with {site} and the like replaced by what the backend says."""
        constants = self.settings.options.get("constants", {})

        def fill(value):
            if isinstance(value, dict):
                return {name: fill(inner) for name, inner in value.items()}
            if isinstance(value, list):
                return [fill(inner) for inner in value]
            if isinstance(value, str) and value[:1] == "{" and value[-1:] == "}":
                if not constants.get(value[1:-1]):
                    raise _SiteValueMissing(value[1:-1])
                return constants[value[1:-1]]
            return value

        return fill(values)

    # below: the service

    def _key_field(self, kind):
        return self.settings.options.get("key_fields", {}).get(kind) or KEYS[kind]

    def _key_value(self, kind, key):
        return short_key(key) if self._key_field(kind) == NUMBERS[kind] else key

    def _public(self, kind):
        return self.settings.options.get("public_names", {}).get(kind) or PUBLIC_NAMES[kind]

    def _object_keys(self, kind, number):
        return self._filled(MORE_KEYS.get(kind, {})) | {NUMBERS[kind]: number}

    def _described(self, kind):
        name = self._public(kind)
        if name not in self.descriptions:
            answer = self._call("getDescription", publicName=name)
            if not answer.ok:
                text = f"X3 does not publish {name}: {answer.words}"
                raise TransportError("NOT_PUBLISHED", text, executed=False)
            self.descriptions[name] = wire.described(answer.result)
        return self.descriptions[name]

    def _query(self, kind, keys, size):
        answer = self._call("query", publicName=self._public(kind), objectKeys=keys, listSize=size)
        if not answer.ok:
            raise TransportError("NOT_ASKED", answer.words or "X3 refused the question", executed=None)
        return wire.rows(answer.result)

    def open_as(self, number):
        """Type under which a voucher is among the open items, "" when it is not; None: the site publishes none."""
        options = self.settings.options
        if options.get("public_names", {}).get("open_item") == "":
            return None
        try:
            self._described("open_item")
        except TransportError as error:
            if error.code != "NOT_PUBLISHED":
                raise
            return None
        (field, *_others) = lists.column(options, "open_item", "number")
        rows = [lists.ours(options, "open_item", row) for row in self._query("open_item", {field: number}, 20)]
        return next((row.get("type", "") for row in rows if row.get("number") == number), "")

    def modify(self, kind, number, text):
        keys = self._object_keys(kind, number)
        return self._call("modify", publicName=self._public(kind), objectKeys=keys, objectXml=text)

    def delete_lines(self, kind, number, table, lines):
        keys = {"objectKeys": self._object_keys(kind, number), "blocKey": table, "lineKeys": lines}
        return self._call("deleteLines", publicName=self._public(kind), **keys)

    def listed(self, kind, keys=None):
        """All rows of a list. X3 knows no second page, so a list that fills the size may be longer than what came."""
        size = int(self.settings.options.get("list_size") or LIST_SIZE)
        rows = self._query(kind, keys or {}, size)
        if len(rows) >= size:
            text = f"the list of {self._public(kind)} has {size} rows or more: raise the list size of this backend"
            raise TransportError("LIST_FULL", text, executed=False)
        return rows

    def reads(self, kind):
        """False where the backend names no service for a kind."""
        return self.settings.options.get("public_names", {}).get(kind) != ""

    def rows_with(self, kind, number):
        """Rows of a list with exactly this number: one, or none."""
        field = NUMBERS[kind]
        return [row for row in self._query(kind, {field: number}, 1) if row.get(field) == number]

    def read_record(self, kind, number):
        return wire.fields(self.record(kind, number))

    def record(self, kind, number):
        answer = self._call("read", publicName=self._public(kind), objectKeys=self._object_keys(kind, number))
        if not answer.ok:
            raise TransportError("NOT_READ", answer.words or f"X3 does not show {number}", executed=None)
        return answer.result

    def _call_context(self, hidden=False):
        options = self.settings.options
        context = {"codeLang": options.get("language") or "ENG", "poolAlias": options.get("pool") or ""}
        context |= {"poolId": "", "requestConfig": options.get("request_config") or CONFIG}
        if self.old:
            context |= {"codeUser": self.settings.login, "password": "•••" if hidden else self.settings.password}
        return context

    def _call(self, operation, **arguments):
        address = self.settings.url.rstrip("/") + (self.settings.options.get("path") or PATH)
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
        body = wire.request(operation, self._call_context(), arguments)
        response = self.transport.post(address, body, headers)
        if response.status_code in (401, 403, 404, 429):
            text = {
                404: "there is no web service at this address",
                429: "X3 asks to slow down",
            }.get(response.status_code, "X3 does not accept the login of this backend")
            raise TransportError(f"HTTP_{response.status_code}", text, False, response.status_code)
        return wire.read_answer(operation, response.status_code, response.content)


def _published(blocks, block, name):
    return name.rstrip("*") in blocks.get(block, ())


class _SiteValueMissing(Exception):
    """A value that every document needs is not filled in on the backend."""


class _Bearer:
    def __init__(self, token):
        self.token = token

    def __call__(self, request):
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def _find(values, field):
    """Value of a field in whatever block it stands; tables are not looked at."""
    for content in values.values():
        if isinstance(content, dict) and content.get(field):
            return str(content[field])
    return ""
