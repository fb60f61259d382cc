"""A dialect whose documents go through services that the site has written: one text in, one text out.

How such a service is called is the dialect's; what the texts look like is configuration, one Facade for each kind.
Our own form of the texts is documented in readme/CONFIGURE.md; a site that writes a new service can simply follow it.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timezone

from odoo.addons.erp_connector.engine import inbound_contract, listing
from odoo.addons.erp_connector.engine.backoff import retry_after_seconds
from odoo.addons.erp_connector.engine.dialect import Change, Dialect, Page
from odoo.addons.erp_connector.engine.outcome import CANNOT_ASK, MISSING, Found, accepted, refused
from odoo.addons.erp_connector.soap.transport import TransportError

from . import site_reading, site_text, words

SEND = {
    "json": '{"action": {{action}}, "kind": {{kind}}, "key": {{key}}, "id": {{id}}, "data": {{data}}}',
    "xml": '<request action="{{action}}" kind="{{kind}}" key="{{key}}" id="{{id}}">{{data}}</request>',
}
FIND = {
    "json": '{"action": "find", "kind": {{kind}}, "key": {{key}}}',
    "xml": '<request action="find" kind="{{kind}}" key="{{key}}"/>',
}
LIST = {
    "json": '{"action": "list", "kind": {{kind}}, "after": {{after}}, "limit": {{limit}}}',
    "xml": '<request action="list" kind="{{kind}}" after="{{after}}" limit="{{limit}}"/>',
}
LEDGER = {
    "json": '{"action": "ledger", "kind": {{kind}}, "since": {{since}}, "until": {{until}}, "after": {{after}},'
    ' "limit": {{limit}}}',
    "xml": '<request action="ledger" kind="{{kind}}" since="{{since}}" until="{{until}}" after="{{after}}"'
    ' limit="{{limit}}"/>',
}
FETCH = {
    "json": '{"action": "fetch", "kind": {{kind}}, "id": {{id}}}',
    "xml": '<request action="fetch" kind="{{kind}}" id="{{id}}"/>',
}
READ = {
    "json": '{"action": "read", "kind": {{kind}}, "id": {{id}}}',
    "xml": '<request action="read" kind="{{kind}}" id="{{id}}"/>',
}
FORMS = {"send": SEND, "find": FIND, "list": LIST, "ledger": LEDGER, "fetch": FETCH, "read": READ}
# What services of a site can bring in: the ERPs of this family have no standard ones.
SITE_READS = ("customer", "product", "invoice", "order_status", "delivery", "payment", "stock", "price")
SITE_READS += ("open_item", "credit_limit")
ROWS = 100  # rows of one page, unless the backend says otherwise


@dataclass(frozen=True)
class Facade:
    """One kind of document at one site. Empty templates mean our own form; "-" means that there is no such call."""

    kind: str
    service: str = ""
    operation: str = ""
    namespace: str = ""
    argument: str = ""
    style: str = "json"
    send: str = ""
    find: str = ""
    list: str = ""
    ledger: str = ""
    fetch: str = ""
    read: str = ""
    yes_path: str = "success"
    yes: str = "true"
    id_path: str = "id"
    number_path: str = "number"
    code_path: str = "code"
    message_path: str = "message"
    field_path: str = "field"
    rows_path: str = "rows"

    @classmethod
    def of(cls, values):
        """From the options of a backend; what is empty there keeps its default."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known and value})

    def template(self, call):
        """Template of one of FORMS, or "" when the site has no such call."""
        own = getattr(self, call)
        return "" if own == "-" else own or FORMS[call][self.style]


class MissingValue(Exception):
    """A value of the site that every such document needs has not been filled in."""


class FacadeDialect(Dialect):
    """Base class. A dialect implements `call_site` and names its flows; everything may be overridden by kind."""

    ask_first = True
    ledgers = ("customer", "product", "order", "invoice", "payment")
    listings = ("customer", "product")
    erp = "the ERP"

    @property
    def limit(self):
        return int(self.settings.options.get("limit") or ROWS)

    def call_site(self, facade, text):
        """Send one text to the site's service and return its answer as a text. TransportError for all else."""
        raise NotImplementedError

    def facade(self, kind):
        """The Facade of a kind, or None."""
        return facade_of(self.settings.options, kind)

    @classmethod
    def ledgers_for(cls, options):
        """Only what a service of the site lists."""
        served = {kind: facade_of(options, kind) for kind in cls.ledgers}
        return tuple(kind for kind, facade in served.items() if facade is not None and facade.template("ledger"))

    def post(self, address, body, headers):
        """POST bytes with the dialect's transport; an HTTP status that means "not executed" is said so."""
        response = self.transport.post(address, body, headers)
        if response.status_code in (401, 403, 404, 429):
            texts = {404: "there is no web service at this address", 429: f"{self.erp} asks to slow down"}
            text = texts.get(response.status_code, f"{self.erp} does not accept the login of this backend")
            retry_after = retry_after_seconds(response.headers.get("Retry-After"))
            raise TransportError(f"HTTP_{response.status_code}", text, False, response.status_code, retry_after)
        return response

    # sending

    def send(self, kind, action, key, values):
        return self.guarded(lambda: self.send_by_facade(kind, action, key, values))

    def guarded(self, work):
        """Outcome of `work()`; what could not be put into words or into letters is refused before anything is sent."""
        try:
            return work()
        except MissingValue as missing:
            return refused("SITE_VALUE", f"the backend has no value for {missing}", str(missing), words.SITE_VALUE)
        except site_text.NotEncodable as error:
            return refused("NOT_ENCODABLE", str(error), error.found, words.NOT_ENCODABLE)
        except site_text.NotText as error:
            return refused("NOT_TEXT", str(error), advice=words.NOT_TEXT)

    def send_by_facade(self, kind, action, key, values):
        facade = self.facade(kind)
        if facade is None or not facade.template("send"):
            return refused("NO_SERVICE", f"no service for {kind} is described", kind, words.NO_SERVICE)
        tree = self.answer(facade, "send", action=action, key=key, values=values)
        return self.outcome(facade, tree, kind, action, key, values)

    def outcome(self, facade, tree, kind, action, key, values):
        said = site_text.word(tree, facade.yes_path)
        if not said:
            raise TransportError("EMPTY_ANSWER", f"{self.erp} sent an answer without {facade.yes_path}")
        external_id = site_text.word(tree, facade.id_path)
        if said.casefold() in {word.strip().casefold() for word in facade.yes.split(",")}:
            external_id = external_id or (self.known_id(values) if action != "create" else "")
            if external_id:
                return accepted(external_id, site_text.word(tree, facade.number_path))
            found = self.ask(kind, key, values)
            if isinstance(found, Found):
                return accepted(found.external_id, found.external_ref)
            raise TransportError("NO_NUMBER", f"{self.erp} said yes and did not name the document")
        text = site_text.word(tree, facade.message_path) or f"{self.erp} refused and did not say why"
        code = site_text.word(tree, facade.code_path) or said
        return refused(code, text, site_text.word(tree, facade.field_path), words.REFUSED)

    def answer(self, facade, call, **more):
        """The tree that the site's service answers to one of its calls."""
        text = self.call_site(facade, self.text(facade, call, **more))
        try:
            return site_text.parse(facade.style, text)
        except ValueError:
            begin = " ".join(text[:200].split())
            raise TransportError("NOT_READABLE", f"the answer is not {facade.style.upper()}: {begin}") from None

    def text(self, facade, call, action="", key="", values=None, **more):
        values = self.filled(values or {})
        places = {"kind": facade.kind, "action": action, "key": key, "data": values, "id": self.known_id(values)}
        places |= {"company": self.settings.company} | more
        return site_text.build(facade.style, facade.template(call), places)

    def known_id(self, values):
        """The ERP's key inside a mapped document, "" for a new one."""
        return str(values.get("id") or "")

    def filled(self, values):
        """Values with {name} replaced by what the backend says under Site Values."""
        constants = self.settings.options.get("constants", {})

        def fill(value):
            if isinstance(value, dict):
                return {name: fill(inner) for name, inner in value.items()}
            if isinstance(value, list):
                return [fill(inner) for inner in value]
            if isinstance(value, str) and value[:1] == "{" and value[-1:] == "}" and value[1:-1].isidentifier():
                if not constants.get(value[1:-1]):
                    raise MissingValue(value[1:-1])
                return constants[value[1:-1]]
            return value

        return fill(values)

    # asking and reading

    def ask(self, kind, key, values):
        facade = self.facade(kind)
        if facade is None or not facade.template("find"):
            return CANNOT_ASK
        tree = self.answer(facade, "find", key=key)
        found = self.read_rows(facade, tree)
        ids = [(site_text.word(row, "id"), site_text.word(row, "number")) for row in found]
        ids = [(one, number) for one, number in ids if one]
        if not ids:
            return MISSING
        return Found(ids[0][0], ids[0][1] or ids[0][0], tuple(one for one, _number in ids[1:]))

    def read_rows(self, facade, tree):
        said = site_text.word(tree, facade.yes_path)
        if said.casefold() not in {word.strip().casefold() for word in facade.yes.split(",")}:
            text = site_text.word(tree, facade.message_path) or f"{self.erp} did not answer the question"
            raise TransportError(site_text.word(tree, facade.code_path) or "NOT_ASKED", text)
        return site_text.rows(tree, facade.rows_path)

    def changes(self, kind, cursor):
        """Rows with a position behind that of the cursor; a row is our neutral document and its `position`."""
        facade = self.facade(kind)
        after = str(cursor.get("after", ""))
        if facade is None or not facade.template("list"):
            return Page([], cursor)
        found = self.read_rows(facade, self.answer(facade, "list", after=after, limit=str(self.limit)))
        changes = [change_of(kind, row) for row in found]
        if changes:
            after = changes[-1].version
        return Page(changes, {"after": after}, more=len(found) >= self.limit)

    def ledger(self, kind, since, until):
        """Pages of a period, each behind the `position` of the last row of the one before."""
        facade, after = self._served(kind, "ledger"), ""
        period = {"since": since.isoformat(), "until": until.isoformat(), "limit": str(self.limit)}
        while True:
            found = self.read_rows(facade, self.answer(facade, "ledger", after=after, **period))
            yield from (site_reading.ledger_row(kind, row) for row in found)
            if len(found) < self.limit:
                return
            before, after = after, position_of(kind, found[-1])
            if after == before:
                raise TransportError("SAME_PAGE", f"the ledger of {kind} repeats its pages")

    def fetch(self, kind, external_id):
        facade = self._served(kind, "fetch")
        found = self.read_rows(facade, self.answer(facade, "fetch", id=external_id))
        return change_of(kind, found[0]) if found else None

    def read(self, kind, external_id):
        facade = self.facade(kind)
        if facade is None or not facade.template("read"):
            return None
        found = self.read_rows(facade, self.answer(facade, "read", id=external_id))
        return site_reading.as_sent(found[0], self.default_mapping(kind)) if found else {}

    def listing(self, kind):
        facade = self.facade(kind)
        if kind not in self.listings or facade is None or not facade.template("list"):
            return None
        return listing.listed(self, kind)

    def _served(self, kind, call):
        facade = self.facade(kind)
        if facade is None or not facade.template(call):
            raise TransportError("NO_SERVICE", f"{self.erp}: no service of the site answers “{call}” for {kind}", False)
        return facade

    def preview(self, kind, action, key, values):
        facade = self.facade(kind)
        if facade is None:
            return words.NO_SERVICE
        return self.text(facade, "send", action=action, key=key, values=values)


def facade_of(options, kind):
    """The Facade that these options describe for a kind, or None."""
    values = options.get("facades", {}).get(kind)
    return Facade.of({"kind": kind, **values}) if values else None


def position_of(kind, row):
    position = site_text.word(row, "position")
    if not position:
        raise TransportError("NO_POSITION", f"a row of {kind} has no position")
    return position


def change_of(kind, row):
    """A row of `list` or `fetch` as a Change; its position is the version."""
    position = position_of(kind, row)
    document = complete(kind, neutral({name: value for name, value in row.items() if name != "position"}))
    remote_id = document.get("external_id") or document.get("customer_id") or document.get("product_id")
    return Change(kind, str(remote_id or position), document, position)


def neutral(value):
    """A row as a document: numbers as texts, nothing for null.

    >>> neutral({"total": 12.5, "lines": {"line": {"name": None}}})
    {'total': '12.5', 'lines': [{'name': ''}]}
    """
    if isinstance(value, dict):
        return {name: _rows(inner) if name in ("lines", "rows") else neutral(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [neutral(inner) for inner in value]
    if isinstance(value, bool):
        return value
    return "" if value is None else str(value)


def complete(kind, document):
    """A document as a push would have brought it: every member of the contract, moments in UTC.

    >>> said = complete("order_status", {"order_id": "7", "status": "shipped", "changed_at": "2026-11-22T08:00:00+08:00"})
    >>> said["order_key"], said["text"], said["changed_at"]
    ('', '', '2026-11-22 00:00:00.000000')
    """
    push = next((push for push in inbound_contract.PUSHES if push.kind == kind), None)
    members = push.members if push else ()
    whole = {} if push and push.sparse else {member.key: [] if member.many else "" for member in members}
    whole |= document
    for member in members:
        if member.type == inbound_contract.MOMENT:
            moment = whole.get(member.key) or datetime.now(timezone.utc).isoformat()
            try:
                whole[member.key] = inbound_contract.READERS[member.type](moment, member)
            except ValueError:
                raise TransportError(
                    "NOT_A_MOMENT", f"a row of {kind}: “{moment}” is no moment ({member.key})"
                ) from None
    return whole


def _rows(value):
    """Rows as JSON has them, or as XML has them: an element for each below one for all."""
    if isinstance(value, dict):
        inner = next(iter(value.values()), [])
        value = inner if isinstance(inner, list) else [inner]
    return [neutral(row) for row in value] if isinstance(value, list) else []
