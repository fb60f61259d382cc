import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_books_out import BooksCase


@tagged("post_install", "-at_install")
class TestCustomerMerge(BooksCase):
    """Two customers become one here, and stay one there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.env["res.partner"].create({"name": "百会咖啡", "is_company": True, "city": "上海"})

    def _merge(self, kept=None):
        partners = self.customer | self.twin
        self.env["base.partner.merge.automatic.wizard"]._merge(partners.ids, kept or self.twin)
        self.env.cr.precommit.run()

    def _link(self, partner, number):
        self.backend._link_read("customer", partner, number, f"K-{number}")

    def _customers(self):
        """Customers that are about to be made in the ERP."""
        return self.env["erp.message"].search(
            [("kind", "=", "customer"), ("action", "=", "create"), ("state", "not in", ("accepted", "cancelled"))]
        )

    def test_the_erps_number_goes_to_the_one_that_is_kept(self):
        self._link(self.customer, "47")
        self.env["erp.credit"].create(
            {"backend_id": self.backend.id, "company_id": self.company.id, "partner_id": self.customer.id}
            | {"currency_id": self.company.currency_id.id, "has_limit": True, "limit": 5}
        )
        self._merge()
        self.assertEqual(self.twin.erp_number, "K-47")
        self.assertEqual(self.backend._linked_record("res.partner", "customer", "47"), self.twin)
        self.assertEqual(self.env["erp.credit"].search([("backend_id", "=", self.backend.id)]).partner_id, self.twin)
        self.assertEqual(json.loads(self._out(self.twin, "update").payload)["name"], "百会咖啡")
        self._order_of(self.twin)
        self.assertFalse(self._customers())

    def _order_of(self, partner):
        line = {"product_id": self.product.id, "product_uom_qty": 1, "tax_ids": False}
        order = self.env["sale.order"].create({"partner_id": partner.id, "order_line": [(0, 0, line)]})
        order.action_confirm()
        return order

    def test_a_creation_that_waits_for_the_merged_one_makes_no_third(self):
        order = self._order()
        self.assertEqual(self._customers(), self._out(self.customer))
        self._merge()
        created = self._customers()
        self.assertEqual(
            (created.res_id, created.document_key), (self.twin.id, f"{self.backend.key_prefix}-CU-{self.twin.id}")
        )
        message = self._out(order)
        self.assertEqual(json.loads(message.payload)["customer"], {"$ref": f"res.partner,{self.twin.id}"})
        self.assertIn(created, message.required_ids)

    def test_a_creation_that_waits_ends_when_the_erp_has_the_other_one(self):
        self._link(self.customer, "47")
        other = self._order_of(self.twin)
        self.assertEqual(self._customers(), self._out(self.twin))
        self._merge()
        self.assertFalse(self._customers())
        self.assertEqual(self.backend._keys_of({("res.partner", self.twin.id)}), {f"res.partner,{self.twin.id}": "47"})
        self.assertEqual(self._out(other).state, "waiting")

    def test_two_customers_of_the_erp_do_not_become_one(self):
        self._link(self.customer, "47")
        self._link(self.twin, "48")
        with self.assertRaisesRegex(UserError, "百会咖啡.*K-48|K-48.*百会咖啡"), self.env.cr.savepoint():
            self._merge()
        self.assertTrue(self.customer.exists())
        other = self._make_backend("Paper Beijing", self.company)
        self.env["erp.link"].search([("external_id", "=", "48")]).backend_id = other
        self._merge()
        self.assertEqual(
            len(self.env["erp.link"].search([("res_id", "=", self.twin.id), ("kind", "=", "customer")])), 2
        )

    def test_nobody_merges_a_customer_that_is_on_its_way(self):
        self._order()
        self.env.cr.execute("UPDATE erp_message SET state = 'unknown' WHERE id = %s", self._out(self.customer).ids)
        self._out(self.customer).invalidate_recordset()
        with self.assertRaisesRegex(UserError, "on its way"), self.env.cr.savepoint():
            self._merge()

    def test_whoever_merges_needs_to_see_nothing_of_the_erp(self):
        self._link(self.customer, "47")
        person = self._person("merger", "base.group_partner_manager", "sales_team.group_sale_manager")
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(person)
        wizard._merge((self.customer | self.twin).ids, self.twin.with_user(person), extra_checks=False)
        self.assertEqual(self.twin.erp_number, "K-47")
