"""Fields of a Dynamics page in our words: amounts as decimal strings, days as ISO text, "" where there is none."""

from decimal import Decimal

NOBODY_YEAR = 1753  # NAV's day "no date" is 0001-01-01, on the way through SQL Server 1753-01-01


def day(value):
    """
    >>> from datetime import date
    >>> day(date(2026, 11, 22)), day(date(1, 1, 1)), day(None)
    ('2026-11-22', '', '')
    """
    if value is None or getattr(value, "year", 0) <= NOBODY_YEAR:
        return ""
    return value.isoformat()[:10]


def amount(value):
    """
    >>> amount(Decimal("1.50")), amount(None), amount(0.1)
    ('1.50', '0', '0.1')
    """
    return format(value if isinstance(value, Decimal) else Decimal(str(value or 0)), "f")


def text(row, name):
    """Text of a field; `_blank_` is how NAV spells an empty option."""
    value = getattr(row, name, None)
    return "" if value is None or value == "_blank_" else str(value)
