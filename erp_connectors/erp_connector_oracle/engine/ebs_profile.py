"""Which procedures of E-Business Suite take which document: a profile, and the XML schema that it makes.

The shipped profile names Oracle's own packages with the order of their parameters and record fields. Most sites publish
packages of their own: a site's profile (JSON on the backend) is laid over it, procedure by procedure.

    {"order": {"package": "cux_order_pub", "product": "cux", "procedure": "create_order",
               "parameters": ["P_API_VERSION!:number", {"P_HEADER": "ORDER_REF CUSTOMER_ID:number"},
                              {"P_LINES[]": "ITEM QTY:number"}],
               "constants": {"P_API_VERSION": "1.0"}, "key": "P_HEADER.ORDER_REF", "id": "X_ORDER_ID"}}

A parameter is "NAME", "NAME!" (has to be there), "NAME:number", "NAME:date"; a record is {"NAME": fields}, a table
{"NAME[]": fields}, whose rows are NAME_ITEM. A record inside a record is "NAME(FIELD FIELD)".
"""

import json
import re
from dataclasses import dataclass, field, fields, replace
from functools import cache

from .contract import Contract

XSD_TYPES = {"": "xsd:string", "number": "xsd:decimal", "date": "xsd:dateTime"}
WORD = re.compile(r"([A-Za-z0-9_]+)\(([^()]*)\)|(\S+)")


class ProfileError(ValueError):
    """The profile cannot be used; the text says where it is wrong."""


@dataclass(frozen=True)
class Procedure:
    """One procedure. `key` is where our key goes, `id` and `number` where its answer names the document."""

    package: str
    product: str
    procedure: str
    parameters: tuple = ()
    constants: dict = field(default_factory=dict)
    key: str = ""
    id: str = ""
    number: str = ""
    status: str = "X_RETURN_STATUS"
    messages: tuple = ("X_MSG_DATA",)

    @property
    def header_namespace(self):
        return f"http://xmlns.oracle.com/apps/{self.product}/soaprovider/plsql/{self.package}/"

    @property
    def namespace(self):
        return f"{self.header_namespace}{self.procedure}/"

    @property
    def path(self):
        return f"/webservices/SOAProvider/plsql/{self.package}/"

    def contract(self):
        return _contract(self.namespace, json.dumps(self.parameters))

    def types(self):
        """{path without rows: type} of every field that has one."""
        found = {}
        for path, kind in _walk(self.parameters):
            found[path] = kind
        return found


@cache
def _contract(namespace, parameters):
    return Contract(schema(namespace, json.loads(parameters)))


def schema(namespace, parameters):
    """XML schema of InputParameters, as the Integrated SOA Gateway would make it: everything may be nil."""
    types = []
    rows = "".join(_parameter(one, types) for one in parameters)
    return (
        f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="{namespace}" targetNamespace="{namespace}"'
        f' elementFormDefault="qualified">{"".join(types)}<xsd:element name="InputParameters"><xsd:complexType>'
        f"<xsd:sequence>{rows}</xsd:sequence></xsd:complexType></xsd:element></xsd:schema>"
    )


def _parameter(one, types):
    if isinstance(one, str):
        return _simple(one)
    ((name, words),) = one.items()
    table, plain = name.endswith("[]"), name.rstrip("[]")
    inner = "".join(_record_word(word, plain, types) for word in WORD.finditer(words))
    record = f"{plain}_ROW" if table else f"{plain}_TYPE"
    types.append(_complex(record, inner))
    if table:
        many = f'<xsd:element name="{plain}_ITEM" type="tns:{record}" minOccurs="0" maxOccurs="unbounded" />'
        types.append(_complex(f"{plain}_TYPE", many))
    return f'<xsd:element name="{plain}" type="tns:{plain}_TYPE" minOccurs="0" nillable="true" />'


def _record_word(found, parent, types):
    name, words, simple = found.groups()
    if simple:
        return _simple(simple)
    types.append(_complex(f"{parent}_{name}_TYPE", "".join(_simple(word) for word in words.split())))
    return f'<xsd:element name="{name}" type="tns:{parent}_{name}_TYPE" minOccurs="0" nillable="true" />'


def _complex(name, inner):
    return f'<xsd:complexType name="{name}"><xsd:sequence>{inner}</xsd:sequence></xsd:complexType>'


def _simple(word):
    head, _colon, kind = word.partition(":")
    needed = head.endswith("!")
    if kind not in XSD_TYPES:
        raise ProfileError(f"{word}: the type {kind} is not known (number, date)")
    extra = "" if needed else ' minOccurs="0" nillable="true"'
    return f'<xsd:element name="{head.rstrip("!")}" type="{XSD_TYPES[kind]}"{extra} />'


def _walk(parameters):
    for one in parameters:
        if isinstance(one, str):
            head, _colon, kind = one.partition(":")
            yield head.rstrip("!"), kind
            continue
        ((name, words),) = one.items()
        for found in WORD.finditer(words):
            inner, members, simple = found.groups()
            for word in members.split() if inner else [simple]:
                head, _colon, kind = word.partition(":")
                path = f"{name.rstrip('[]')}.{inner}." if inner else f"{name.rstrip('[]')}."
                yield f"{path}{head.rstrip('!')}", kind


def shaped(values, types, path=""):
    """Values as the gateway takes them: days with a time, tables as NAME_ITEM rows."""
    made = {}
    for name, value in values.items():
        here = f"{path}{name}"
        if isinstance(value, list):
            made[name] = {f"{name}_ITEM": [shaped(row, types, f"{here}.") for row in value]}
        elif isinstance(value, dict):
            made[name] = shaped(value, types, f"{here}.")
        elif types.get(here) == "date" and len(str(value)) == 10:
            made[name] = f"{value}T00:00:00"
        else:
            made[name] = value
    return made


def laid_over(shipped, text):
    """{kind: Procedure} of the shipped profile with a site's JSON over it. ProfileError says what is wrong with it."""
    try:
        site = json.loads(text) if (text or "").strip() else {}
    except ValueError as error:
        raise ProfileError(f"this is not JSON: {error}") from None
    if not isinstance(site, dict) or not all(isinstance(part, dict) for part in site.values()):
        raise ProfileError("a profile is an object with one object for each document")
    found = dict(shipped)
    known = {one.name for one in fields(Procedure)}
    for kind, changes in site.items():
        surplus = set(changes) - known
        if surplus:
            raise ProfileError(f"{kind}: “{sorted(surplus)[0]}” is not known; known are {', '.join(sorted(known))}")
        changes = {name: tuple(value) if isinstance(value, list) else value for name, value in changes.items()}
        if kind in found:
            found[kind] = replace(found[kind], **changes)
        elif {"package", "product", "procedure"} <= set(changes):
            found[kind] = Procedure(**changes)
        else:
            raise ProfileError(f"{kind}: package, product and procedure are needed")
        try:
            found[kind].contract()
        except (ProfileError, TypeError, ValueError, AttributeError) as error:
            raise ProfileError(f"{kind}: {error}") from None
    return found
