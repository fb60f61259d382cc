"""From whatever a call raised to an Outcome. Success is mostly in the body, so dialects read that themselves."""

import zeep.exceptions

from ..engine import ship_to
from ..engine.backoff import retry_after_seconds
from ..engine.outcome import refused, unavailable, unknown
from .transport import TransportError

NOT_TEXT = "remove the control characters from the record's texts and send it again"


def outcome_of(error, exchange=None):
    """Outcome for an exception out of Dialect.send or Dialect.ask.

    Only three things are certain: a request that never arrived was not executed, what a dialect could not say was not
    sent, and a SOAP fault that blames the sender was refused. Everything else, zeep's own crashes on HTML included, is
    unknown.
    """
    if isinstance(error, TransportError):
        if error.executed is False:
            return unavailable(error.code, str(error), error.retry_after)
        if error.executed is True:
            return refused(error.code, str(error))
        return unknown(error.code, str(error), error.retry_after)
    if isinstance(error, ship_to.NumberMissing):
        return refused("SHIP_TO", str(error), error.field, ship_to.ADVICE)
    if isinstance(error, zeep.exceptions.Fault):
        return _of_fault(error)
    if isinstance(error, zeep.exceptions.TransportError):
        return of_status(error.status_code, error.message)
    if isinstance(error, zeep.exceptions.ValidationError | zeep.exceptions.LookupError | TypeError):
        if exchange is None or not exchange.request:
            return refused("NOT_VALID", f"the request does not fit the ERP's contract: {error}", str(error)[:120])
    if isinstance(error, ValueError) and exchange is not None and not exchange.request:
        return _unsayable(error)
    status = exchange.status if exchange else 0
    if status and status != 200:
        return of_status(status, "the answer is not SOAP")
    return unknown("NO_ANSWER" if not (exchange and exchange.response) else "NOT_SOAP", _first_line(exchange, error))


def _unsayable(error):
    """A value that no request can carry, before anything was sent. lxml says so of control characters (XML 1.0, 2.2)."""
    if "XML compatible" in str(error):
        return refused("NOT_VALID", "a text of the document has a character that no request can carry", advice=NOT_TEXT)
    return refused("NOT_VALID", f"the request does not fit the ERP's contract: {error}")


def of_status(status, text="", retry_after=None):
    """Outcome of an HTTP status without a readable SOAP body.

    >>> of_status(401).kind, of_status(429, retry_after="3").retry_after, of_status(503).kind
    ('unavailable', 3.0, 'unknown')
    """
    seconds = retry_after_seconds(retry_after)
    if status in (401, 403):
        return unavailable(f"HTTP_{status}", "the ERP does not accept the login of this backend")
    if status == 404:
        return unavailable("HTTP_404", "there is no web service at this address")
    if status == 429:
        return unavailable("HTTP_429", "the ERP asks to slow down", seconds)
    return unknown(f"HTTP_{status}", text or "the server answered with an error page", seconds)


def _of_fault(fault):
    code = str(fault.code or "").rpartition(":")[2]
    text = fault.message or "the ERP answered with a fault that says nothing"
    if code.lower().startswith(("client", "sender", "mustunderstand", "versionmismatch")):
        return refused(fault.code, text)
    return unknown(fault.code or "FAULT", text)


def _first_line(exchange, error):
    # UTF-16 read as UTF-8 is full of NULs, which neither a reader nor a database wants.
    body = (exchange.response if exchange else "").replace("\0", "").strip()
    return f"the answer is not SOAP: {body[:200]}" if body else f"the ERP sent no answer ({type(error).__name__})"
