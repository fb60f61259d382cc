"""The life of an article: which event leads from which state to which.

The table is the whole machine; nobody else decides. `EVENTS` says who may cause an event.
"""

AUTHOR, APPROVER = "author", "approver"

TRANSITIONS = {
    ("draft", "submit"): "review",
    ("draft", "withdraw"): "archived",
    ("review", "recall"): "draft",
    ("review", "reject"): "draft",
    ("review", "approve"): "published",
    ("published", "revise"): "draft",
    ("published", "withdraw"): "archived",
    ("archived", "restore"): "draft",
}

EVENTS = {
    "submit": AUTHOR,
    "recall": AUTHOR,
    "revise": AUTHOR,
    "restore": AUTHOR,
    "reject": APPROVER,
    "approve": APPROVER,
    "withdraw": APPROVER,
}


def after(state, event):
    """Return the state that `event` leads to, or None when the event is not possible in `state`.

    >>> after("draft", "submit")
    'review'
    >>> after("draft", "approve") is None
    True
    """
    return TRANSITIONS.get((state, event))


def may_approve(approver, submitter, contributors):
    """True when `approver` wrote nothing of what is approved: four eyes, whatever the rights of one person.

    >>> may_approve(2, submitter=1, contributors={1, 3}), may_approve(3, submitter=1, contributors={1, 3})
    (True, False)
    """
    return approver != submitter and approver not in contributors
