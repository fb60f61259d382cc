"""What may be fetched from the network, and what in it is worth an alert.

A house that fetches addresses which people type is a door into its own network, unless it asks three questions:
is this host on the list, does its name lead to a public address, and did the connection really go there.
"""

import ipaddress
import re
from urllib.parse import urlsplit

HAN = re.compile(r"[\u3400-\u9fff]")


class Refused(Exception):
    """An address that is not fetched. `reason` is one of: scheme, credentials, host, address, redirect, size, type."""

    def __init__(self, reason, detail=""):
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def target(url, hosts):
    """Return (host, port) of an address whose host is on the list `hosts`; raise Refused for any other.

    >>> target("https://news.example.com/feed?x=1", {"news.example.com"})
    ('news.example.com', 443)
    """
    try:
        parts = urlsplit((url or "").strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise Refused("host", url) from None
    if parts.scheme not in ("http", "https"):
        raise Refused("scheme", parts.scheme)
    if parts.username or parts.password:
        raise Refused("credentials")
    # A backslash or a blank is read as the end of the host by some libraries and not by others.
    if not host or re.search(r"[\\\s]", url.strip()) or not _listed(host, port, hosts):
        raise Refused("host", host)
    return host, port or (443 if parts.scheme == "https" else 80)


def _listed(host, port, hosts):
    return host in hosts if port in (None, 80, 443) else f"{host}:{port}" in hosts


def check_address(address, private_allowed=False):
    """Raise Refused unless `address` is a public one: no loopback, private, link-local or reserved address.

    >>> check_address("93.184.215.14")
    >>> check_address("::ffff:10.0.0.1")
    Traceback (most recent call last):
    ...
    odoo.addons.crm_knowledge.engine.watching.Refused: ('address', '::ffff:10.0.0.1')
    """
    found = ipaddress.ip_address(address.split("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    if not private_allowed and (not inner.is_global or not found.is_global or inner.is_multicast):
        raise Refused("address", address)


def keywords_in(text, keywords):
    """Return those keywords that stand in the text: whole words, in Chinese any place.

    >>> keywords_in("New price list: 降价 10 %", ["Price", "rice", "降价"])
    ['Price', '降价']
    """
    return [word for word in keywords if _stands_in(word.strip(), text or "")]


def _stands_in(word, text):
    if not word:
        return False
    if HAN.search(word):
        return word.lower() in text.lower()
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))


def wait_hours(every, failures):
    """Hours until the next fetch: after failures longer and longer, at most 32 times the interval.

    >>> wait_hours(6, 0), wait_hours(6, 2), wait_hours(6, 50)
    (6, 24, 192)
    """
    return every * 2 ** min(failures, 5)
