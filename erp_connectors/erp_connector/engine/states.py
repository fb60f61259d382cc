"""The life of a message as data: which state follows which, and what each means to a reader.

waiting ──claim──> claimed ──begin──> calling ──┬─> accepted
   ^                  │                         ├─> dead       refused: a person must change something
   │<──worker died────┘                         ├─> waiting    unavailable: later, nothing was executed
   │                                            ├─> sent       delivered: the ERP says later what became of it
   │                                            └─> unknown    nobody knows: ask by key first
unknown ──claim──> claimed ──ask──> accepted | calling (it is not there: send) | review (cannot be asked)
sent ──confirmation──> accepted | dead;  sent ──no word in time──> unknown (ask by key) | review
"""

WAITING, CLAIMED, CALLING, UNKNOWN = "waiting", "claimed", "calling", "unknown"
SENT = "sent"
ACCEPTED, DEAD, REVIEW, CANCELLED = "accepted", "dead", "review", "cancelled"

LABELS = {
    WAITING: "Waiting",
    CLAIMED: "Taken",
    CALLING: "Being Sent",
    UNKNOWN: "Unknown: Will Ask",
    SENT: "Sent, Awaiting Confirmation",
    ACCEPTED: "Accepted",
    DEAD: "Refused",
    REVIEW: "Needs Review",
    CANCELLED: "Cancelled",
}
CLAIMABLE = (WAITING, UNKNOWN)
HELD = (CLAIMED, CALLING)
CLOSED = (ACCEPTED, CANCELLED)
ON_THE_WAY = (WAITING, UNKNOWN, CLAIMED, CALLING, SENT)
OPEN = (*ON_THE_WAY, DEAD, REVIEW)  # later messages of the same document wait for these
STUCK = (DEAD, REVIEW)

TRANSITIONS = {
    WAITING: {CLAIMED, CANCELLED, ACCEPTED, DEAD},
    UNKNOWN: {CLAIMED, REVIEW, ACCEPTED, DEAD},
    CLAIMED: {CALLING, WAITING, UNKNOWN, ACCEPTED, DEAD, REVIEW},
    CALLING: {ACCEPTED, DEAD, WAITING, UNKNOWN, REVIEW, SENT},
    SENT: {ACCEPTED, DEAD, UNKNOWN, REVIEW},
    DEAD: {WAITING, ACCEPTED, CANCELLED},
    REVIEW: {UNKNOWN, WAITING, ACCEPTED, DEAD, CANCELLED},
    ACCEPTED: set(),
    CANCELLED: set(),
}


def may(old, new):
    """True when a message may go from `old` to `new`.

    >>> may(CALLING, WAITING), may(ACCEPTED, WAITING)
    (True, False)
    """
    return new in TRANSITIONS[old]


def after_worker_death(state, asked_before, forgotten=False):
    """State of a message whose worker died. Only one that was about to be called can have reached the ERP, or, when the
    database itself went down and may have forgotten the last commits, one that was claimed.

    >>> after_worker_death(CLAIMED, False), after_worker_death(CLAIMED, True), after_worker_death(CALLING, False)
    ('waiting', 'unknown', 'unknown')
    >>> after_worker_death(CLAIMED, False, forgotten=True)
    'unknown'
    """
    if state == CALLING or asked_before or forgotten:
        return UNKNOWN
    return WAITING


def may_be_there(state, before):
    """May the ERP have the document of a message that gets this state, given whether it might have had it `before`?

    What waits after a call that surely was not executed is no more there than it was before that call.

    >>> may_be_there(UNKNOWN, False), may_be_there(WAITING, False), may_be_there(WAITING, True), may_be_there(DEAD, True)
    (True, False, True, False)
    """
    return state in (UNKNOWN, REVIEW, SENT) or (state == WAITING and before)


def refused_here(action, may_be_there):
    """State of a message that was refused on our side before anything was sent. That says nothing about an earlier try:
    a create that the ERP may have since then goes to a person, still to be asked for.

    >>> refused_here("create", False), refused_here("create", True), refused_here("update", True)
    ('dead', 'review', 'dead')
    """
    return REVIEW if action == "create" and may_be_there else DEAD


def after_outcome(kind, attempts, max_attempts):
    """State of a message after a call, given how often it has been called and may be called.

    An unavailable ERP burns no attempt: the circuit breaker decides how often to knock.
    """
    if kind == "accepted":
        return ACCEPTED
    if kind == "refused":
        return DEAD
    if kind == "sent":
        return SENT
    if kind == "unavailable":
        return WAITING
    if kind == "doubled":
        return REVIEW
    return REVIEW if attempts >= max_attempts else UNKNOWN
