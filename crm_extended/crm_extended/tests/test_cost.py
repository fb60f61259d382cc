from contextlib import contextmanager

from odoo import Command
from odoo.tests import tagged

from .common import CrmExtendedCommon


@tagged("post_install", "-at_install")
class TestCost(CrmExtendedCommon):
    """What core's own work costs more because the customer file is installed, in queries."""

    # Every method of ours on these models, so that the same work can be done as if we were not there.
    MODELS = ("crm.lead", "sale.order", "res.partner", "mail.thread", "mail.activity", "account.move")

    @contextmanager
    def without_us(self):
        """The classes of this addon step aside: each of their methods leads straight to the next class."""
        hidden = []
        for model in self.MODELS:
            for base in type(self.env[model]).__mro__:
                if base.__module__.startswith("odoo.addons.crm_extended."):
                    for name in (
                        "create",
                        "write",
                        "_action_confirm",
                        "_notify_thread",
                        "_action_done",
                        "_invoice_paid_hook",
                    ):
                        if name in vars(base):
                            hidden.append((base, name, vars(base)[name]))
                            delattr(base, name)
        self.assertTrue(hidden, "there is nothing to compare with")
        try:
            yield
        finally:
            for base, name, method in hidden:
                setattr(base, name, method)

    def cost(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def extra(self, work):
        """Queries that `work` costs more with us; done twice before, so that no cache decides."""
        work()
        work()
        with_us = self.cost(work)
        with self.without_us():
            alone = self.cost(work)
        return with_us - alone

    def test_a_lead_costs_at_most_two_queries_more(self):
        self.assertLessEqual(
            self.extra(lambda: self.env["crm.lead"].create({"name": "Rolls", "partner_id": self.li.id})), 2
        )

    def test_a_hundred_leads_cost_what_one_costs_more(self):
        values = [{"name": f"Rolls {n}", "partner_id": self.li.id} for n in range(100)]
        self.assertLessEqual(self.extra(lambda: self.env["crm.lead"].create([dict(one) for one in values])), 2)

    def test_confirming_an_order_costs_at_most_three_queries_more(self):
        product = self.env["product.product"].create({"name": "Roll", "list_price": 100, "taxes_id": False})
        lines = [Command.create({"product_id": product.id, "product_uom_qty": 2})]
        orders = iter(
            [self.env["sale.order"].create({"partner_id": self.li.id, "order_line": lines}) for _ in range(4)]
        )
        self.assertLessEqual(self.extra(lambda: next(orders).action_confirm()), 3)

    def test_the_comparison_sees_what_we_add(self):
        order = self.env["sale.order"].create({"partner_id": self.li.id})
        with self.without_us():
            order.action_confirm()
        self.assertFalse(self.touchpoints(kind="order"))
        other = self.env["sale.order"].create({"partner_id": self.li.id})
        other.action_confirm()
        self.assertEqual(len(self.touchpoints(kind="order")), 1)
