import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_books_out import BooksCase


@tagged("post_install", "-at_install")
class TestBooksAgain(BooksCase):
    """What the ERP refused, or what was taken back here, goes once more."""

    def _payment(self, amount=100):
        payment = self.env["account.payment"].create(
            {"payment_type": "inbound", "partner_type": "customer", "partner_id": self.customer.id, "amount": amount}
        )
        payment.action_post()
        return payment

    def _refused(self, record):
        message = self._out(record)
        self.env.cr.execute(
            "UPDATE erp_message SET state = 'dead', error_code = 'E1', called_at = now() AT TIME ZONE 'UTC'"
            " WHERE id = %s",
            message.ids,
        )
        message.invalidate_recordset()
        return message

    def test_a_refused_payment_that_was_corrected_goes_with_what_it_says_now(self):
        payment = self._payment()
        message = self._refused(payment)
        payment.action_draft()
        self.assertEqual(message.state, "cancelled")
        payment.amount = 90
        payment.action_post()
        self.assertEqual((self._out(payment), message.state), (message, "waiting"))
        self.assertEqual(json.loads(message.payload)["amount"], "90.00")
        self.assertEqual(message.round, 1, "for the ERP that refused it, this is another sending")

    def test_a_payment_that_was_given_up_does_not_come_back_when_it_settles_an_invoice(self):
        payment = self._payment()
        if not payment.move_id:
            self.skipTest("this chart books payments without an outstanding account")
        message = self._refused(payment)
        message.with_user(self.finance).action_cancel()
        lines = (payment.move_id | self._invoice()).line_ids
        lines.filtered(lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        self.assertEqual((self._out(payment), message.state), (message, "cancelled"))

    def test_a_payment_that_the_erp_has_is_changed_there_or_not_posted_again(self):
        self._offer(payment={"create", "cancel"})
        payment = self._payment()
        self._accept(payment, "3", "payment")
        payment.action_draft()
        payment.amount = 90
        with self.assertRaisesRegex(UserError, "cannot change it"):
            payment.action_post()
        self._offer(payment={"create", "update"})
        payment.action_draft()
        payment.action_post()
        self.assertEqual(json.loads(self._out(payment, "update").payload)["amount"], "90.00")

    def test_nobody_rejects_a_payment_that_the_erp_has_unless_it_can_be_told(self):
        payment, other = self._payment(), self._payment()
        self._accept(payment, "3", "payment")
        with self.assertRaisesRegex(UserError, "cannot take it back"):
            payment.action_reject()
        self.assertEqual(payment.state, "in_process")
        other.action_reject()
        self.assertEqual(self._out(other).state, "cancelled")
        self._offer(payment={"create", "cancel"})
        payment.action_reject()
        self.assertEqual(len(self._out(payment, "cancel")), 1)

    def test_an_order_cancelled_and_confirmed_again_is_left_to_a_person_where_the_erp_cannot_be_told(self):
        self._offer(order={"create"})
        order = self._order()
        self._accept(order, "17")
        order._action_cancel()
        order.action_draft()
        order.order_line.price_unit = 250
        order.action_confirm()
        self.assertEqual(len(self._out(order)), 1)
        self.assertIn("by hand", order.activity_ids.summary or "")

    def test_a_customer_or_product_that_was_given_up_goes_when_an_order_needs_it(self):
        self._order()
        needed = self._out(self.customer) | self._out(self.product)
        needed.with_user(self.finance).action_cancel()
        self.customer.with_context(erp_no_message=True).city = "上海"
        order = self._order()
        self.assertEqual(needed.mapped("state"), ["waiting", "waiting"])
        self.assertEqual(self._out(order).required_ids, needed)
        self.assertEqual(json.loads(self._out(self.customer).payload)["city"], "上海")

    def test_an_order_that_was_given_up_does_not_come_back_with_its_invoice(self):
        order = self._order()
        self._out(order).with_user(self.finance).action_cancel()
        invoice = self._invoice(order)
        self.assertEqual(self._out(order).state, "cancelled")
        self.assertNotIn(self._out(order), self._out(invoice).required_ids)
