"""The example of docs/write-a-dialect.md runs, against a shop that listens on a real port."""

import importlib.util
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from lxml import etree

from odoo.addons.erp_connector.engine.dialect import Settings
from odoo.addons.erp_connector.engine.mapping import Context, apply
from odoo.addons.erp_connector.engine.outcome import MISSING
from odoo.addons.erp_connector.soap.transport import TransportError

ROOT = Path(__file__).parents[4]
EXAMPLE = ROOT / "docs/examples/erp_connector_corner_shop/engine/corner_shop.py"


def example():
    spec = importlib.util.spec_from_file_location("corner_shop", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Shop(BaseHTTPRequestHandler):
    """The other side: a dictionary behind three operations."""

    customers: dict = {}
    closed = False

    def do_POST(self):
        body = etree.fromstring(self.rfile.read(int(self.headers["Content-Length"])))[0][0]
        members = {member.tag: member.text or "" for member in body}
        answer = getattr(self, "on_" + etree.QName(body).localname)(members)
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in answer.items())
        soap = "http://schemas.xmlsoap.org/soap/envelope/"
        text = f'<s:Envelope xmlns:s="{soap}"><s:Body><Answer>{inner}</Answer></s:Body></s:Envelope>'.encode()
        self.send_response(500 if Shop.closed else 200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def on_Put(self, members):
        if members["name"] == "Nobody":
            return {"error": "we do not sell to nobody", "field": "name"}
        self.customers[members["key"]] = members
        return {"id": str(list(self.customers).index(members["key"]) + 1)}

    def on_Find(self, members):
        keys = list(self.customers)
        return {"id": str(keys.index(members["key"]) + 1)} if members["key"] in keys else {}

    def on_Fields(self, members):
        rows = dict(enumerate(self.customers.values(), 1))
        return {name: value for name, value in rows.get(int(members["id"]), {}).items() if name != "key"}

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def dialect():
    Shop.customers, Shop.closed = {}, False
    server = HTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield example().CornerShop(Settings(url=f"http://127.0.0.1:{server.server_port}/shop", timeout=5))
    server.shutdown()
    server.server_close()


def test_a_customer_goes_there_and_is_found_by_key(dialect):
    values = apply(dialect.default_mapping("customer"), {"name": "百会咖啡", "city": "上海"}, Context())
    assert dialect.ask("customer", "K1", values) is MISSING
    outcome = dialect.send("customer", "create", "K1", values)
    assert (outcome.kind, outcome.external_id) == ("accepted", "1")
    assert dialect.ask("customer", "K1", values).external_id == "1"
    assert dialect.read("customer", "1") == {"name": "百会咖啡", "town": "上海"}


def test_a_no_names_the_field(dialect):
    outcome = dialect.send("customer", "create", "K1", {"name": "Nobody"})
    assert (outcome.kind, outcome.field) == ("refused", "name")


def test_an_error_page_is_neither_yes_nor_no(dialect):
    Shop.closed = True
    with pytest.raises(TransportError) as caught:
        dialect.send("customer", "create", "K1", {"name": "A"})
    assert caught.value.executed is None


def test_the_preview_sends_nothing(dialect):
    text = dialect.preview("customer", "create", "K1", {"name": "百会咖啡"})
    assert "<name>百会咖啡</name>" in text and Shop.customers == {}


def test_what_went_over_the_wire_is_kept_for_the_audit(dialect):
    dialect.check()
    assert "connection-test" in dialect.exchange.request and dialect.exchange.status == 200
