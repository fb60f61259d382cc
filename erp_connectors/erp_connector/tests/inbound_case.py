"""What the tests of the endpoint share: a backend of a dialect that only exists here, and hand-made envelopes."""

import json
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user

from ..controllers import inbound
from ..engine.dialect import Dialect
from ..engine.inbound_contract import NS
from ..engine.inbound_login import Throttle
from ..engine.inbound_xml import SOAP, WSSE

LOGIN, PASSWORD = "erp", "correct horse battery"
AT = "2026-03-01T08:00:00Z"


class Quiet(Dialect):
    """An ERP that is never called: what these tests are about comes from outside."""

    code = "quiet"
    name = "Quiet"
    flows_out = {"customer": {"create", "update"}, "product": {"create"}, "order": {"create"}}


def xml(name, value):
    if isinstance(value, list):
        return "".join(xml(name, row) for row in value)
    if isinstance(value, dict):
        value = "".join(xml(key, member) for key, member in value.items())
    else:
        value = str(value).replace("&", "&amp;").replace("<", "&lt;")
    return f"<{name}>{value}</{name}>"


def envelope(operation, message_id, element, document, header="", namespace=NS):
    body = f'<{operation} xmlns="{namespace}">{xml("messageId", message_id)}{xml(element, document)}</{operation}>'
    return f'<s:Envelope xmlns:s="{SOAP}">{header}<s:Body>{body}</s:Body></s:Envelope>'


def token(login, password):
    block = f"<w:UsernameToken><w:Username>{login}</w:Username><w:Password>{password}</w:Password></w:UsernameToken>"
    return f'<s:Header><w:Security xmlns:w="{WSSE}" s:mustUnderstand="1">{block}</w:Security></s:Header>'


class InboundCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        backends = cls.env.registry["erp.backend"]
        for patcher in (
            patch.object(backends, "_dialect_classes", lambda self: {"quiet": Quiet}),
            patch.object(backends._fields["dialect"], "selection", [("quiet", "Quiet")]),
            patch.object(backends._fields["dialect"], "_selection", {"quiet": "Quiet"}),
        ):
            cls.startClassPatcher(patcher)
        cls.backend = cls._backend("Quiet ERP")
        cls.finance = new_test_user(cls.env, "finance-erp", "base.group_user,erp_connector.group_erp_user")

    @classmethod
    def _backend(cls, name, **values):
        return cls.env["erp.backend"].create(
            {
                "name": name,
                "dialect": "quiet",
                "url": "http://127.0.0.1:1",
                "state": "live",
                "inbound_enabled": True,
                "inbound_login": LOGIN,
                "inbound_password": PASSWORD,
                "inbound_tls_only": False,
                **values,
            }
        )

    def setUp(self):
        super().setUp()
        self.patch(inbound, "BY_BACKEND", Throttle())
        self.patch(inbound, "BY_ADDRESS", Throttle(free=50))

    def push(self, body, auth=(LOGIN, PASSWORD), backend=None, content_type="text/xml; charset=utf-8", **headers):
        """POST a body at the endpoint as an ERP does; (status, text)."""
        path = f"/erp/soap/{backend if isinstance(backend, str) else (backend or self.backend).inbound_key}"
        self.opener.auth = auth
        data = body.encode() if isinstance(body, str) else body
        answer = self.url_open(path, data=data, headers={"Content-Type": content_type, **headers}, timeout=60)
        self.env.invalidate_all()
        return answer

    def tell(self, operation, message_id, element, document, **options):
        return self.push(envelope(operation, message_id, element, document), **options)

    def kept(self):
        return self.env["erp.message"].search([("backend_id", "=", self.backend.id), ("direction", "=", "in")])

    def apply(self):
        self.backend._job_apply_inbox()
        self.env.invalidate_all()

    def assertFault(self, answer, code, status=500, blame="Client"):
        self.assertEqual(answer.status_code, status, answer.text)
        self.assertIn(f"<faultcode>soap:{blame}</faultcode>", answer.text)
        self.assertIn(f"<code>{code}</code>", answer.text)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/xml"))

    # what an order needs

    def _order(self, quantity=2, price=100.0):
        """A confirmed order with its outgoing message; the company needs no chart of accounts for this."""
        partner = self.env["res.partner"].create({"name": "上海百会咖啡", "city": "上海"})
        product = self.env["product.product"].create(
            {"name": "Machine", "default_code": "CM-X1", "list_price": price, "taxes_id": False}
        )
        order = self.env["sale.order"].create(
            {"partner_id": partner.id, "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": quantity})]}
        )
        order.action_confirm()
        return order

    def _link(self, record, kind, external_id, key=None):
        return self.env["erp.link"].create(
            {
                "backend_id": self.backend.id,
                "res_model": record._name,
                "res_id": record.id,
                "kind": kind,
                "external_id": external_id,
                "external_ref": f"N-{external_id}",
                "document_key": key,
            }
        )

    def _payload(self, message):
        return json.loads(message.payload)
