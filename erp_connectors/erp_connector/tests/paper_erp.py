"""An ERP on paper, for tests that need a backend and no network: what it "has" is a list that the test writes."""

from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user

from ..engine.dialect import Change, Dialect
from ..engine.mapping import Rule
from ..engine.outcome import MISSING, Found, accepted, refused


class PaperErp(Dialect):
    code = "paper"
    name = "Paper"
    flows_out = {"customer": {"create", "update"}, "product": {"create"}, "order": {"create"}}
    flows_in = ("invoice",)
    ledgers = ("customer", "product", "order", "invoice", "payment")
    books = {}  # kind -> rows as `ledger` gives them
    invoices = {}  # external id -> Change
    problem = None  # an exception that every call raises
    refusal = None

    def check(self):
        return "Paper is patient."

    def send(self, kind, action, key, values):
        if self.refusal:
            return refused(*self.refusal)
        row = {"external_id": f"P{len(self.books.setdefault(kind, [])) + 1}", "key": key, "external_ref": f"R-{key}"}
        self.books[kind].append(row | {"date": "", "total": None, "tax": None, "state": "open"})
        self.exchange.request = f"<send>{self.settings.password} {self.settings.token}</send>"
        self.exchange.response = f"<said>{self.settings.password}</said>"
        return accepted(row["external_id"], row["external_ref"])

    def ask(self, kind, key, values):
        found = [row for row in self.books.get(kind, ()) if row["key"] == key]
        return Found(found[0]["external_id"], found[0]["external_ref"]) if found else MISSING

    def ledger(self, kind, since, until):
        if self.problem:
            raise self.problem
        yield from self.books.get(kind, ())

    def fetch(self, kind, external_id):
        return self.invoices.get(external_id)

    @classmethod
    def default_mapping(cls, kind):
        return [Rule("name", source="name"), Rule("total", source="total")]


def invoice_change(external_id, **document):
    return Change("invoice", external_id, {"external_id": external_id, **document}, document.get("state", "open"))


class PaperErpCase(TransactionCase):
    """A live backend on paper, and the people around it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        backend = cls.env.registry["erp.backend"]
        cls.startClassPatcher(patch.dict(backend._fields["dialect"]._selection, {"paper": "Paper"}))
        classes = backend._dialect_classes
        cls.startClassPatcher(
            patch.object(backend, "_dialect_classes", lambda self: classes(self) | {"paper": PaperErp})
        )
        cls.startClassPatcher(patch.dict(PaperErp.books, clear=True))
        cls.startClassPatcher(patch.dict(PaperErp.invoices, clear=True))
        cls.company = cls.env.company
        cls.backend = cls._make_backend("Paper Shanghai", cls.company)
        cls.finance = cls._person("finance", "erp_connector.group_erp_user", "sales_team.group_sale_salesman")
        cls.integrator = cls._person("integrator", "erp_connector.group_erp_manager", "base.group_allow_export")
        cls.salesperson = cls._person("salesperson", "sales_team.group_sale_salesman")
        cls.portal = cls._person("visitor", "base.group_portal")
        cls.customer = cls.env["res.partner"].create({"name": "上海百会咖啡有限公司", "is_company": True})
        cls.product = cls.env["product.product"].create(
            {"name": "Coffee machine", "list_price": 100, "taxes_id": False}
        )

    def setUp(self):
        super().setUp()
        PaperErp.books.clear()
        PaperErp.invoices.clear()

    @classmethod
    def _make_backend(cls, name, company):
        return cls.env["erp.backend"].create(
            {
                "name": name,
                "dialect": "paper",
                "url": "https://erp.example.com",
                "login": "odoo",
                "password": "s3cret&<word>",
                "token": "t0ken-of-paper",
                "company_id": company.id,
                "state": "live",
            }
        )

    @classmethod
    def _person(cls, login, *groups, company=None):
        company = company or cls.company
        values = {"company_id": company.id, "company_ids": [(6, 0, company.ids)], "email": f"{login}@example.com"}
        return new_test_user(cls.env, login, ",".join(groups), password=login, **values)

    def _order(self, total=100, confirm=True):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    (0, 0, {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": total, "tax_ids": False})
                ],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def _message_of(self, record, action="create"):
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id), ("action", "=", action)]
        return self.env["erp.message"].search([*domain, ("backend_id", "=", self.backend.id)])

    def _accept(self, record, external_id, kind="order"):
        """As if the outbox had sent it: message accepted, link stored."""
        self.env.cr.execute(
            "UPDATE erp_message SET state = 'accepted', done_at = now() AT TIME ZONE 'UTC', external_id = %s"
            " WHERE res_model = %s AND res_id = %s",
            (external_id, record._name, record.id),
        )
        self.env["erp.message"].invalidate_model()
        return self.env["erp.link"].create(
            {
                "backend_id": self.backend.id,
                "res_model": record._name,
                "res_id": record.id,
                "kind": kind,
                "external_id": external_id,
                "external_ref": f"CO-{external_id}",
                "document_key": self.backend._document_key(kind, record),
            }
        )

    def _attempt(self, message, state="accepted", ended="now() AT TIME ZONE 'UTC'", **values):
        """Insert an ended attempt as a lane does."""
        values = {"code": None, "text": "fine", "request": "<a>百会</a>", "response": "<b/>"} | values
        self.env.cr.execute(
            "INSERT INTO erp_attempt (message_id, backend_id, number, purpose, state, worker, started_at, ended_at,"
            f" seconds, http_status, code, text, request, response) VALUES (%s, %s, 1, 'send', %s, 1, {ended}, {ended},"
            " 0.25, 200, %s, %s, %s, %s) RETURNING id",
            (message.id, message.backend_id.id, state, *(values[n] for n in ("code", "text", "request", "response"))),
        )
        return self.env["erp.attempt"].browse(self.env.cr.fetchone()[0])
