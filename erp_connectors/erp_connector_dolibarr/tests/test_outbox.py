import json

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import DolibarrCommon


@tagged("post_install", "-at_install")
class TestOutbox(DolibarrCommon):
    def test_confirming_an_order_writes_the_order_and_what_it_needs_in_the_same_transaction(self):
        order = self._make_orders()
        order.action_confirm()
        message = self._messages(order)
        self.assertEqual((message.kind, message.action, message.state), ("order", "create", "waiting"))
        needed = {(needed.res_model, needed.res_id) for needed in message.required_ids}
        self.assertEqual(needed, {("res.partner", self.customer.id), ("product.product", self.product.id)})
        self.assertEqual(order.erp_state, "open")

    def test_a_rollback_takes_the_message_with_it(self):
        order = self._make_orders()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.action_confirm()
            raise UserError("the user changed their mind")
        self.assertFalse(self._messages(order))

    def test_quantity_times_net_price_is_the_lines_untaxed_amount(self):
        order = self._make_orders()
        order.action_confirm()
        line = json.loads(self._messages(order).payload)["lines"][0]
        untaxed = float(line["quantity"]) * float(line["price_net"])
        self.assertEqual(round(untaxed, 2), order.order_line.price_subtotal)

    def test_a_known_customer_is_not_written_again(self):
        first, second = self._make_orders(2)
        first.action_confirm()
        second.action_confirm()
        self.assertEqual(len(self._messages(self.customer)), 1)
        self.assertEqual(self._messages(second).required_ids, self._messages(first).required_ids)

    def test_the_same_message_is_written_once_however_often_it_is_asked_for(self):
        order = self._make_orders()
        order.action_confirm()
        self.backend._enqueue("order", "create", order)
        self.assertEqual(len(self._messages(order)), 1)

    def test_nothing_is_written_for_a_backend_that_is_not_live_or_of_another_company(self):
        self.backend.state = "draft"
        order = self._make_orders()
        order.action_confirm()
        self.assertFalse(self._messages(order))
        self.backend.write({"state": "live", "company_id": self.env["res.company"].create({"name": "Other"}).id})
        another = self._make_orders()
        another.action_confirm()
        self.assertFalse(self._messages(another))

    def test_a_paused_backend_collects(self):
        self.backend.state = "paused"
        order = self._make_orders()
        order.action_confirm()
        self.assertEqual(self._messages(order).state, "waiting")

    def test_a_salesperson_without_any_erp_right_confirms_and_sees_how_it_fares(self):
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        order = self._make_orders(user_id=seller.id).with_user(seller)
        order.action_confirm()
        self.assertEqual(order.erp_state, "open")

    def test_a_change_of_a_known_customer_becomes_a_message_and_one_of_an_unknown_does_not(self):
        self.customer.city = "Shanghai"
        self.assertFalse(self._messages(self.customer))
        self.env["erp.link"].create(
            {
                "backend_id": self.backend.id,
                "res_model": "res.partner",
                "res_id": self.customer.id,
                "kind": "customer",
                "external_id": "47",
                "external_ref": "CU-47",
            }
        )
        for values in ({"city": "Suzhou"}, {"comment": "nobody there cares"}, {"city": "Hangzhou"}):
            self.customer.write(values)
            self.env.cr.flush()  # what Odoo does at the end of a transaction
        # The first has not left yet when the second comes: it takes it along.
        (change,) = self._messages(self.customer, action="update")
        self.assertEqual(json.loads(change.payload)["city"], "Hangzhou")
        self.assertEqual(self.customer.erp_number, "CU-47")

    def test_a_hundred_orders_cost_as_many_queries_of_the_outbox_as_ten(self):
        few, many = self._make_orders(10), self._make_orders(100)
        self.backend._enqueue("order", "create", self._make_orders())  # customer and product are known from here on
        self.env.flush_all()

        def queries(orders):
            before = self.env.cr.sql_log_count
            self.backend._enqueue("order", "create", orders)
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(queries(many), queries(few) + 2)

    def test_a_message_a_lane_holds_cannot_be_moved_by_hand(self):
        order = self._make_orders()
        order.action_confirm()
        message = self._messages(order)
        self.env.cr.execute("UPDATE erp_message SET state = 'calling' WHERE id = %s", (message.id,))
        message.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "cannot be changed by hand"):
            message.action_retry()

    def test_what_is_in_review_is_asked_for_before_it_is_sent_again(self):
        order = self._make_orders()
        order.action_confirm()
        message = self._messages(order)
        self.env.cr.execute("UPDATE erp_message SET state = 'review' WHERE id = %s", (message.id,))
        message.invalidate_recordset()
        message.action_retry()
        self.assertEqual(message.state, "unknown")
