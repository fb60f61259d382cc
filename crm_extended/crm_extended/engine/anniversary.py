"""When does a day of the year come round again?"""

from datetime import date, timedelta


def next_day(day, month, today):
    """The next time this day of the year comes, today included; 29 February is kept on the 28th of a common year.

    >>> next_day(22, 11, date(2026, 11, 22)), next_day(21, 11, date(2026, 11, 22))
    (datetime.date(2026, 11, 22), datetime.date(2027, 11, 21))
    >>> next_day(29, 2, date(2026, 3, 1))
    datetime.date(2027, 2, 28)
    """
    for year in (today.year, today.year + 1):
        due = _in_year(day, month, year)
        if due and due >= today:
            return due
    return None


def _in_year(day, month, year):
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 3, 1) - timedelta(days=1) if (day, month) == (29, 2) else None
