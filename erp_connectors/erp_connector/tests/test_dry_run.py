from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .paper_books import Paper, PaperCase


@tagged("post_install", "-at_install")
class TestDryRun(PaperCase):
    def run_through(self, records=None, **values):
        runs = self.env["erp.dry.run"].with_user(self.manager).with_company(self.company)
        with trap_jobs() as trap:
            if records is None:
                run = runs.create({"backend_id": self.backend.id, **values})
                run.action_start()
            else:
                run = runs._start_for(records, self.backend)
            trap.perform_enqueued_jobs()
        while run.state == "running":
            run._job_batch()
        return run

    def rows(self, run):
        return [(line.result, line.res_id, line.field, line.theirs, line.ours) for line in run.line_ids]

    def test_every_field_that_would_change_is_one_row(self):
        Paper.books["customer"]["5"] = {"name": "上海百会咖啡有限公司", "town": "北京", "vat": "91310000MA1FL0000X"}
        self.link(self.baihui, "5")
        run = self.run_through(self.baihui)
        self.assertEqual(self.rows(run), [("change", self.baihui.id, "town", "北京", "上海")])
        self.assertEqual((run.state, run.change_count, run.progress), ("done", 1, 100.0))

    def test_a_record_that_the_erp_has_as_it_is_does_not_change(self):
        Paper.books["customer"]["5"] = {"name": "Azure Interior, Inc.", "town": "", "vat": None}
        self.link(self.azure, "5")
        self.assertEqual(self.run_through(self.azure).line_ids.mapped("result"), ["same"])

    def test_a_record_without_a_link_is_asked_for_by_key_before_it_is_called_new(self):
        key = f"T-CU-{self.azure.id}"
        Paper.books["customer"]["9"] = {"key": key, "name": "Azure"}
        rows = self.rows(self.run_through(self.azure | self.baihui))
        self.assertIn(("change", self.azure.id, "name", "Azure", "Azure Interior, Inc."), rows)
        self.assertIn(("create", self.baihui.id), [row[:2] for row in rows])

    def test_nothing_is_written_in_the_erp_nor_in_the_outbox(self):
        before = {kind: dict(rows) for kind, rows in Paper.books.items()}
        self.run_through(self.azure | self.baihui)
        self.assertEqual(Paper.books, before)
        self.assertNotIn("send", Paper.calls)
        self.assertFalse(self.messages())

    def test_what_cannot_be_mapped_is_named_with_what_to_do(self):
        self.baihui.vat = "9" * 30
        line = self.run_through(self.baihui).line_ids
        self.assertEqual((line.result, line.field), ("problem", "vat"))
        self.assertIn("“Tax Number” is too long", line.ours)
        self.assertTrue(line.advice)

    def test_an_order_says_what_is_sent_before_it(self):
        line = self.run_through(self.order()).line_ids
        self.assertEqual(line.result, "create")
        self.assertIn("Azure Interior", line.advice)

    def test_a_linked_document_that_the_erp_lost_is_a_problem(self):
        self.link(self.azure, "404")
        self.assertEqual(self.run_through(self.azure).line_ids.result, "problem")

    def test_a_sample_takes_the_newest(self):
        run = self.run_through(kind="customer", sample=1)
        self.assertEqual(run.line_ids.mapped("res_id"), [self.azure.id])

    def test_many_records_come_in_batches_and_none_twice(self):
        partners = self.env["res.partner"].create(
            [{"name": f"C{n}", "customer_rank": 1, "company_id": self.company.id} for n in range(45)]
        )
        run = self.run_through(partners)
        self.assertEqual(sorted(run.line_ids.mapped("res_id")), sorted(partners.ids))
        self.assertEqual(run._job_batch(), "not running")

    def test_an_erp_that_is_down_stops_the_run_in_words_and_it_can_be_started_again(self):
        Paper.down = True
        run = self.run_through(self.azure)
        self.assertEqual((run.state, run.problem), ("failed", "the server cannot be reached"))
        Paper.down = False
        with trap_jobs() as trap:
            run.with_context(erp_chosen=True).action_start()
            trap.perform_enqueued_jobs()
        self.assertEqual(run.state, "done")

    def test_a_second_click_does_not_start_it_twice(self):
        run = self.env["erp.dry.run"].with_user(self.manager).create({"backend_id": self.backend.id})
        with trap_jobs() as trap:
            run.action_start()
            with self.assertRaises(UserError):
                run.action_start()
        trap.assert_jobs_count(1)

    def test_from_a_list_the_chosen_records_are_compared(self):
        records = self.azure.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        with trap_jobs() as trap:
            action = records.env["erp.backend"]._action_dry_run_of(records)
            trap.perform_enqueued_jobs()
        run = self.env["erp.dry.run"].browse(action["res_id"])
        self.assertEqual(run.line_ids.mapped("res_id"), self.azure.ids)
