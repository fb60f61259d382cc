from unittest.mock import patch

from odoo.tests import Form, tagged

from .paper_erp import PaperErp, PaperErpCase

CHANGES = {"customer": {"create", "update"}, "product": {"create"}, "order": {"create", "update", "cancel"}}


@tagged("post_install", "-at_install")
class TestOrderChange(PaperErpCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(PaperErp, "flows_out", CHANGES))

    def sent(self, total=100):
        order = self._order(total)
        self.commit()
        self._accept(order, f"X{order.id}")
        return order

    def commit(self):
        """What Odoo does at the end of a transaction."""
        self.env.cr.flush()

    def updates(self, order):
        return self._message_of(order, "update")

    def test_a_transaction_full_of_changes_sends_one_message(self):
        order = self.sent()
        order.order_line.product_uom_qty = 3
        order.order_line.price_unit = 50
        order.write({"order_line": [(0, 0, {"product_id": self.product.id, "price_unit": 7, "tax_ids": False})]})
        self.assertFalse(self.updates(order))
        self.commit()
        message = self.updates(order)
        self.assertEqual(len(message), 1)
        self.assertIn('"total":"157.0"', message.payload)

    def test_a_change_that_still_waits_takes_up_the_next_one(self):
        order = self.sent()
        for quantity in (2, 3):
            order.order_line.product_uom_qty = quantity
            self.commit()
        self.assertIn('"total":"300.0"', self.updates(order).payload)
        self.env.cr.execute("UPDATE erp_message SET state = 'accepted' WHERE id = %s", self.updates(order).ids)
        self.env["erp.message"].invalidate_model()
        order.order_line.product_uom_qty = 4
        self.commit()
        self.assertEqual(len(self.updates(order)), 2)

    def test_a_salesperson_changes_it_in_the_form(self):
        order = self.sent()
        order.user_id = self.salesperson
        self.commit()
        with Form(order.with_user(self.salesperson)) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 9
        self.commit()
        self.assertEqual(len(self.updates(order)), 1)

    def test_the_days_of_an_order_are_those_of_the_place_where_the_books_are_kept(self):
        self.backend.user_id = self.integrator
        self.integrator.tz = "Asia/Shanghai"
        rules = self.backend.mapping_ids.filtered(lambda mapping: mapping.kind == "order")
        rules.line_ids.create({"mapping_id": rules.id, "target": "wanted", "rule": "field", "source": "requested_on"})
        order = self.sent()
        order.with_context(tz="America/Lima").write(
            {"commitment_date": "2026-12-23 23:00:00", "date_order": "2026-12-01 20:00:00"}
        )
        self.commit()
        payload = self.updates(order).payload
        self.assertIn('"requested_on":"2026-12-24"', payload)
        self.assertIn('"date":"2026-12-02"', payload)
        order.commitment_date = "2026-12-23 15:00:00"  # the same day in London, another one in Shanghai
        self.commit()
        self.assertIn('"requested_on":"2026-12-23"', self.updates(order).payload)
        order.with_context(erp_no_message=True).commitment_date = "2026-12-23 23:00:00"
        written = self.env["erp.message"].browse(self.backend._send_again("order", "create", order))
        self.assertIn('"requested_on":"2026-12-24"', written.payload)

    def test_what_is_put_back_in_the_same_transaction_is_no_change(self):
        order = self.sent()
        order.order_line.product_uom_qty = 3
        order.order_line.product_uom_qty = 1
        self.commit()
        self.assertFalse(self.updates(order))

    def test_a_field_that_the_mapping_does_not_use_sends_nothing(self):
        order = self.sent()
        order.write({"client_order_ref": "PO-7", "commitment_date": "2026-12-24 12:00:00"})
        self.commit()
        self.assertFalse(self.updates(order))
        rules = self.backend.mapping_ids.filtered(lambda mapping: mapping.kind == "order")
        rules.line_ids.create(
            {"mapping_id": rules.id, "target": "ref", "rule": "field", "source": "customer_reference"}
        )
        order.client_order_ref = "PO-8"
        self.commit()
        self.assertEqual(len(self.updates(order)), 1)

    def test_a_quotation_and_an_order_from_before_the_connection_send_nothing(self):
        self.backend.state = "draft"
        before = self._order()
        self.backend.state = "live"
        for order in (before, self._order(confirm=False)):
            order.order_line.product_uom_qty = 5
            self.commit()
            self.assertFalse(self.env["erp.message"].search([("res_id", "=", order.id), ("kind", "=", "order")]))

    def test_an_order_that_still_waits_goes_as_it_is_now(self):
        order = self._order()
        self.commit()
        order.order_line.product_uom_qty = 8
        self.commit()
        self.assertFalse(self.updates(order))
        self.assertIn('"total":"800.0"', self._message_of(order).payload)

    def test_a_change_goes_behind_what_may_have_arrived(self):
        order = self._order()
        self.commit()
        self.env.cr.execute(
            "UPDATE erp_message SET state = 'unknown', called_at = now() WHERE id = %s", self._message_of(order).ids
        )
        self.env["erp.message"].invalidate_model()
        order.order_line.product_uom_qty = 8
        self.commit()
        self.assertEqual(len(self.updates(order)), 1)
        self.assertIn('"total":"100.0"', self._message_of(order).payload)

    def test_an_order_that_is_cancelled_is_not_changed_as_well(self):
        order = self.sent()
        order.order_line.product_uom_qty = 8
        order._action_cancel()
        self.commit()
        self.assertFalse(self.updates(order))

    def test_where_the_erp_takes_no_changes_a_person_is_told_once(self):
        self.startPatcher(patch.object(PaperErp, "flows_out", CHANGES | {"order": {"create"}}))
        order = self.sent()
        for quantity in (2, 3):
            order.order_line.product_uom_qty = quantity
            self.commit()
        self.assertFalse(self.updates(order))
        self.assertEqual(len(order.activity_ids), 1)
        self.assertIn(self.backend.name, order.activity_ids.summary)
        order.activity_ids.action_done()
        order.order_line.product_uom_qty = 4
        self.commit()
        self.assertEqual(len(order.activity_ids), 1)

    def test_an_order_of_many_lines_costs_the_queries_of_one(self):
        def queries(order, quantity):
            order.order_line.write({"product_uom_qty": quantity})
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.commit()
            return self.env.cr.sql_log_count - before

        small, large = self.sent(), self.sent()
        large.write({"order_line": [(0, 0, {"product_id": self.product.id, "price_unit": n}) for n in range(1, 40)]})
        self.commit()
        queries(small, 2), queries(large, 2)
        self.assertEqual(queries(small, 3), queries(large, 3))
        heard = queries(small, 4)
        self.backend.state = "draft"
        self.commit()
        self.assertLessEqual(heard - queries(small, 5), 25)

    def test_writing_what_no_erp_hears_of_costs_nothing_but_the_write(self):
        order = self.sent()
        with self.assertQueryCount(1):
            order.write({"note": False})
            self.commit()
