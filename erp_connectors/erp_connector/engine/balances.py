"""How much of an open item was open on a day: what the ERP said then, kept as {"2026-11-30": "150.0"}.

The figure of a day holds until the next one that is noted. Amounts are text with a decimal point, as JSON keeps them.
"""

from decimal import Decimal


def noted(history, day, amount):
    """The history with one more figure; one that changes nothing is not kept. `day` is ISO text.

    >>> noted({"2026-11-01": "10"}, "2026-11-05", "10.0"), noted(None, "2026-11-05", "7")
    ({'2026-11-01': '10'}, {'2026-11-05': '7'})
    """
    history = dict(history or {})
    if not history or Decimal(on(history, day)) != Decimal(amount):
        history[day] = amount
    return history


def on(history, day):
    """What was open at the end of a day; "0" before the first figure.

    >>> history = {"2026-10-31": "100", "2026-12-02": "40"}
    >>> on(history, "2026-11-30"), on(history, "2026-12-02"), on(history, "2026-09-30"), on(None, "2026-09-30")
    ('100', '40', '0', '0')
    """
    days = [known for known in history or {} if known <= day]
    return history[max(days)] if days else "0"
