"""What an ERP speaks: one class in an addon of its own. docs/write-a-dialect.md walks through one.

A dialect is plain Python. It never touches Odoo or the database: it gets Settings, and it answers with outcomes.
"""

from dataclasses import dataclass, field

from .outcome import CANNOT_ASK


@dataclass(frozen=True)
class Settings:
    """One configured ERP, as a dialect sees it. Secrets are plain here and nowhere else; times are in seconds."""

    url: str
    login: str = ""
    password: str = ""
    token: str = ""
    company: str = ""
    timeout: float = 30.0
    verify: object = True  # True, or the path of a CA bundle
    client_certificate: str = ""  # path of a PEM file with certificate and key
    max_bytes: int = 20 * 2**20
    options: dict = field(default_factory=dict)

    @property
    def secrets(self):
        """What must never be seen in an audit row, a log or a traceback."""
        return [secret for secret in (self.password, self.token) if secret]


@dataclass(frozen=True)
class Change:
    """One document read from the ERP. `remote_id` with `version` says whether we have seen it before.

    document is in our neutral words (see docs/documents.md), never in the ERP's.
    """

    kind: str
    remote_id: str
    document: dict
    version: str = ""


@dataclass(frozen=True)
class Page:
    """A page of changes. `cursor` is where the next poll starts; `more` asks for the next page at once."""

    changes: list
    cursor: dict
    more: bool = False


@dataclass
class Exchange:
    """What went over the wire in the last call, for the audit: filled by the transport, masked by the worker."""

    request: str = ""
    response: str = ""
    status: int = 0
    seconds: float = 0.0


class Dialect:
    """Base class. A subclass names itself, says what it can, and implements send, ask and changes.

    flows_out   {kind: set of actions}, e.g. {"customer": {"create", "update"}, "order": {"create"}}
    flows_in    kinds that `changes` can read
    full_lists  those of them whose `changes` goes through everything there is, from a cursor without a round under way
                to the page without `more`: what is not among them is gone
    ledgers     kinds that `ledger` can list, for reconciliation
    listings    kinds that `listing` can list, for matching
    payment_needs_invoice  a payment is sent once it is known which invoice it pays, and not before
    parallel    calls at once that the ERP stands
    ask_first   ask by key even before the first try: for ERPs that store the same key twice without a word
    can_ask     False when nothing can be asked by key: what is not confirmed in time then goes to a person
    read_back   look for the document after it was accepted: for ERPs whose yes proves nothing
    """

    code = ""
    name = ""
    flows_out = {}
    flows_in = ()
    full_lists = ()
    payment_needs_invoice = False
    ledgers = ()
    listings = ()
    parallel = 4
    ask_first = False
    read_back = False
    can_ask = True
    key_length = 64
    # What this ERP pushes at our endpoint in envelopes of its own: {lxml tag: function(element) -> [Pushed]}, see
    # engine.inbound_contract. Those get an empty answer with HTTP 202, as asynchronous services expect.
    pushes = {}

    def __init__(self, settings):
        self.settings = settings
        self.exchange = Exchange()
        self.sending = ""  # mark of the message being sent, see engine.sending; the same for every try

    def check(self):
        """Log in and do one harmless read. Return words for the user; raise what went wrong."""
        raise NotImplementedError

    def send(self, kind, action, key, values):
        """Send a mapped document under `key` and return an Outcome. May raise: that means unknown (see soap.faults).

        An ERP that answers later returns outcome.sent(); its confirmation comes through `pushes`.
        """
        raise NotImplementedError

    def ask(self, kind, key, values):
        """Has the ERP a document with this key? Found, MISSING or CANNOT_ASK. May raise: still unknown."""
        return CANNOT_ASK

    def repeatable(self, kind):
        """True when the ERP drops a second sending under the same mark (`sending`): what nobody knows is sent again."""
        return False

    def changes(self, kind, cursor):
        """Documents changed since the cursor ({} = from the start) as a Page."""
        raise NotImplementedError

    def ledger(self, kind, since, until):
        """Iterator over what the ERP has of a kind, as rows for reconciliation (docs/reconciliation.md).

        Rows: {external_id, external_ref, key, customer_id, date, total, tax, state}; amounts are decimal strings or
        None, dates "YYYY-MM-DD" or "". At least everything dated since..until; more does no harm.
        """
        raise NotImplementedError

    def fetch(self, kind, external_id):
        """One document of a kind that `changes` reads, as a Change, or None when it is not there."""
        return None

    def read(self, kind, external_id):
        """What the ERP has under its own key, in the ERP's field names, as a mapping writes them; None: cannot be read.

        {} when there is no such document. Rows are lists of dicts. Serves the dry run.
        """
        return None

    def listing(self, kind):
        """Every customer or product of the ERP, for matching: an iterator of dicts with external_id and as many as it
        gives of external_ref, name, code, vat, barcode, email, phone, zip, city, country and key (ours, where the ERP
        has kept one). None: this ERP, or this kind, cannot be listed.
        """
        return None

    def unknown_fields(self, kind, targets):
        """Those of a mapping's targets that the ERP, asked for a description of its object, does not have. None: this
        ERP describes nothing. Serves the set-up."""
        return None

    def preview(self, kind, action, key, values):
        """The request as text, without sending it."""
        raise NotImplementedError

    @classmethod
    def ledgers_for(cls, options):
        """Those of `ledgers` that an ERP with these options lists: a site may not have every service."""
        return cls.ledgers

    @classmethod
    def default_mapping(cls, kind):
        """Rules that a fresh backend starts with, as a list of engine.mapping.Rule."""
        return []

    @classmethod
    def default_maps(cls):
        """Value maps that a fresh backend starts with: {"tax": {"*": "0"}}."""
        return {}

    def close(self):
        """Log out where the ERP counts sessions."""
