"""What the responsible person of a backend has to hear, and when once more. One word per change, silence in between."""

UNREACHABLE, STUCK, LATE, UNREAD, WELL = "unreachable", "stuck", "late", "unread", "well"
POLLS = 3  # failed readings in a row before anybody is told: one may be a restart of the ERP


def condition(breaker, stuck, late, unread):
    """The most pressing of what there is to tell.

    >>> condition("open", 3, True, False), condition("closed", 0, True, True), condition("closed", 0, False, False)
    ('unreachable', 'late', 'well')
    """
    if breaker == "open":
        return UNREACHABLE
    return STUCK if stuck else LATE if late else UNREAD if unread else WELL


def to_tell(now, told, open_task, newest, newest_told):
    """Has the person to hear of condition `now`, having been `told` another or the same?

    The same is told again only of stuck messages, when the task that told of them is done and a newer one is among them.

    >>> to_tell(STUCK, STUCK, True, 9, 7), to_tell(STUCK, STUCK, False, 9, 7), to_tell(STUCK, STUCK, False, 7, 7)
    (False, True, False)
    >>> to_tell(WELL, STUCK, False, 0, 7), to_tell(LATE, LATE, False, 0, 0)
    (True, False)
    """
    return now != told or (now == STUCK and not open_task and newest > newest_told)
