"""Texts that go into and come out of a site's own service: JSON or XML, built from a template, read by paths.

A template is the whole text with places in double braces: {{data}} is the mapped document, {{kind}}, {{action}},
{{key}}, {{id}}, {{company}}, {{after}} and {{limit}} are single values. In JSON a place becomes a literal with its
quotes, in XML an escaped text.
"""

import json
import re
from html import escape

from lxml import etree

JSON, XML = "json", "xml"
PLACE = re.compile(r"\{\{([a-z_]+)\}\}")
# What XML 1.0 cannot carry; JSON could, and then the ERP's database stumbles over it.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class NotText(ValueError):
    """The text holds characters that no such message can carry. `found` is the first of them."""

    def __init__(self, found):
        super().__init__(f"the character U+{ord(found):04X} cannot be sent")
        self.found = found


class NotEncodable(ValueError):
    """The text holds characters that the agreed encoding has not. `found` are the first of them, as a text."""

    def __init__(self, found, encoding):
        super().__init__(f"{encoding.upper()} has no letter {'、'.join(found)}")
        self.found = found
        self.encoding = encoding


def encoded(text, encoding):
    """Bytes of a text; never a question mark in the place of a letter.

    >>> encoded("百会", "gbk").hex()
    'b0d9bbe1'
    >>> encoded("𠮷野家", "gbk")
    Traceback (most recent call last):
    ...
    odoo.addons.erp_connector_facade.engine.site_text.NotEncodable: GBK has no letter 𠮷
    """
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        found = []
        for letter in text:
            try:
                letter.encode(encoding)
            except UnicodeEncodeError:
                if letter not in found:
                    found.append(letter)
        raise NotEncodable("".join(found[:10]), encoding) from None


def build(style, template, places):
    """The text for a template. `places` maps names to values; "data" is a tree of dicts, lists and texts.

    >>> build("json", '{"no": {{key}}, "data": {{data}}}', {"key": 'A"1', "data": {"name": "百会"}})
    '{"no": "A\\\\"1", "data": {"name": "百会"}}'
    >>> build("xml", '<r no="{{key}}">{{data}}</r>', {"key": 'A"1', "data": {"row": [{"n": "1"}, {"n": "<"}]}})
    '<r no="A&quot;1"><row><n>1</n></row><row><n>&lt;</n></row></r>'
    """

    def fill(match):
        value = places.get(match[1], "")
        if style == JSON:
            return json.dumps(value, ensure_ascii=False)
        return xml_of(value) if isinstance(value, dict) else escape(str(value), quote=True)

    text = PLACE.sub(fill, template)
    # In JSON the wrong letter hides behind a backslash.
    wrong = NOT_TEXT.search(_letters(places) if style == JSON else text)
    if wrong:
        raise NotText(wrong[0])
    return text


def _letters(value):
    if isinstance(value, dict):
        return "".join(map(_letters, value.values()))
    if isinstance(value, list):
        return "".join(map(_letters, value))
    return str(value)


def xml_of(tree):
    """Elements for a tree: a dict holds elements, a list repeats one, a name that begins with @ is an attribute.

    >>> xml_of({"bill": {"@id": "K1", "head": {"n": "百"}, "body": {"item": [{"q": "1"}, {"q": "2"}]}}})
    '<bill id="K1"><head><n>百</n></head><body><item><q>1</q></item><item><q>2</q></item></body></bill>'
    """
    parts = []
    for name, value in tree.items():
        if not name.startswith("@") and name != "#":
            parts += [_element(name, one) for one in (value if isinstance(value, list) else [value])]
    return "".join(parts)


def _element(name, value):
    if not isinstance(value, dict):
        return f"<{name}>{escape(_said(value), quote=False)}</{name}>"
    attributes = "".join(
        f' {key[1:]}="{escape(_said(inner), quote=True)}"' for key, inner in value.items() if key.startswith("@")
    )
    text = escape(_said(value["#"]), quote=False) if "#" in value else ""
    return f"<{name}{attributes}>{text}{xml_of(value)}</{name}>"


def _said(value):
    return {True: "Y", False: "N", None: ""}.get(value, str(value)) if value in (True, False, None) else str(value)


def parse_xml(body):
    """Root of an XML text or bytes from outside: no DTD, no entities, no network. ValueError when it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if isinstance(body, str):
        # A text has been decoded already; what its declaration says about bytes is over.
        body = re.sub(r"^\s*<\?xml[^>]*\?>", "", body).encode()
    try:
        root = etree.fromstring(body.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise ValueError("DOCTYPE")
    return root


def parse(style, text):
    """The tree of an answer. ValueError when the text is not of that style.

    >>> parse("xml", "<r ok='1'><row><n>1</n></row><row><n>2</n></row></r>")
    {'@ok': '1', 'row': [{'n': '1'}, {'n': '2'}]}
    """
    if style == XML:
        tree = plain(parse_xml(text))
        return tree if isinstance(tree, dict) else {"#": tree}
    tree = json.loads(text)
    if not isinstance(tree, dict | list):
        raise ValueError("JSON")
    return tree


def plain(element):
    """An element as dicts, lists and texts, the other way round of `xml_of`."""
    tree = {f"@{name}": value for name, value in element.attrib.items()}
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        text = (element.text or "").strip()
        return (tree | {"#": text} if text else tree) if tree else text
    for child in children:
        name, value = etree.QName(child).localname, plain(child)
        if name in tree:
            tree[name] = (tree[name] if isinstance(tree[name], list) else [tree[name]]) + [value]
        else:
            tree[name] = value
    return tree


def at(tree, path):
    """What stands at a dotted path; of several rows the first. None when there is nothing.

    >>> at({"a": [{"b": "1"}, {"b": "2"}]}, "a.b"), at({}, "a.b"), at([{"b": 1}], "b")
    ('1', None, 1)
    """
    for name in path.split(".") if path else ():
        if isinstance(tree, list):
            tree = tree[0] if tree else None
        if not isinstance(tree, dict):
            return None
        tree = tree.get(name)
    return tree


def word(tree, path):
    """The single value at a path, as a text.

    >>> word({"ok": True, "n": None}, "ok"), word({"ok": True, "n": None}, "n")
    ('true', '')
    """
    value = at(tree, path) if path else None
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("#")
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).strip()


def rows(tree, path):
    """The rows at a path: always a list of dicts.

    >>> rows({"rows": {"row": {"id": "1"}}}, "rows.row"), rows({"rows": None}, "rows"), rows({"rows": ""}, "rows.row")
    ([{'id': '1'}], [], [])
    """
    value = at(tree, path)
    if isinstance(value, dict):
        return [value]
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
