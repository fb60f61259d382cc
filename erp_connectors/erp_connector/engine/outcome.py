"""What a call to an ERP came to. There are three answers, not two, and a fourth case: it was never asked.

accepted     the ERP has the document; we know its key
refused      the ERP has understood and said no; sending the same again would get the same answer
unknown      nobody knows: time-out, reset, HTML page, empty body, crash. Ask by key before sending again
unavailable  the request surely was not executed: connection refused, too many requests. Send again later
sent         the ERP has taken delivery and says later, by a confirmation, what became of it
doubled      the ERP has the document more than once (a proxy sent it twice, say): a person must decide which one stays
"""

from dataclasses import dataclass, field

ACCEPTED, REFUSED, UNKNOWN, UNAVAILABLE = "accepted", "refused", "unknown", "unavailable"
DOUBLED, SENT = "doubled", "sent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer. `external_id` is the ERP's key (accepted only); `field` the wrong field in our words (refused).

    `retry_after` is in seconds, as the server asked for; None when it did not say. `recovered` marks a document
    that was found by key instead of being sent.
    """

    kind: str
    external_id: str = ""
    external_ref: str = ""
    code: str = ""
    text: str = ""
    field: str = ""
    advice: str = ""
    retry_after: float | None = None
    recovered: bool = False

    def __post_init__(self):
        if self.kind == ACCEPTED and not self.external_id:
            raise ValueError("an accepted document has a key in the ERP")


def accepted(external_id, external_ref="", recovered=False):
    return Outcome(ACCEPTED, str(external_id), str(external_ref or external_id), recovered=recovered)


def refused(code, text="", field="", advice=""):
    return Outcome(REFUSED, code=str(code), text=text, field=field, advice=advice)


def unknown(code, text="", retry_after=None):
    return Outcome(UNKNOWN, code=str(code), text=text, retry_after=retry_after)


def sent(text=""):
    return Outcome(SENT, text=text)


def unavailable(code, text="", retry_after=None):
    return Outcome(UNAVAILABLE, code=str(code), text=text, retry_after=retry_after)


@dataclass(frozen=True, slots=True)
class Found:
    """Answer to "do you have the document with this key?": yes. `doubles` lists further ids under the same key."""

    external_id: str
    external_ref: str = ""
    doubles: tuple = field(default=())


class Missing:
    """Answer to the same question: no, surely not."""


class CannotAsk:
    """This ERP, or this kind of document, cannot be asked by key."""


MISSING, CANNOT_ASK = Missing(), CannotAsk()
