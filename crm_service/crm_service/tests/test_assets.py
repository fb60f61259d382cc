from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestAssets(ServiceCase):
    def order(self, quantity=2, product=None):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [(0, 0, {"product_id": (product or self.product).id, "product_uom_qty": quantity})],
            }
        )

    def assets(self, order):
        domain = [("sale_line_id", "in", order.order_line.ids)]
        return self.env["crm.asset"].with_context(active_test=False).search(domain)

    def test_each_unit_sold_becomes_an_asset(self):
        order = self.order(2)
        order.with_user(self.agent).sudo().action_confirm()
        assets = self.assets(order)
        self.assertEqual((len(assets), set(assets.mapped("state"))), (2, {"ordered"}))
        self.assertEqual(assets.partner_id, self.customer)

    def test_confirming_again_makes_none_twice(self):
        order = self.order(2)
        order.action_confirm()
        order._action_cancel()
        self.assertFalse(any(self.assets(order).mapped("active")))
        order.action_draft()
        order.action_confirm()
        self.assertEqual(len(self.assets(order)), 2)
        self.assertTrue(all(self.assets(order).mapped("active")))

    def test_an_installed_asset_survives_the_cancelled_order(self):
        order = self.order(1)
        order.action_confirm()
        self.assets(order).action_install()
        order._action_cancel()
        self.assertTrue(self.assets(order).active)

    def test_other_products_make_no_assets(self):
        plain = self.env["product.product"].create({"name": "Oil"})
        order = self.order(3, plain)
        order.action_confirm()
        self.assertFalse(self.assets(order))

    def test_a_serial_number_stands_once(self):
        values = {"partner_id": self.customer.id, "product_id": self.product.id, "serial": "A1"}
        self.env["crm.asset"].create(values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["crm.asset"].create(values)
        self.env["crm.asset"].create([{**values, "serial": False}, {**values, "serial": ""}])

    def test_the_warranty_follows_the_installation(self):
        asset = self.env["crm.asset"].create(
            {"partner_id": self.customer.id, "product_id": self.product.id, "date_installed": "2026-03-01"}
        )
        self.assertEqual(asset.warranty_end, date(2027, 2, 28))
        self.assertEqual(asset.entitlement_ids.date_end, date(2027, 2, 28))
        asset.date_installed = "2026-04-01"
        self.assertEqual(asset.entitlement_ids.date_end, date(2027, 3, 31))
        asset.warranty_months = 0
        self.assertFalse(asset.entitlement_ids)
        with freeze_time("2026-05-01"):
            asset.warranty_months = 12
            self.assertIn(asset, self.env["crm.asset"].search([("in_warranty", "=", True)]))

    def test_maintenance_is_requested_ahead_and_once(self):
        with freeze_time("2026-01-15"):
            asset = self.env["crm.asset"].create({"partner_id": self.customer.id, "product_id": self.product.id})
            plan = asset.plan_ids
            self.assertEqual(plan.next_date, date(2026, 7, 15))
            self.assertFalse(plan._due())
        with freeze_time("2026-07-01"):
            plan._due()._request()
            self.assertFalse(plan._due())
        self.assertEqual(plan.request_ids.planned_on, date(2026, 7, 15))
        self.assertEqual(plan.next_date, date(2027, 1, 15))
        self.assertEqual((plan.request_ids.channel, plan.request_ids.asset_id), ("plan", asset))
        with freeze_time("2026-07-16"):
            plan.request_ids.action_close()
            self.assertEqual(asset.last_service, date(2026, 7, 16))

    def test_a_plan_that_slept_asks_once(self):
        with freeze_time("2020-01-15"):
            asset = self.env["crm.asset"].create({"partner_id": self.customer.id, "product_id": self.product.id})
        with freeze_time("2026-03-01"):
            asset.plan_ids._due()._request()
            self.assertEqual(len(asset.plan_ids.request_ids), 1)
            self.assertEqual(asset.plan_ids.next_date, date(2026, 7, 15))

    def test_a_retired_asset_is_left_alone(self):
        with freeze_time("2026-01-15"):
            asset = self.env["crm.asset"].create({"partner_id": self.customer.id, "product_id": self.product.id})
        asset.state = "retired"
        with freeze_time("2026-12-01"):
            self.assertNotIn(asset.plan_ids, self.env["crm.maintenance.plan"]._due())

    def test_a_moment_of_the_life_becomes_one_opportunity(self):
        milestone = self.env["crm.asset.milestone"].create(
            {"name": "Extend", "kind": "insurance", "anchor": "warranty_end", "days": -60, "expected_share": 10}
        )
        asset = self.env["crm.asset"].create(
            {"partner_id": self.customer.id, "product_id": self.product.id, "date_installed": "2025-03-01"}
        )
        prompts = self.env["crm.asset.prompt"]
        with freeze_time("2025-12-01"):
            self.assertFalse(prompts._make(asset, milestone))
        with freeze_time("2026-01-05"):
            lead = prompts._make(asset, milestone).lead_id
            self.assertFalse(prompts._make(asset, milestone))
        self.assertEqual((lead.expected_revenue, lead.service_asset_id), (100.0, asset))
        with freeze_time("2028-01-05"):
            self.assertFalse(prompts._make(asset, milestone), "the occasion is long past")

    def test_a_milestone_of_another_category_does_not_concern(self):
        category = self.env["product.category"].create({"name": "Robots"})
        milestone = self.env["crm.asset.milestone"].create(
            {"name": "x", "anchor": "installed", "product_category_ids": category.ids}
        )
        asset = self.env["crm.asset"].create({"partner_id": self.customer.id, "product_id": self.product.id})
        self.assertFalse(self.env["crm.asset.prompt"]._make(asset, milestone))
        self.product.categ_id = category
        self.assertTrue(self.env["crm.asset.prompt"]._make(asset, milestone))
