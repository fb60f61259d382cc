"""What would change in the ERP: the values we would send against the values it has, field by field.

Only fields that both sides name are compared: what the ERP does not show cannot differ, it is simply not known.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MISSING_LINE = "—"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that would change. `path` is in the ERP's names, rows counted from 1: lines[2].qty."""

    path: str
    theirs: str
    ours: str


def differences(ours, theirs):
    """Fields of `ours` that would change `theirs`, in the order of ours.

    >>> differences({"town": "上海", "price": "4500"}, {"town": "北京", "price": "4500.00000000"})
    [Difference(path='town', theirs='北京', ours='上海')]
    >>> differences({"lines": [{"qty": "2"}]}, {"lines": [{"qty": "1"}, {"qty": "5"}]})
    [Difference(path='lines[1].qty', theirs='1', ours='2'), Difference(path='lines[2]', theirs='qty: 5', ours='—')]
    """
    return list(_compare(ours, theirs, ""))


def same(ours, theirs):
    """Do these two values mean the same? Numbers by value, nothing as nothing, texts without outer spaces.

    >>> same("13", "13.0000"), same("", None), same(True, "1"), same("007", "7")
    (True, True, True, False)
    """
    ours, theirs = text(ours), text(theirs)
    if ours == theirs:
        return True
    numbers = [_number(value) for value in (ours, theirs)]
    return None not in numbers and numbers[0] == numbers[1]


def text(value):
    """A value as a person reads it in a list."""
    if value is None or value is False:
        return "0" if value is False else ""
    if value is True:
        return "1"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {text(part)}" for name, part in value.items() if text(part))
    if isinstance(value, list):
        return "; ".join(text(part) for part in value)
    return str(value).replace("\r\n", "\n").strip()


def flat(values):
    """[(path, text)] of everything in a document, nothing left out: what a new document would consist of.

    >>> flat({"ref": "A", "lines": [{"qty": "2"}]})
    [('ref', 'A'), ('lines[1].qty', '2')]
    """
    found = []
    for name, value in values.items():
        if isinstance(value, dict):
            found += [(f"{name}.{path}", shown) for path, shown in flat(value)]
        elif isinstance(value, list):
            for number, row in enumerate(value, 1):
                rows = flat(row) if isinstance(row, dict) else [("", text(row))]
                found += [(f"{name}[{number}]{'.' if path else ''}{path}", shown) for path, shown in rows]
        else:
            found.append((name, text(value)))
    return found


def _compare(ours, theirs, prefix):
    for name, value in ours.items():
        if name not in theirs:
            continue
        other, path = theirs[name], f"{prefix}{name}"
        if isinstance(value, dict) and isinstance(other, dict):
            yield from _compare(value, other, f"{path}.")
        elif isinstance(value, list) and isinstance(other, list):
            yield from _compare_rows(value, other, path)
        elif not same(value, other):
            yield Difference(path, text(other), text(value))


def _compare_rows(ours, theirs, path):
    for number in range(1, max(len(ours), len(theirs)) + 1):
        here = f"{path}[{number}]"
        if number > len(theirs):
            yield Difference(here, MISSING_LINE, text(ours[number - 1]))
        elif number > len(ours):
            yield Difference(here, text(theirs[number - 1]), MISSING_LINE)
        elif isinstance(ours[number - 1], dict) and isinstance(theirs[number - 1], dict):
            yield from _compare(ours[number - 1], theirs[number - 1], f"{here}.")
        elif not same(ours[number - 1], theirs[number - 1]):
            yield Difference(here, text(theirs[number - 1]), text(ours[number - 1]))


def _number(value):
    # "007" and "7" are different codes, and so are "1e3" and "1000": only plain decimal numbers count as numbers.
    whole = value.removeprefix("-").partition(".")[0]
    if not whole.isdigit() or (len(whole) > 1 and whole[0] == "0"):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
