"""A contract in XML schema: puts values into the order that it names, and checks the message before it is sent.

Values are what a mapping makes: nested dicts, lists for what may come more than once, "Name@attribute" for attributes.
"""

import functools
from pathlib import Path

from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"
FOLDER = Path(__file__).parents[1] / "contracts"
FLAGS = {True: "true", False: "false"}


class NotInContract(Exception):
    """The mapping fills something the contract does not have, or the contract is not kept. `field` says where."""

    def __init__(self, text, field):
        super().__init__(text)
        self.field = field


class Contract:
    """One schema with what it imports. `source` is a path, or the text of a schema that imports nothing."""

    def __init__(self, source):
        parser = etree.XMLParser(no_network=True, resolve_entities=False, remove_comments=True)
        if isinstance(source, Path):
            tree = etree.parse(str(source), parser)
        else:
            tree = etree.ElementTree(etree.fromstring(source.encode(), parser))
        self.types, self.elements = {}, {}
        self._read(tree.getroot(), source.parent if isinstance(source, Path) else None, parser)
        self.schema = etree.XMLSchema(tree)
        self.namespace = tree.getroot().get("targetNamespace")

    def _read(self, root, folder, parser):
        namespace = root.get("targetNamespace")
        for node in root:
            if node.tag == f"{XSD}import":
                self._read(etree.parse(str(folder / node.get("schemaLocation")), parser).getroot(), folder, parser)
            elif node.tag == f"{XSD}complexType":
                self.types[f"{{{namespace}}}{node.get('name')}"] = _members(node, namespace)
            elif node.tag == f"{XSD}element":
                self.elements[node.get("name")] = _members(node.find(f"{XSD}complexType"), namespace)

    def build(self, operation, values):
        """The element of an operation with its values, in order and checked. NotInContract says what does not fit."""
        root = etree.Element(f"{{{self.namespace}}}{operation}", nsmap={"typ": self.namespace})
        self._fill(root, self.elements[operation], values, "")
        self.check(root)
        return root

    def check(self, element):
        if not self.schema.validate(element):
            error = self.schema.error_log.filter_from_errors()[0]
            raise NotInContract(_in_words(error), (error.path or "").rpartition(":")[2] or "?")

    def _fill(self, parent, members, values, path):
        unknown = [name for name in values if name.partition("@")[0] not in members]
        if unknown:
            raise NotInContract(f"the contract has no field {path}{unknown[0]}", f"{path}{unknown[0]}")
        for name, (namespace, kind) in members.items():
            value = values.get(name)
            for one in value if isinstance(value, list) else [value]:
                if one is None or one == "":
                    continue
                element = etree.SubElement(parent, f"{{{namespace}}}{name}")
                attributes = {key.partition("@")[2]: text for key, text in values.items() if key.startswith(f"{name}@")}
                for attribute, text in attributes.items():
                    if text not in (None, ""):
                        element.set(attribute, str(text))
                if isinstance(one, dict):
                    self._fill(element, self.types[kind], one, f"{path}{name}.")
                else:
                    element.text = FLAGS[one] if isinstance(one, bool) else _xml_text(one, f"{path}{name}")


def _members(node, namespace):
    """{name: (namespace, type)} of a complex type, in order."""
    members = {}
    for child in node.iter(f"{XSD}element") if node is not None else ():
        prefix, _colon, name = child.get("type").rpartition(":")
        members[child.get("name")] = (namespace, f"{{{child.nsmap.get(prefix)}}}{name}")
    return members


def _xml_text(value, field):
    text = str(value)
    if any(ord(letter) < 32 and letter not in "\t\n\r" for letter in text) or "\ufffe" in text or "\uffff" in text:
        raise NotInContract(f"{field} has control characters, which no XML message can carry", field)
    return text


def _in_words(error):
    """libxml's sentence without the namespaces in it."""
    text = error.message
    while "{" in text and "}" in text:
        start = text.index("{")
        text = text[:start] + text[text.index("}", start) + 1 :]
    return text


@functools.cache
def contract(name):
    """A contract of the folder, read once per process."""
    return Contract(FOLDER / f"{name}.xsd")
