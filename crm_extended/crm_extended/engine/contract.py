"""The life of a sales contract: its states, its term, its reminders and the blanks in its clauses."""

import re
from calendar import monthrange
from datetime import date, timedelta
from html import escape

# The table is the whole machine; nobody else decides.
TRANSITIONS = {
    ("draft", "send"): "sent",
    ("draft", "cancel"): "cancelled",
    ("sent", "withdraw"): "draft",
    ("sent", "sign"): "active",
    ("sent", "decline"): "declined",
    ("sent", "cancel"): "cancelled",
    ("declined", "withdraw"): "draft",
    ("declined", "cancel"): "cancelled",
    ("cancelled", "withdraw"): "draft",
    ("active", "expire"): "expired",
    ("active", "terminate"): "terminated",
}
# What the customer may see; a draft is nobody's business but ours.
SHOWN = ("sent", "declined", "active", "expired", "terminated")
OPEN = ("draft", "sent", "declined", "active")
BLANK = re.compile(r"\{\{\s*([^{}<>]*?)\s*\}\}")


def after(state, event):
    """The state that `event` leads to, or None when it is not possible in `state`.

    >>> after("sent", "sign"), after("draft", "sign")
    ('active', None)
    """
    return TRANSITIONS.get((state, event))


def last_day(start, months):
    """The last day of a term that begins on `start`: the day before the same day, months later.

    >>> last_day(date(2026, 1, 1), 12), last_day(date(2026, 8, 31), 6)
    (datetime.date(2026, 12, 31), datetime.date(2027, 2, 27))
    """
    if months < 1:
        raise ValueError(f"a term has at least one month, got {months}")
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    return date(year, month, min(start.day, monthrange(year, month)[1])) - timedelta(days=1)


def term_until(start, months, end):
    """(first, last) day of the term that ends on `end`, of a contract that began on `start` and was prolonged since.

    >>> term_until(date(2025, 1, 1), 12, date(2025, 12, 31))
    (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
    >>> term_until(date(2025, 1, 1), 12, date(2027, 12, 31))
    (datetime.date(2027, 1, 1), datetime.date(2027, 12, 31))
    """
    while (last := last_day(start, months)) < end:
        start = last + timedelta(days=1)
    return start, end


def read_days(text):
    """Days before the end at which somebody is reminded, the earliest first; ValueError for anything but days.

    >>> read_days("30, 90，7"), read_days("")
    ((90, 30, 7), ())
    """
    days = [part.strip() for part in re.split("[,;，；、]", text or "") if part.strip()]
    if any(not day.isascii() or not day.isdigit() or int(day) > 3650 for day in days):
        raise ValueError(text)
    return tuple(sorted({int(day) for day in days}, reverse=True))


def due_reminders(end, days, given, today):
    """Return (the reminder to give now or None, all that are settled by it).

    Whoever was away for a month gets the most urgent one, and not three at once.

    >>> due_reminders(date(2026, 12, 31), (90, 30, 7), {90}, date(2026, 12, 2))
    (30, (30,))
    >>> due_reminders(date(2026, 12, 31), (90, 30, 7), set(), date(2026, 12, 28))
    (7, (90, 30, 7))
    """
    if today > end:
        return None, ()
    due = tuple(day for day in days if day not in given and end - timedelta(days=day) <= today)
    return (min(due) if due else None), due


def fill_in(html, values):
    """Return (html with its blanks filled, names of blanks nobody knows). Values are escaped.

    >>> fill_in("<p>{{ customer }} pays {{sum}}.</p>", {"customer": "A & B"})
    ('<p>A &amp; B pays {{sum}}.</p>', ('sum',))
    """
    unknown = []

    def put(match):
        name = match.group(1)
        if name in values:
            return escape(str(values[name]))
        unknown.append(name)
        return match.group(0)

    return BLANK.sub(put, html or ""), tuple(dict.fromkeys(unknown))
