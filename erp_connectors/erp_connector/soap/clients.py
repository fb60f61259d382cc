"""One long-lived zeep client per process, endpoint and thread: building one costs up to half a second.

zeep clients share nothing that matters between threads but the session, so each lane keeps its own.
"""

import threading

import zeep
import zeep.plugins

from .transport import Transport

_local = threading.local()


class RepairArrays(zeep.Plugin):
    """nuSOAP marks array items with the type "xsd:", which zeep reads as anyType and then drops every member."""

    XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

    def ingress(self, envelope, http_headers, operation):
        for item in envelope.iter("item"):
            if item.get(self.XSI_TYPE, "").endswith(":"):
                del item.attrib[self.XSI_TYPE]
        return envelope, http_headers


def client(settings, wsdl, plugins=()):
    """The thread's zeep client for a WSDL (URL or file). Loading is lazy: nothing is fetched before the first use."""
    known = _local.__dict__.setdefault("clients", {})
    key = (wsdl, settings.url, settings.login, settings.timeout, str(settings.verify), settings.client_certificate)
    if key not in known:
        rules = zeep.Settings(strict=False, xml_huge_tree=False, forbid_dtd=True, forbid_entities=True)
        known[key] = zeep.Client(wsdl, transport=Transport(settings), settings=rules, plugins=list(plugins))
    return known[key]


def forget():
    """Drop this thread's clients, for example after a contract changed on the server."""
    _local.__dict__.pop("clients", None)
