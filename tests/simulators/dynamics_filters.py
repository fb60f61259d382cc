"""NAV's filter expressions, as far as a connector needs them: = <> < > <= >= .. | & 'quoted' * ? @."""

import fnmatch
from decimal import Decimal, InvalidOperation


class BadFilter(ValueError):
    """The expression is none."""


def matches(criteria, value):
    """Does a value (text as stored) fit the expression?

    >>> matches("'A|B'", "A|B"), matches("1|3..5", "4"), matches("<>''", ""), matches(">9", "10"), matches("a*", "ABC")
    (True, True, False, True, False)
    """
    if criteria == "":
        return True
    return any(all(_simple(part, value) for part in _split(choice, "&")) for choice in _split(criteria, "|"))


def _split(text, separator):
    parts, quoted, current = [], False, ""
    for letter in text:
        if letter == "'":
            quoted = not quoted
        if letter == separator and not quoted:
            parts.append(current)
            current = ""
        else:
            current += letter
    if quoted:
        raise BadFilter(f"the filter {text} has an open quote")
    return [*parts, current]


def _plain(text):
    """(text without quotes, True when it was quoted)."""
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'"), True
    return text, False


def _order(one, two):
    try:
        return (Decimal(one) > Decimal(two)) - (Decimal(one) < Decimal(two))
    except InvalidOperation:
        return (one > two) - (one < two)


def _simple(expression, value):
    for sign in ("<>", ">=", "<=", ">", "<", "="):
        if expression.startswith(sign):
            wanted, _quoted = _plain(expression[len(sign) :])
            order = _order(value, wanted)
            return {"<>": order != 0, ">=": order >= 0, "<=": order <= 0, ">": order > 0, "<": order < 0}.get(
                sign, order == 0
            )
    wanted, quoted = _plain(expression)
    if not quoted and ".." in wanted:
        low, _dots, high = wanted.partition("..")
        return (not low or _order(value, low) >= 0) and (not high or _order(value, high) <= 0)
    if not quoted and wanted.startswith("@"):
        return fnmatch.fnmatchcase(value.casefold(), wanted[1:].casefold())
    if not quoted and ("*" in wanted or "?" in wanted):
        return fnmatch.fnmatchcase(value, wanted)
    return _order(value, wanted) == 0
