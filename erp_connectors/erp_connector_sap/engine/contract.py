"""A contract in XSD: puts what a mapping gives into its order, and says what does not fit before anything is sent.

SAP drops a misplaced element without a word, so nothing leaves that was not validated.
"""

import re
from pathlib import Path

from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
FOLDER = Path(__file__).parent / "contracts"
UNREADABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotInContract(Exception):
    """`field` is the path of the element that does not fit."""

    def __init__(self, text, field):
        super().__init__(text)
        self.field = field


class Contract:
    """One message type. Values are nested dicts: "@name" is an attribute, "" the text beside attributes, a list repeats
    the element. Empty values are left out; `defaults` fills attributes that the contract requires."""

    def __init__(self, schema, defaults=None):
        self.tree = etree.fromstring(schema)
        self.validator = etree.XMLSchema(self.tree)
        self.defaults = defaults or {}
        self.types = {one.get("name"): one for one in self.tree.findall(f"{XS}complexType")}
        self.root = self.tree.find(f"{XS}element")
        self.namespace = self.tree.get("targetNamespace")

    @classmethod
    def load(cls, name, defaults=None):
        return cls((FOLDER / name).read_bytes(), defaults)

    def message(self, values):
        """The root element, valid. NotInContract names what is not."""
        element = self._element(self.root, _pruned(values), "", f"{{{self.namespace}}}")
        if not self.validator.validate(element):
            problem = self.validator.error_log.last_error
            path = (problem.path or "").rpartition("}")[2] or problem.path or ""
            raise NotInContract(_plain(problem.message), _without_namespaces(path))
        return element

    def _element(self, declaration, values, path, namespace=""):
        name = declaration.get("name")
        path = f"{path}/{name}" if path else name
        element = etree.Element(namespace + name, nsmap={"n0": self.namespace} if namespace else None)
        kind = self._type(declaration)
        if not isinstance(values, dict):
            values = {"": values}
        if kind is not None:
            self._attributes(element, kind, values, path)
        children = kind.findall(f"{XS}sequence/{XS}element") if kind is not None else []
        known = {child.get("name") for child in children}
        surplus = [key for key in values if key and key[0] != "@" and key not in known]
        if surplus:
            raise NotInContract(f"the contract has no {surplus[0]} in {path}", f"{path}/{surplus[0]}")
        for child in children:
            found = values.get(child.get("name"))
            for value in found if isinstance(found, list) else [found]:
                if value is not None:
                    element.append(self._element(child, value, path))
        if values.get("") not in (None, ""):
            element.text = _text(values[""], path)
        return element

    def _attributes(self, element, kind, values, path):
        declared = {one.get("name"): one for one in kind.iter(f"{XS}attribute")}
        for name, declaration in declared.items():
            value = values.get(f"@{name}")
            if value in (None, "") and declaration.get("use") == "required":
                value = self.defaults.get(name)
            if value not in (None, ""):
                element.set(name, _text(value, f"{path}/@{name}"))

    def _type(self, declaration):
        inline = declaration.find(f"{XS}complexType")
        return inline if inline is not None else self.types.get(declaration.get("type"))


def _pruned(value):
    """What is left when everything empty is taken away, at any depth.

    >>> _pruned({"a": {"b": ""}, "c": [{"d": None}, {"d": "1"}], "@e": "", "f": "0"})
    {'c': [{'d': '1'}], 'f': '0'}
    """
    if isinstance(value, dict):
        kept = {name: _pruned(inner) for name, inner in value.items()}
        return {name: inner for name, inner in kept.items() if inner not in (None, "", {}, [])}
    if isinstance(value, list):
        return [inner for inner in map(_pruned, value) if inner not in (None, "", {}, [])]
    return value


def _text(value, path):
    return readable(str(value).lower() if isinstance(value, bool) else str(value), path)


def readable(text, path):
    """The text, when XML can hold it."""
    if UNREADABLE.search(text):
        raise NotInContract("there are control characters in a text", path)
    return text


def _plain(message):
    """
    >>> _plain("Element '{http://a}B': Missing child element(s). Expected is ( {http://a}C ).")
    "Element 'B': Missing child element(s). Expected is ( C )."
    """
    while "{" in message and "}" in message:
        before, _brace, rest = message.partition("{")
        message = before + rest.partition("}")[2]
    return message


def _without_namespaces(path):
    return "/".join(part.rpartition(":")[2] for part in path.split("/") if part)
