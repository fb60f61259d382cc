"""How old is what a customer owes? Buckets by the due date, as finance reads them."""

from datetime import timedelta
from decimal import Decimal

NOT_DUE, TO_30, TO_60, TO_90, OVER_90 = "not_due", "to_30", "to_60", "to_90", "over_90"
BUCKETS = (NOT_DUE, TO_30, TO_60, TO_90, OVER_90)


def bucket(due, today):
    """The bucket of one item; `due` is its due date, None when it has none (then it is not due).

    >>> from datetime import date
    >>> day = date(2026, 3, 31)
    >>> [bucket(date(2026, *md), day) for md in ((3, 31), (3, 30), (3, 1), (2, 28), (1, 30), (1, 29), (1, 1))]
    ['not_due', 'to_30', 'to_30', 'to_60', 'to_60', 'to_90', 'to_90']
    >>> bucket(date(2025, 12, 30), day), bucket(None, day)
    ('over_90', 'not_due')
    """
    late = (today - due).days if due else 0
    if late <= 0:
        return NOT_DUE
    return TO_30 if late <= 30 else TO_60 if late <= 60 else TO_90 if late <= 90 else OVER_90


def ageing(items, today):
    """{bucket: Decimal} of (due, amount); every bucket is there and they add up to the sum of the items.

    >>> ageing([(None, Decimal(5)), (None, Decimal(-2))], None)["not_due"]
    Decimal('3')
    """
    sums = dict.fromkeys(BUCKETS, Decimal(0))
    for due, amount in items:
        sums[bucket(due, today)] += amount
    return sums


def due_range(name, today):
    """(first, last) due date of a bucket, None where it is open: for a list that shows what is behind a figure.

    >>> from datetime import date
    >>> due_range("to_30", date(2026, 3, 31))
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 30))
    """
    days = {NOT_DUE: (None, 0), TO_30: (1, 30), TO_60: (31, 60), TO_90: (61, 90), OVER_90: (91, None)}[name]
    latest, earliest = (None if number is None else today - timedelta(days=number) for number in days)
    return earliest, latest
