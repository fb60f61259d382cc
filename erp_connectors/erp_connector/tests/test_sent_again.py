import json

from odoo.tests import tagged

from ..engine import canonical
from .test_books_out import BooksCase


@tagged("post_install", "-at_install")
class TestSentAgain(BooksCase):
    """What was refused is put right in Odoo and sent again: the message says what the record says now."""

    def _refuse(self, *messages):
        for message in messages:
            message.state = "dead"
            message.error_code = "MAPPING"

    def test_a_refused_invoice_goes_out_with_what_a_person_has_filled_in(self):
        invoice = self._invoice()
        message = self._out(invoice)
        self._refuse(message)
        invoice.ref = "采购单 4711"
        message.with_user(self.finance).action_retry()
        self.assertEqual((message.state, message.error_code, message.round), ("waiting", False, 1))
        self.assertEqual(json.loads(message.payload)["reference"], "采购单 4711")
        self.assertEqual(message.payload_hash, canonical.digest(message.payload))

    def test_a_record_it_newly_refers_to_is_sent_first(self):
        invoice = self._invoice()
        message = self._out(invoice)
        self._refuse(message)
        before = message.required_ids
        other = self.product.copy({"name": "Grinder", "default_code": "GR-2"})
        invoice.button_draft()
        invoice.invoice_line_ids.product_id = other
        invoice.action_post()
        self.assertEqual(message.required_ids - before, self._out(other))

    def test_the_change_that_was_refused_after_its_create_is_renewed_as_well(self):
        self._accept(self.customer, "K1", "customer")
        self.backend._enqueue("customer", "update", self.customer)
        message = self._out(self.customer, "update")
        self._refuse(message)
        self.customer.with_context(erp_no_message=True).city = "上海"
        message.with_user(self.finance).action_retry()
        self.assertEqual(json.loads(message.payload)["city"], "上海")

    def test_what_has_lost_its_record_goes_out_as_it_was_written(self):
        customer = self.customer.copy({"name": "Gone"})
        self.backend._enqueue("customer", "create", customer)
        message = self._out(customer)
        payload = message.payload
        self._refuse(message)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM res_partner WHERE id = %s", [customer.id])
        self.env.invalidate_all()
        message.with_user(self.finance).action_retry()
        self.assertEqual((message.state, message.payload), ("waiting", payload))

    def test_many_are_read_one_by_one_and_written_at_once(self):
        invoices = self.env["account.move"].union(*(self._invoice() for _number in range(12)))
        messages = self.env["erp.message"].union(*(self._out(invoice) for invoice in invoices))
        self._refuse(*messages)
        messages.flush_recordset()

        def queries(count):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            messages[:count].action_retry()
            return self.env.cr.sql_log_count - before

        few = queries(2)
        self._refuse(*messages)
        messages.flush_recordset()
        self.assertLessEqual((queries(12) - few) / 10, 6, "what one more invoice costs to be read")
