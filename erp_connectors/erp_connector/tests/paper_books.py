"""An ERP on paper for tests: a dictionary behind the Dialect's doors, and a backend connected to it."""

from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user

from odoo.addons.erp_connector.engine.dialect import Dialect
from odoo.addons.erp_connector.engine.mapping import Rule
from odoo.addons.erp_connector.engine.outcome import MISSING, Found, accepted
from odoo.addons.erp_connector.soap.transport import TransportError


class Paper(Dialect):
    """What the ERP has: books = {kind: {external id: values}}. `down` makes every call fail; `calls` counts them."""

    code = "paper"
    name = "Paper"
    flows_out = {"customer": {"create", "update"}, "product": {"create", "update"}, "order": {"create"}}
    books: dict = {}
    down = False
    calls: list = []

    def check(self):
        self._call("check")
        return "The paper is patient."

    def send(self, kind, action, key, values):
        self._call("send")
        rows = self.books.setdefault(kind, {})
        number = values.get("id") or str(len(rows) + 1)
        rows[number] = {**values, "key": key}
        return accepted(number)

    def ask(self, kind, key, values):
        self._call("ask")
        for number, row in self.books.get(kind, {}).items():
            if row.get("key") == key:
                return Found(number, number)
        return MISSING

    def read(self, kind, external_id):
        self._call("read")
        return self.books.get(kind, {}).get(external_id, {})

    def listing(self, kind):
        self._call("listing")
        if kind == "order":
            return None
        return iter([{"external_id": number, **row} for number, row in self.books.get(kind, {}).items()])

    def preview(self, kind, action, key, values):
        self._call("preview")
        return (
            f"<{action} kind='{kind}' key='{key}' password='{self.settings.password}'>{values.get('name')}</{action}>"
        )

    def _call(self, name):
        Paper.calls.append(name)
        if Paper.down:
            raise TransportError("UNREACHABLE", "the server cannot be reached", executed=False)

    @classmethod
    def default_mapping(cls, kind):
        return {
            "customer": [
                Rule("name", source="name", required=True, max_length=60, cut=True),
                Rule("town", source="city"),
                Rule("vat", source="vat", max_length=20),
            ],
            "product": [Rule("sku", source="code", required=True), Rule("title", source="name")],
            "order": [
                Rule("buyer", "reference", "customer", required=True),
                Rule("date", source="date"),
                Rule("rows[].item", "reference", "lines[].product"),
                Rule("rows[].qty", source="lines[].quantity", required=True),
                Rule("rows[].tax", "map", "lines[].tax", map_name="tax"),
            ],
        }[kind]


class PaperCase(TransactionCase):
    """A company with a backend on paper, two customers and a product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Backend = type(cls.env["erp.backend"])
        cls.startClassPatcher(patch.object(Backend, "_dialect_classes", lambda self: {"paper": Paper}))
        field = cls.env["erp.backend"]._fields["dialect"]
        cls.startClassPatcher(patch.object(field, "selection", [("paper", "Paper")]))
        cls.startClassPatcher(patch.object(field, "_selection", {"paper": "Paper"}))
        cls.company = cls.env["res.company"].create({"name": "Paper House", "country_id": cls.env.ref("base.cn").id})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids, "tracking_disable": True})
        cls.backend = cls.env["erp.backend"].create(
            {
                "name": "Books",
                "dialect": "paper",
                "url": "https://paper.example.com",
                "company_id": cls.company.id,
                "login": "clerk",
                "password": "open sesame",
                "key_prefix": "T",
            }
        )
        partners = cls.env["res.partner"]
        cls.baihui = partners.create(
            {
                "name": "上海百会咖啡有限公司",
                "is_company": True,
                "city": "上海",
                "vat": "91310000MA1FL0000X",
                "customer_rank": 1,
                "company_id": cls.company.id,
            }
        )
        cls.azure = partners.create(
            {
                "name": "Azure Interior, Inc.",
                "email": "hello@azure.example.com",
                "customer_rank": 1,
                "company_id": cls.company.id,
            }
        )
        cls.machine = cls.env["product.product"].create(
            {"name": "Coffee machine", "default_code": "CM-1", "company_id": cls.company.id}
        )
        cls.manager = new_test_user(
            cls.env,
            "erp_setup",
            "erp_connector.group_erp_manager,sales_team.group_sale_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.watcher = new_test_user(
            cls.env,
            "erp_watch",
            "erp_connector.group_erp_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        Paper.books, Paper.down, Paper.calls = {"customer": {}, "product": {}, "order": {}}, False, []

    def order(self, partner=None, **values):
        """A confirmed order of one coffee machine; it was there before the backend went live."""
        tax = self.env["account.tax"].search([("company_id", "=", self.company.id)], limit=1)
        lines = [(0, 0, {"product_id": self.machine.id, "product_uom_qty": 2, "price_unit": 10, "tax_ids": tax.ids})]
        values = {
            "partner_id": (partner or self.azure).id,
            "company_id": self.company.id,
            "order_line": lines,
            **values,
        }
        order = self.env["sale.order"].create(values)
        order.action_confirm()
        return order

    def tax(self, name, amount):
        group = self.env["account.tax.group"].create({"name": "VAT", "company_id": self.company.id})
        values = {"company_id": self.company.id, "country_id": self.company.country_id.id, "tax_group_id": group.id}
        return self.env["account.tax"].create({"name": name, "amount": amount, **values})

    def messages(self, **terms):
        domain = [("backend_id", "=", self.backend.id), *((name, "=", value) for name, value in terms.items())]
        return self.env["erp.message"].search(domain, order="id")

    def link(self, record, external_id):
        return self.env["erp.link"].create(
            {
                "backend_id": self.backend.id,
                "res_model": record._name,
                "res_id": record.id,
                "kind": record._erp_kind,
                "external_id": external_id,
                "external_ref": external_id,
            }
        )
