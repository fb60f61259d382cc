"""Entries of an RSS 2.0, RSS 1.0 or Atom feed. Unknown parts are ignored; entities are never expanded."""

import re
from dataclasses import dataclass

from lxml import etree

from odoo.addons.crm_extended.engine.plain_text import lines

MOST = 200


class NoFeed(ValueError):
    """The document is no feed, or not one that is safe to read."""


@dataclass(frozen=True, slots=True)
class Entry:
    guid: str
    title: str
    link: str
    summary: str


def entries(document):
    """Return the [Entry] of a feed (bytes), in its order, at most 200.

    >>> entries(b"<rss><channel><item><title>New</title><link>http://a/1</link></item></channel></rss>")
    [Entry(guid='http://a/1', title='New', link='http://a/1', summary='')]
    """
    if re.search(rb"<!(DOCTYPE|ENTITY)", document[:100_000], re.IGNORECASE):
        raise NoFeed("a feed with its own document type is not read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise NoFeed(str(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise NoFeed("a feed with its own document type is not read")
    if etree.QName(root).localname.lower() not in ("rss", "rdf", "feed"):
        raise NoFeed("this is no RSS or Atom feed")
    found = [node for node in root.iter(etree.Element) if etree.QName(node).localname in ("item", "entry")]
    return [entry for entry in map(_entry, found[:MOST]) if entry.guid]


def _entry(node):
    parts = {}
    for child in node.iterchildren(etree.Element):
        name = etree.QName(child).localname
        if name == "link" and child.get("href"):
            if child.get("rel", "alternate") == "alternate":
                parts.setdefault("link", child.get("href"))
        else:
            parts.setdefault(name, " ".join(lines("".join(child.itertext()))))
    link = parts.get("link", "")
    title = parts.get("title", "")
    summary = parts.get("description") or parts.get("summary") or parts.get("content") or parts.get("encoded") or ""
    return Entry(
        guid=(parts.get("guid") or parts.get("id") or link or title)[:500],
        title=title[:500],
        link=link[:2000] if link.startswith(("http://", "https://")) else "",
        summary=summary[:5000],
    )
