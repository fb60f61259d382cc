"""A strict look at document/literal messages: namespaces, order, required elements, kinds of values. Plain lxml.

Contracts are short tables: "Name! Other:long Rows:Row*" — ! required, * may come more than once, behind the colon the
kind of value, or with a capital another table.
"""

import re
from dataclasses import dataclass

KINDS = {
    "": re.compile(r"[\s\S]*$"),
    "long": re.compile(r"-?\d{1,18}$"),
    "int": re.compile(r"-?\d{1,9}$"),
    "decimal": re.compile(r"-?\d+(\.\d+)?$"),
    "amount": re.compile(r"-?\d+(\.\d+)?$"),
    "measure": re.compile(r"-?\d+(\.\d+)?$"),
    "bool": re.compile(r"(true|false|0|1)$"),
    "date": re.compile(r"\d{4}-\d\d-\d\d$"),
    "time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$"),
    "base64": re.compile(r"[A-Za-z0-9+/=\s]*$"),
}
ATTRIBUTES = {"amount": {"currencyCode"}, "measure": {"unitCode"}}
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


class OutOfContract(ValueError):
    """The message is not what the contract says; the text names the place."""


@dataclass(frozen=True)
class Member:
    name: str
    namespace: str
    kind: str
    required: bool
    many: bool


@dataclass(frozen=True)
class Table:
    """Members of a complex type, in order, all in one namespace. `foreign` puts single ones into another."""

    namespace: str
    words: str
    foreign: tuple = ()

    @property
    def members(self):
        foreign = dict(self.foreign)
        for word in self.words.split():
            head, _colon, kind = word.partition(":")
            name = head.rstrip("!")
            yield Member(
                name, foreign.get(name, self.namespace), kind.rstrip("*"), head.endswith("!"), kind.endswith("*")
            )


def check(element, table, tables, path=""):
    """Raise OutOfContract unless the children of the element are those of the table."""
    position, members = 0, list(table.members)
    seen = {}
    for child in element:
        while position < len(members) and child.tag != f"{{{members[position].namespace}}}{members[position].name}":
            position += 1
        if position == len(members):
            raise OutOfContract(f"{path}{child.tag} is not expected here")
        member = members[position]
        seen[member.name] = seen.get(member.name, 0) + 1
        if seen[member.name] > 1 and not member.many:
            raise OutOfContract(f"{path}{member.name} comes more than once")
        _check_value(child, member, tables, path)
    missing = [member.name for member in members if member.required and member.name not in seen]
    if missing:
        raise OutOfContract(f"{path}{missing[0]} is missing")


def _check_value(child, member, tables, path):
    if member.kind in tables:
        if child.get(NIL) != "true":
            check(child, tables[member.kind], tables, f"{path}{member.name}/")
        return
    if len(child):
        raise OutOfContract(f"{path}{member.name} has elements inside")
    if child.get(NIL) == "true":
        return
    surplus = set(child.attrib) - ATTRIBUTES.get(member.kind, set())
    if surplus:
        raise OutOfContract(f"{path}{member.name} has the attribute {sorted(surplus)[0]}")
    if not KINDS[member.kind].match(child.text or ""):
        raise OutOfContract(f"{path}{member.name}: “{child.text}” is no {member.kind}")


def plain(element, tables, kind):
    """The values as nested dicts, with lists for what may come more than once. Attributes are "name@attribute"."""
    values = {}
    for member in tables[kind].members:
        found = element.findall(f"{{{member.namespace}}}{member.name}")
        if not found:
            continue
        read = [plain(one, tables, member.kind) if member.kind in tables else (one.text or "") for one in found]
        values[member.name] = read if member.many else read[0]
        for name, text in found[0].attrib.items():
            values[f"{member.name}@{name}"] = text
    return values
