"""Posting what we have written, by a codeunit of the site. Without one, documents stay unposted.

Creating and posting are two calls, and we may die between them. So a document counts as there only when it is posted:
`ask` does not find one that still waits, and `send` looks for it before it creates, and posts it. Posting takes it from
the page or journal where it waits, so one that is posted is not there to be posted again.
"""

import re
from dataclasses import dataclass, replace

import zeep.exceptions

from odoo.addons.erp_connector.engine.outcome import MISSING, accepted, refused, unavailable
from odoo.addons.erp_connector.soap.transport import TransportError

from .pages import Published
from .words import NO_CODEUNIT, NOT_IN_CODEUNIT, NOT_POSTED, from_dynamics, may_repeat

KINDS = ("invoice", "credit_note", "payment", "journal_entry")
PLACES = ("number", "key", "batch")
LINE = re.compile(r"(\w+)\s*=\s*([^=.()]+)\.(\w+)\s*\(([^()]*)\)")
ARGUMENT = re.compile(r"\s*(\w+)\s*=\s*(.*?)\s*")


class FunctionMissing(Exception):
    """The codeunit does not publish the function, or not with these parameters."""


@dataclass(frozen=True)
class Posting:
    service: str
    function: str
    arguments: tuple  # of (parameter, text with {number}, {key} or {batch})

    def filled(self, **places):
        return {name: text.format(**places) for name, text in self.arguments}


def postings(text):
    """{kind: Posting} of lines such as the one below; ValueError with the line that is none.

    >>> postings("invoice = OdooPosting.PostInvoice(documentNo={number})")["invoice"].filled(number="7", key="", batch="")
    {'documentNo': '7'}
    >>> postings("order = OdooPosting.Post()")
    Traceback (most recent call last):
    ...
    ValueError: order = OdooPosting.Post()
    """
    found = {}
    for line in filter(None, map(str.strip, (text or "").splitlines())):
        match = LINE.fullmatch(line)
        parts = [ARGUMENT.fullmatch(part) for part in match[4].split(",") if part.strip()] if match else [None]
        if None in parts or match[1] not in KINDS:
            raise ValueError(line)
        arguments = tuple((part[1], part[2]) for part in parts)
        if any(not _fits(value) for _name, value in arguments):
            raise ValueError(line)
        found[match[1]] = Posting(match[2].strip(), match[3], arguments)
    return found


def _fits(text):
    return not re.search(r"[{}]", re.sub("|".join(rf"\{{{place}\}}" for place in PLACES), "", text))


class Codeunit(Published):
    """A codeunit that the site has published as a web service."""

    kind = "Codeunit"

    def look_for(self, posting):
        """FunctionMissing when it cannot be called as the backend wants to."""
        known = ()
        if self.offers(posting.function):
            known = [name for name, _element in self.service._binding.get(posting.function).input.body.type.elements]
        if sorted(known) != sorted(name for name, _text in posting.arguments) or not self.offers(posting.function):
            raise FunctionMissing(f"the codeunit {self.name} has no {posting.function} with these parameters")

    def call(self, function, arguments):
        return self.service[function](**arguments)


def of(dialect, kind):
    """The Posting of a kind, or None where its documents stay unposted."""
    return postings(dialect.settings.options.get("posting")).get(kind)


def check(dialect):
    """TransportError for a codeunit that does not have what the backend names."""
    for posting in postings(dialect.settings.options.get("posting")).values():
        try:
            Codeunit(dialect.settings, posting.service, dialect.exchange).look_for(posting)
        except FunctionMissing as missing:
            raise TransportError("NO_FUNCTION", str(missing), executed=False) from None


def post(dialect, kind, key, values, **places):
    """Outcome of posting the document `number`, which waits in Dynamics under our key.

    Whatever the codeunit says: when the document is posted afterwards, it was posted."""
    posting = of(dialect, kind)
    try:
        codeunit = Codeunit(dialect.settings, posting.service, dialect.exchange)
        codeunit.look_for(posting)
        codeunit.call(posting.function, posting.filled(key=key, **places))
    except FunctionMissing as missing:
        return refused("NO_FUNCTION", str(missing), advice=NOT_IN_CODEUNIT)
    except TransportError as error:
        if error.code != "HTTP_404":
            raise
        text = f"Dynamics has no codeunit {posting.service}"
        return replace(unavailable("NO_SERVICE", text), advice=NO_CODEUNIT)
    except zeep.exceptions.Fault as fault:
        if not from_dynamics(fault.code):
            raise
        if may_repeat(fault.code):
            return unavailable("BUSY", fault.message)
        if dialect.ask(kind, key, values) is MISSING:
            text = fault.message or "Dynamics refused and did not say why"
            return refused("NOT_POSTED", text, advice=NOT_POSTED)
    found = dialect.ask(kind, key, values)
    if found is MISSING:
        return refused("NOT_POSTED", f"the codeunit answered and did not post {places['number']}", advice=NOT_POSTED)
    return accepted(found.external_id, found.external_ref)
