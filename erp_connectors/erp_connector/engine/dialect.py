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
    parallel    calls at once that the ERP stands
    ask_first   ask by key even before the first try: for ERPs that store the same key twice without a word
    read_back   look for the document after it was accepted: for ERPs whose yes proves nothing
    """

    code = ""
    name = ""
    flows_out = {}
    flows_in = ()
    parallel = 4
    ask_first = False
    read_back = False
    key_length = 64

    def __init__(self, settings):
        self.settings = settings
        self.exchange = Exchange()

    def check(self):
        """Log in and do one harmless read. Return words for the user; raise what went wrong."""
        raise NotImplementedError

    def send(self, kind, action, key, values):
        """Send a mapped document under `key` and return an Outcome. May raise: that means unknown (see soap.faults)."""
        raise NotImplementedError

    def ask(self, kind, key, values):
        """Has the ERP a document with this key? Found, MISSING or CANNOT_ASK. May raise: still unknown."""
        return CANNOT_ASK

    def changes(self, kind, cursor):
        """Documents changed since the cursor ({} = from the start) as a Page."""
        raise NotImplementedError

    def preview(self, kind, action, key, values):
        """The request as text, without sending it."""
        raise NotImplementedError

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
