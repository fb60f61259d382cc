"""What functions a site's ECC offers as web services, under which address, with which parameters: all of it data.

A parameter list is written as `NAME:type`, blank between; a structure is NAME{...}, a table NAME[...]. Types:
    10        text of at most 10 characters
    a10       key of 10 characters, padded with zeros when it is a number (SAP's ALPHA)
    n6        six digits
    d         day, 2026-11-23
    q13.3     number with 10 digits before and 3 behind the point
The order is the contract's (SAP sorts parameters by name), and every one of them goes out, empty tables included.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from .contract import NotInContract, readable

NAMESPACE = "urn:sap-com:document:sap:rfc:functions"
TOKEN = re.compile(r"([A-Z][A-Z0-9_]*)(?::([a-z]?[\d.]*))?([{\[])?|([}\]])|\s+")


class ProfileError(ValueError):
    """A profile that a person has written cannot be understood."""


@dataclass(frozen=True)
class Parameter:
    name: str
    type: str = ""
    shape: str = ""  # "{" structure, "[" table, "" single value
    below: tuple = ()


@dataclass(frozen=True)
class Function:
    """One function. number: where the answer says the document's number; messages: where it says what went wrong;
    rows: the table of the answer that holds what was asked for."""

    name: str
    path: str
    parameters: tuple
    number: str = ""
    messages: str = "RETURN"
    rows: str = ""

    @property
    def action(self):
        return f"{NAMESPACE}:{self.path.strip('/').split('/')[-4].upper()}:{self.name}Request" if self.path else ""


def parse(text):
    """
    >>> [(p.name, p.type, p.shape, [q.name for q in p.below]) for p in parse("CUST_PO:35 IT[QTY:q13.3 UNIT:3] X{}")]
    [('CUST_PO', '35', '', []), ('IT', '', '[', ['QTY', 'UNIT']), ('X', '', '{', [])]
    """
    stack, place = [[]], 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if not found or found.end() == place:
            raise ProfileError(f"“{text[place : place + 20]}” is no parameter")
        place = found.end()
        name, kind, opening, closing = found.groups()
        if name:
            stack[-1].append(Parameter(name, kind or "", opening or ""))
            if opening:
                stack.append([])
        elif closing:
            if len(stack) == 1 or stack[-2][-1].shape + closing not in ("{}", "[]"):
                raise ProfileError("a bracket closes what is not open")
            below = tuple(stack.pop())
            stack[-1][-1] = replace(stack[-1][-1], below=below)
    if len(stack) > 1:
        raise ProfileError("a bracket is not closed")
    return tuple(stack[0])


def functions(changes):
    """{use: Function} of the defaults with a site's changes: {use: {"function", "path", "parameters", ...}}."""
    from .ecc_functions import FUNCTIONS

    found = dict(FUNCTIONS)
    for use, changed in changes.items():
        if use not in FUNCTIONS:
            raise ProfileError(f"“{use}” is none of {', '.join(FUNCTIONS)}")
        unknown = set(changed) - {"function", "path", "parameters", "number", "messages", "rows"}
        if unknown:
            raise ProfileError(f"{use}: “{sorted(unknown)[0]}” is not known")
        values = {("name" if key == "function" else key): value for key, value in changed.items()}
        if "parameters" in values:
            values["parameters"] = parse(values["parameters"])
        found[use] = replace(found[use], **values)
    return found


def message(function, values):
    """The request: every parameter in its order. NotInContract names what does not fit."""
    known = {parameter.name for parameter in function.parameters}
    surplus = sorted(set(values) - known)
    if surplus:
        raise NotInContract(f"{function.name} has no parameter {surplus[0]}", surplus[0])
    root = etree.Element(f"{{{NAMESPACE}}}{function.name}", nsmap={"urn": NAMESPACE})
    for parameter in function.parameters:
        root.append(_element(parameter, values.get(parameter.name), parameter.name))
    return root


def _element(parameter, value, path):
    element = etree.Element(parameter.name)
    if parameter.shape == "[":
        for number, row in enumerate(value or [], 1):
            _fill(etree.SubElement(element, "item"), parameter.below, row, f"{path}[{number}]")
    elif parameter.shape == "{":
        _fill(element, parameter.below, value or {}, path)
    else:
        element.text = written(parameter.type, value, path)
    return element


def _fill(element, parameters, values, path):
    surplus = sorted(set(values) - {parameter.name for parameter in parameters})
    if surplus:
        raise NotInContract(f"{path} has no field {surplus[0]}", f"{path}/{surplus[0]}")
    for parameter in parameters:
        element.append(_element(parameter, values.get(parameter.name), f"{path}/{parameter.name}"))


def written(kind, value, path=""):
    """A value as its type is written; "" for nothing.

    >>> written("a10", "4711"), written("a10", "ACME"), written("n6", "10"), written("q13.3", "2.0"), written("d", "")
    ('0000004711', 'ACME', '000010', '2.000', '')
    """
    text = "" if value in (None, False) else "X" if value is True else str(value)
    if not text:
        return ""
    if kind == "d":
        try:
            return date.fromisoformat(text[:10]).isoformat()
        except ValueError:
            raise NotInContract(f"“{text[:40]}” is no day", path) from None
    if kind[:1] == "q":
        return _number(kind, text, path)
    length = int(kind.lstrip("an") or 0)
    if kind[:1] in ("a", "n") and text.isdigit():
        text = text.zfill(length)
    if kind[:1] == "n" and not text.isdigit():
        raise NotInContract(f"“{text[:40]}” is not made of digits", path)
    if length and len(text) > length:
        raise NotInContract(f"“{text[:40]}” is longer than {length} characters", path)
    return readable(text, path)


def _number(kind, text, path):
    digits, _point, behind = kind[1:].partition(".")
    try:
        number = Decimal(text)
        plain = number.quantize(Decimal(1).scaleb(-int(behind or 0)))
    except InvalidOperation:
        raise NotInContract(f"“{text[:40]}” is no number", path) from None
    if plain != number:
        raise NotInContract(f"{text[:40]} has more than {behind or 0} places", path)
    if len(plain.as_tuple().digits) > int(digits):
        raise NotInContract(f"{text[:40]} has more than {digits} digits", path)
    return format(plain, "f")
