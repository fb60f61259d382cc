from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDelivery(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada, cls.bob = cls.env["res.partner"].create([{"name": "Ada"}, {"name": "Bob"}])
        serial = {"is_storable": True, "is_serviced": True, "warranty_months": 12, "service_every": 6}
        cls.press = cls.env["product.product"].create({"name": "Press", "tracking": "serial", **serial})
        cls.table = cls.env["product.product"].create({"name": "Table", **serial})
        cls.screw = cls.env["product.product"].create({"name": "Screw", "is_storable": True})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)], limit=1)
        cls.stock, cls.out = cls.warehouse.lot_stock_id, cls.env.ref("stock.stock_location_customers")
        cls.lots = cls.env["stock.lot"].create([{"name": f"P-{n}", "product_id": cls.press.id} for n in range(3)])
        for lot in cls.lots:
            cls.env["stock.quant"]._update_available_quantity(cls.press, cls.stock, 1, lot_id=lot)
        for product in (cls.table, cls.screw):
            cls.env["stock.quant"]._update_available_quantity(product, cls.stock, 50)

    def order(self, product, quantity, partner=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.ada).id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": quantity})],
            }
        )
        order.action_confirm()
        return order

    def deliver(self, picking, lots=None):
        picking.action_assign()
        for line, lot in zip(picking.move_line_ids, lots or [], strict=False):
            line.lot_id = lot
        picking.move_ids.picked = True
        picking._action_done()
        return picking

    def send(self, product, quantity, partner, lot=None):
        """A delivery without an order."""
        picking = self.env["stock.picking"].create(
            {
                "partner_id": partner.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": self.out.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom": product.uom_id.id,
                            "location_id": self.stock.id,
                            "location_dest_id": self.out.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        return self.deliver(picking, lot)

    def take_back(self, picking, refund):
        context = {"active_ids": picking.ids, "active_id": picking.id, "active_model": "stock.picking"}
        wizard = Form(self.env["stock.return.picking"].with_context(**context)).save()
        for line in wizard.product_return_moves:
            line.write({"quantity": 1, "to_refund": refund})
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        return self.deliver(back, picking.move_line_ids.lot_id[:1])

    def assets(self, **terms):
        domain = [(name, "=", getattr(value, "id", value)) for name, value in terms.items()]
        return self.env["crm.asset"].with_context(active_test=False).search(domain, order="id")

    def test_a_delivered_order_fills_in_serial_number_and_date(self):
        order = self.order(self.press, 2)
        self.assertEqual(self.assets(product_id=self.press).mapped("state"), ["ordered", "ordered"])
        picking = self.deliver(order.picking_ids, self.lots[:2])
        assets = self.assets(product_id=self.press)
        self.assertEqual(assets.mapped("serial"), ["P-0", "P-1"])
        self.assertEqual(set(assets.mapped("state")), {"installed"})
        self.assertEqual((assets.lot_id, assets.partner_id), (self.lots[:2], self.ada))
        self.assertTrue(all(asset.in_warranty for asset in assets))
        picking._follow_at_customer()
        self.assertEqual(self.assets(product_id=self.press), assets, "done again, nothing more")

    def test_a_delivery_without_order_makes_assets_of_what_is_followed_only(self):
        self.send(self.press, 1, self.bob, self.lots[0])
        self.assertEqual(self.assets(partner_id=self.bob).mapped("serial"), ["P-0"])
        self.send(self.screw, 5, self.bob)
        self.assertEqual(len(self.assets(partner_id=self.bob)), 1)

    def test_units_without_serial_number_by_setting(self):
        self.send(self.table, 3, self.bob)
        self.assertEqual(len(self.assets(partner_id=self.bob, product_id=self.table)), 3)
        self.env.company.service_assets_without_serial = False
        self.send(self.table, 2, self.ada)
        self.assertFalse(self.assets(partner_id=self.ada, product_id=self.table))

    def test_half_a_delivery_installs_half_of_the_order(self):
        order = self.order(self.table, 3)
        picking = order.picking_ids
        picking.action_assign()
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking._action_done()
        states = self.assets(product_id=self.table, partner_id=self.ada).mapped("state")
        self.assertEqual(sorted(states), ["installed", "ordered", "ordered"])
        self.deliver(order.picking_ids - picking)
        self.assertEqual(len(self.assets(product_id=self.table, partner_id=self.ada)), 3)

    def test_what_is_credited_is_retired_with_its_warranty(self):
        picking = self.deliver(self.order(self.press, 1).picking_ids, self.lots[:1])
        asset = self.assets(lot_id=self.lots[0])
        self.take_back(picking, refund=True)
        self.assertEqual(asset.state, "retired")
        self.assertFalse(asset.entitlement_ids.filtered("active"))
        self.assertFalse(asset.plan_ids.filtered("active"))

    def test_what_comes_for_repair_goes_back_as_the_same_asset(self):
        picking = self.deliver(self.order(self.press, 1).picking_ids, self.lots[:1])
        asset = self.assets(lot_id=self.lots[0])
        until = asset.warranty_end
        self.take_back(picking, refund=False)
        self.assertEqual(asset.state, "repair")
        self.send(self.press, 1, self.ada, self.lots[0])
        self.assertEqual((self.assets(lot_id=self.lots[0]), asset.state), (asset, "installed"))
        self.assertEqual(asset.warranty_end, until)

    def test_a_serial_number_sold_again_is_another_customers_new_asset(self):
        picking = self.deliver(self.order(self.press, 1).picking_ids, self.lots[:1])
        old = self.assets(lot_id=self.lots[0])
        self.take_back(picking, refund=True)
        self.send(self.press, 1, self.bob, self.lots[0])
        new = self.assets(lot_id=self.lots[0]) - old
        self.assertEqual(
            (new.partner_id, new.state, old.partner_id, old.state), (self.bob, "installed", self.ada, "retired")
        )

    def test_a_number_that_was_typed_in_before_is_the_same_asset(self):
        known = self.env["crm.asset"].create({"partner_id": self.bob.id, "product_id": self.press.id, "serial": "P-0"})
        self.send(self.press, 1, self.bob, self.lots[0])
        self.assertEqual(self.assets(partner_id=self.bob), known)
        self.assertEqual(known.lot_id, self.lots[0])
        self.send(self.press, 1, self.ada, self.lots[1])
        typed = self.env["crm.asset"].create({"partner_id": self.bob.id, "product_id": self.press.id, "serial": "P-2"})
        self.send(self.press, 1, self.ada, self.lots[2])
        self.assertEqual(typed.state, "retired")

    def test_one_table_of_three_comes_back(self):
        picking = self.send(self.table, 3, self.ada)
        self.take_back(picking, refund=True)
        states = self.assets(product_id=self.table, partner_id=self.ada).mapped("state")
        self.assertEqual(sorted(states), ["installed", "installed", "retired"])

    def test_the_warehouse_needs_no_rights_on_assets(self):
        keeper = new_test_user(self.env, "st_keeper", "stock.group_stock_user")
        picking = self.order(self.press, 1).picking_ids
        picking.action_assign()
        picking.move_line_ids.lot_id = self.lots[0]
        picking.move_ids.picked = True
        picking.with_user(keeper)._action_done()
        self.assertEqual(self.assets(lot_id=self.lots[0]).state, "installed")
