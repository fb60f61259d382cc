"""Two clients for the tests: hand-made envelopes over http.client, and zeep set up the way a connector would."""

import http.client
import pathlib
import urllib.parse

import requests
import zeep
import zeep.transports
from dolibarr_wsdl import NS, SERVICES
from lxml import etree
from zeep import xsd

KEY, LOGIN, PASSWORD = "K", "L", "P"
OPTIONS = ("--key", KEY, "--login", LOGIN, "--password", PASSWORD, "--bad-login-seconds", "0.2")
AUTH = {"dolibarrkey": KEY, "sourceapplication": "tests", "login": LOGIN, "password": PASSWORD, "entity": ""}
SERVICE_OF = {operation: name for name, (_t, _m, operations) in SERVICES.items() for operation in operations}
SOAP_ENCODING = (pathlib.Path(__file__).parent / "soap_encoding.xsd").read_bytes()
LINE = {"type": 0, "desc": "Chair", "qty": 2, "unitprice": 50, "vat_rate": 20, "product_id": 999}
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"


def xml_of(name, value):
    if isinstance(value, list):
        return "".join(xml_of(name, row) for row in value)
    if isinstance(value, dict):
        value = "".join(xml_of(key, member) for key, member in value.items())
    elif value is not None:
        value = str(value).replace("&", "&amp;").replace("<", "&lt;")
    return f"<{name}/>" if value is None else f"<{name}>{value}</{name}>"


def envelope(operation, arguments, ns=NS, soap=ENVELOPE):
    inner = "".join(xml_of(name, value) for name, value in arguments.items())
    return (
        f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{soap}"><s:Body>'
        f'<t:{operation} xmlns:t="{ns}">{inner}</t:{operation}></s:Body></s:Envelope>'
    ).encode()


class Plain:
    """Keeps one connection; `call` returns (status, result code, body element)."""

    def __init__(self, erp):
        self.connection = http.client.HTTPConnection("127.0.0.1", erp.port, timeout=20)

    def post(self, service, body, headers=()):
        headers = {"Content-Type": "text/xml; charset=utf-8", **dict(headers)}
        self.connection.request("POST", f"/webservices/server_{service}.php", body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read(), answer.headers

    def call(self, operation, /, authentication=AUTH, **arguments):
        arguments = {"authentication": authentication, **arguments}
        status, body, _headers = self.post(SERVICE_OF[operation], envelope(operation, arguments))
        root = etree.fromstring(body)
        code = root.findtext(".//result_code")
        return status, code, root

    def ok(self, operation, /, **arguments):
        status, code, root = self.call(operation, **arguments)
        assert (status, code) == (200, "OK"), etree.tostring(root)
        return root


class OfflineTransport(zeep.transports.Transport):
    """The one foreign schema from our own copy; every host but the configured one refused."""

    def __init__(self, url, timeout=10):
        session = requests.Session()
        session.trust_env = False
        session.max_redirects = 0
        super().__init__(session=session, timeout=timeout, operation_timeout=timeout)
        self.host = urllib.parse.urlsplit(url).netloc

    def load(self, url):
        if url == "http://schemas.xmlsoap.org/soap/encoding/":
            return SOAP_ENCODING
        if urllib.parse.urlsplit(url).netloc != self.host:
            raise PermissionError(f"{url} is not on {self.host}")
        return super().load(url)


class RepairArrays(zeep.Plugin):
    """Take the empty type off array items. With it, zeep reads them as anyType and throws their members away."""

    def ingress(self, envelope, http_headers, operation):
        for item in envelope.iter("item"):
            if item.get(XSI_TYPE) == "xsd:":
                del item.attrib[XSI_TYPE]
        return envelope, http_headers


class Zeep:
    def __init__(self, erp, service, timeout=10, plugins=()):
        url = f"{erp.url}/webservices/server_{service}.php?wsdl"
        settings = zeep.Settings(strict=False, xml_huge_tree=False)
        self.client = zeep.Client(url, transport=OfflineTransport(url, timeout), settings=settings, plugins=plugins)
        self.service = self.client.service

    def struct(self, kind, **values):
        """All members are required in the contract: those without a value are marked to be left out."""
        kind = self.client.get_type(f"{{{NS}}}{kind}")
        return kind(**{name: values.get(name, xsd.SkipValue) for name, _element in kind.elements})


def order(customer, **values):
    return {"ref_ext": "SO1", "thirdparty_id": customer, "date": "2026-11-22", "status": 1, **values}


def make_order(client, customer, **values):
    values = {"lines": {"line": [LINE, {**LINE, "qty": 1}]}, **values}
    return client.ok("createOrder", order=order(customer, **values)).findtext(".//id")
