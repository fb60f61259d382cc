from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .paper_erp import PaperErp, PaperErpCase, invoice_change


@tagged("post_install", "-at_install")
class TestReconciliation(PaperErpCase):
    def _ask(self, kind="order", user=None):
        """A finance person fills in the form."""
        with Form(self.env["erp.reconciliation"].with_user(user or self.finance)) as form:
            form.backend_id = self.backend
            form.kind = kind
        return form.record

    def _run(self, reconciliation):
        """Press the button and let the job runner do its work, each transaction as in life."""
        with trap_jobs() as trap:
            reconciliation.action_run()
            trap.assert_jobs_count(1, only=reconciliation._job_run)
            with self.enter_registry_test_mode():
                trap.perform_enqueued_jobs()
        reconciliation.invalidate_recordset()
        return reconciliation

    def _there(self, order, external_id, **values):
        row = {
            "external_id": external_id,
            "external_ref": f"CO-{external_id}",
            "key": self.backend._document_key("order", order),
            "date": fields.Date.to_string(fields.Date.context_today(order)),
            "total": str(order.amount_total),
            "tax": str(order.amount_tax),
            "state": "open",
        }
        PaperErp.books.setdefault("order", []).append(row | values)

    def test_both_sides_agree(self):
        order = self._order()
        self._accept(order, "7")
        self._there(order, "7")
        row = self._run(self._ask())
        self.assertEqual((row.state, row.line_count, row.matched_count), ("agrees", 0, 1))
        self.assertEqual((row.count_here, row.count_there, row.difference), (1, 1, 0))
        self.assertEqual((row.total_here, row.total_there), (100, 100))

    def test_each_difference_has_its_class_and_the_totals_tie(self):
        drift, gone, twice, waiting = (self._order(total) for total in (100, 200, 300, 400))
        for number, order in enumerate((drift, gone, twice), 1):
            self._accept(order, str(number))
        self._there(drift, "1", total="110")
        self._there(twice, "3")
        self._there(twice, "4")
        self._there(twice, "9", key="typed there", total="50")
        row = self._run(self._ask())
        found = {line.klass: line for line in row.line_ids}
        self.assertEqual(set(found), {"drift", "missing_there", "doubled", "missing_here"})
        self.assertEqual((found["drift"].res_id, found["drift"].difference), (drift.id, -10))
        self.assertEqual(found["missing_there"].res_id, gone.id)
        self.assertEqual((found["doubled"].res_id, found["doubled"].external_id), (twice.id, "3, 4"))
        self.assertFalse(found["missing_here"].res_id)
        self.assertEqual((row.on_the_way_count, row.state), (1, "differs"), "the last one has just been written")
        self.assertNotIn(waiting.id, row.line_ids.mapped("res_id"))
        self.assertEqual(row.difference, (100 + 200 + 300 + 400) - (110 + 300 + 300 + 50))
        self.assertAlmostEqual(sum(float(amount) for _count, amount in row.explanation.values()), row.difference)

    def test_an_order_that_vanished_from_the_erp_is_sent_again_through_the_outbox(self):
        order = self._order()
        self._accept(order, "7")
        row = self._run(self._ask())
        line = row.line_ids
        self.assertEqual((line.klass, line.can_repair), ("missing_there", True))
        line.with_user(self.finance).action_repair()
        first, second = self._message_of(order).sorted("id")
        self.assertEqual((first.state, second.state, second.ask_first), ("accepted", "waiting", True))
        self.assertEqual(first.document_key, second.document_key, "the ERP is asked under the same key")
        self.assertFalse(self.env["erp.link"].search([("res_model", "=", "sale.order"), ("res_id", "=", order.id)]))
        with self.assertRaises(UserError):
            line.with_user(self.finance).action_repair()
        self._accept(order, "8")
        self._there(order, "8")
        self._run(row)
        self.assertFalse(row.line_ids)
        self.assertEqual(row.state, "agrees")

    def test_a_refused_order_is_moved_on_and_not_written_twice(self):
        order = self._order()
        message = self._message_of(order)
        self.env.cr.execute("UPDATE erp_message SET state = 'dead' WHERE id = %s", (message.id,))
        message.invalidate_recordset()
        row = self._run(self._ask())
        row.line_ids.with_user(self.finance).action_repair()
        self.assertEqual((self._message_of(order), message.state), (message, "waiting"))

    def test_an_order_from_before_the_backend_gets_its_first_message(self):
        self.backend.state = "draft"
        order = self._order()
        self.assertFalse(self._message_of(order))
        self.backend.state = "live"
        row = self._run(self._ask())
        row.with_user(self.finance).action_repair_all()
        self.assertEqual(self._message_of(order).state, "waiting")
        self.assertEqual(
            set(self._message_of(order).required_ids.mapped("kind")), {"customer", "product"}, "those go first"
        )

    def test_an_order_cancelled_here_and_open_there_is_told_and_not_repairable(self):
        order = self._order()
        self._accept(order, "7")
        self._there(order, "7")
        order._action_cancel()
        line = self._run(self._ask()).line_ids
        self.assertEqual((line.klass, line.state_here, line.state_there), ("drift", "cancelled", "open"))
        self.assertFalse(line.can_repair)
        with self.assertRaises(UserError):
            line.with_user(self.finance).action_repair()

    def test_an_invoice_missing_here_is_read_through_the_inbox(self):
        day = fields.Date.to_string(fields.Date.context_today(self.backend))
        PaperErp.books["invoice"] = [
            {"external_id": "5", "external_ref": "FA1", "date": day, "total": "100", "tax": "0", "state": "open"}
        ]
        PaperErp.invoices["5"] = invoice_change(
            "5",
            number="FA1",
            order_key="no such order",
            customer_id="",
            date=day,
            due="",
            total="100",
            state="open",
            lines=[],
        )
        row = self._run(self._ask("invoice"))
        self.assertEqual((row.line_ids.klass, row.line_ids.can_repair), ("missing_here", True))
        with trap_jobs() as trap:
            row.line_ids.with_user(self.finance).action_repair()
            trap.assert_jobs_count(1, only=self.backend._job_read_again)
            trap.perform_enqueued_jobs()
        message = self.env["erp.message"].search([("backend_id", "=", self.backend.id), ("direction", "=", "in")])
        self.assertEqual((message.kind, message.state), ("invoice", "review"), "it fits no order: a person reads why")
        self.assertFalse(self.env["account.move"].search([("ref", "=", "FA1")]), "never around the inbox")

    def test_a_credit_note_that_was_sent_is_known_by_its_own_link(self):
        refund = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.env["res.partner"].create({"name": "百会"}).id,
                "invoice_date": fields.Date.context_today(self.backend),
                "invoice_line_ids": [(0, 0, {"name": "back", "price_unit": 40, "tax_ids": [(5,)]})],
            }
        )
        refund.action_post()
        self.env["erp.link"].create(
            {
                **{"backend_id": self.backend.id, "kind": "credit_note", "external_id": "CN1", "external_ref": "CN1"},
                **{"res_model": "account.move", "res_id": refund.id, "document_key": "K"},
            }
        )
        day = fields.Date.to_string(refund.invoice_date)
        row = {"external_id": "CN1", "external_ref": "CN1", "date": day, "total": "-40", "tax": "0", "state": "open"}
        PaperErp.books["invoice"] = [row]
        found = self._run(self._ask("invoice"))
        self.assertEqual((found.state, found.matched_count, found.total_there), ("agrees", 1, -40))

    def test_an_erp_that_does_not_answer_leaves_the_result_of_before(self):
        order = self._order()
        self._accept(order, "7")
        self._there(order, "7")
        row = self._run(self._ask())
        self.patch(PaperErp, "problem", ConnectionResetError("gone"))
        self._run(row)
        self.assertEqual((row.state, row.matched_count), ("failed", 1))
        self.assertTrue(row.problem)
        self.assertFalse(row.line_ids, "an ERP that is away has not lost anything")

    def test_the_responsible_person_is_told_once(self):
        self.backend.user_id = self.integrator
        self._accept(self._order(), "7")
        row = self._run(self._ask())
        self._run(row)
        self.assertEqual(len(row.activity_ids), 1)
        self.assertEqual(row.activity_ids.user_id, self.integrator)

    def test_every_night_each_kind_of_the_month_is_asked_for_once(self):
        with trap_jobs() as trap:
            self.env["erp.reconciliation"]._cron_reconcile()
            self.env["erp.reconciliation"]._cron_reconcile()
        rows = self.env["erp.reconciliation"].search([("backend_id", "=", self.backend.id)])
        months = len(set(rows.mapped("date_from")))
        self.assertEqual(len(rows), len(PaperErp.ledgers) * months)
        self.assertTrue(trap.enqueued_jobs)

    def test_an_order_belongs_to_one_month_only(self):
        order = self._order()
        self._accept(order, "7")
        # The ERP dated it two days earlier, in the month before.
        today = fields.Date.context_today(order)
        order.date_order = f"{today.replace(day=1)} 12:00:00"
        self._there(order, "7", date=fields.Date.to_string(today.replace(day=1) - timedelta(days=2)))
        here = self._run(self._ask())
        before = self.env["erp.reconciliation"].create(
            {
                "backend_id": self.backend.id,
                "kind": "order",
                "date_from": (today.replace(day=1) - timedelta(days=1)).replace(day=1),
                "date_to": today.replace(day=1) - timedelta(days=1),
            }
        )
        self._run(before)
        self.assertEqual((here.matched_count, before.matched_count), (1, 0))
        self.assertFalse(here.line_ids + before.line_ids)

    def test_nobody_can_type_in_a_result(self):
        row = self._ask()
        for values in ({"state": "agrees"}, {"total_here": 5}, {"line_ids": [(5,)]}):
            with self.assertRaises(AccessError):
                row.write(values)
        with self.assertRaises(AccessError):
            row.create({"backend_id": self.backend.id, "kind": "product", "state": "agrees"})
        self._run(row)
        with self.assertRaises(UserError):
            row.write({"kind": "product"})

    def test_a_kind_that_the_erp_cannot_list_is_refused_in_words(self):
        self.patch(PaperErp, "ledgers", ("order",))
        with self.assertRaises(ValidationError):
            self._ask("payment")

    def test_the_statement_can_be_printed_for_several_kinds_at_once(self):
        order = self._order()
        self._accept(order, "7")
        self._there(order, "7", total="110")
        rows = self._run(self._ask()) | self._run(self._ask("customer"))
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "erp_connector.reconciliation_statement", rows.ids
        )
        text = html.decode()
        self.assertEqual(text.count("Reconciliation Statement"), 1, "one page for one ERP and month")
        self.assertIn(order.name, text)
        self.assertIn("Paper Shanghai", text)

    def test_ten_more_orders_cost_no_more_queries(self):
        today = fields.Date.context_today(self.backend)

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.backend._ledger_here("order", today, today)
            return self.cr.sql_log_count - before

        self._order()
        few = queries()
        for _ in range(10):
            self._order()
        self.assertEqual(queries(), few)
