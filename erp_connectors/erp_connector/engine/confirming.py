"""What a confirmation means for the message it is about, whenever it arrives: early, late, twice or out of order.

An asynchronous ERP takes delivery at once and says later what became of the document. That later word may overtake the
answer to the call, arrive twice, or arrive after a person has already decided.
"""

from . import states

WAIT = "wait"  # a lane holds the message this very moment: look again in a moment
ACCEPT = "accept"  # store the link, close the message
LINKED = "linked"  # closed already: only make sure that it is about the same document
REFUSE = "refuse"  # the ERP said no
NOTHING = "nothing"  # old news
GIVEN_UP = "given_up"  # the ERP has stored what was given up here: a person
TAKEN_BACK = "taken_back"  # the ERP refuses what it has accepted: a person


def decide(state, result, earlier_round=False):
    """One of the words above for a message in `state`; `result` is "accepted" or "refused".

    earlier_round: the confirmation is about a sending that was refused before and has been sent anew since. Its "no" is
    old news, its "yes" is not.

    >>> decide("sent", "accepted"), decide("calling", "accepted"), decide("accepted", "accepted")
    ('accept', 'wait', 'linked')
    >>> decide("sent", "refused"), decide("sent", "refused", earlier_round=True), decide("accepted", "refused")
    ('refuse', 'nothing', 'taken_back')
    """
    if state in states.HELD:
        return WAIT
    if result == "accepted":
        return {states.CANCELLED: GIVEN_UP, states.ACCEPTED: LINKED}.get(state, ACCEPT)
    if earlier_round or state == states.CANCELLED:
        return NOTHING
    return TAKEN_BACK if state == states.ACCEPTED else REFUSE


def overdue(action, can_ask, attempts, max_attempts):
    """State of a sent message whose confirmation did not come in time.

    Only a create can be asked for: that the ERP has the document says nothing about whether it has the change.

    >>> overdue("create", True, 1, 8), overdue("update", True, 1, 8), overdue("create", False, 1, 8)
    ('unknown', 'review', 'review')
    """
    return states.UNKNOWN if action == "create" and can_ask and attempts < max_attempts else states.REVIEW
