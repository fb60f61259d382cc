import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from .paper_books import PaperCase


@tagged("post_install", "-at_install")
class TestBackfill(PaperCase):
    def setUp(self):
        super().setUp()
        # Other addons bring products of every company along, some of them protected by a promotion; this house sells one.
        self.env.cr.execute("UPDATE product_product SET active = false WHERE id <> %s", [self.machine.id])
        self.env.invalidate_all()
        self.old_order = self.order(self.baihui)
        self.backend.state = "live"

    def backfill(self, **values):
        values = {"backend_id": self.backend.id, "orders": True, "per_minute": 600, **values}
        return self.env["erp.backfill"].with_user(self.manager).with_company(self.company).create(values)

    def finish(self, backfill, most=50):
        with trap_jobs():
            while backfill.state == "running" and most:
                most -= 1
                backfill._job_batch()
        self.assertEqual(backfill.state, "done")

    def keys(self):
        return sorted(self.messages().mapped("document_key"))

    def expected(self):
        return sorted(
            [f"T-CU-{self.azure.id}", f"T-CU-{self.baihui.id}", f"T-PR-{self.machine.id}", f"T-OR-{self.old_order.id}"]
        )

    def started(self, **values):
        backfill = self.backfill(**values)
        with trap_jobs() as trap:
            backfill.action_start()
        trap.assert_jobs_count(1)
        return backfill

    def test_what_existed_before_is_sent_once(self):
        backfill = self.started()
        self.finish(backfill)
        self.assertEqual(self.keys(), self.expected())
        self.assertEqual((backfill.total, backfill.done, backfill.progress), (4, 4, 100.0))

    def test_a_second_backfill_sends_nothing_again(self):
        self.finish(self.started())
        again = self.started()
        self.finish(again)
        self.assertEqual((again.written, again.skipped), (0, 4))
        self.assertEqual(self.keys(), self.expected())

    def test_linked_records_are_known_before(self):
        self.link(self.azure, "5")
        backfill = self.started(products=False, orders=False)
        self.finish(backfill)
        self.assertEqual((backfill.written, backfill.skipped), (1, 1))

    def test_a_job_that_runs_twice_for_the_same_batch_writes_nothing_twice(self):
        backfill = self.started(per_minute=6)
        with trap_jobs() as trap:
            backfill._job_batch()
            backfill._job_batch()
        self.assertEqual(backfill.done, 2)
        self.assertEqual(len(self.keys()), len(set(self.keys())))
        plans = [job.identity_key for job in trap.enqueued_jobs if job.method_name == "_job_batch"]
        self.assertEqual(plans, [f"erp-backfill-{backfill.id}-1", f"erp-backfill-{backfill.id}-2"])

    def test_the_pace_is_kept(self):
        backfill = self.started(per_minute=6)
        with trap_jobs() as trap:
            backfill._job_batch()
        plan = next(job for job in trap.enqueued_jobs if job.method_name == "_job_batch")
        self.assertAlmostEqual((plan.eta - plan.date_created).total_seconds(), 10, delta=2)

    def test_pause_holds_and_resume_goes_on_where_it_stopped(self):
        backfill = self.started(per_minute=6)
        with trap_jobs():
            backfill._job_batch()
            backfill.action_pause()
            self.assertEqual(backfill._job_batch(), "not running")
            self.assertEqual(backfill.done, 1)
            backfill.action_resume()
        self.finish(backfill)
        self.assertEqual(self.keys(), self.expected())

    def test_the_scheduled_action_finds_a_backfill_whose_job_was_lost(self):
        backfill = self.started()
        with trap_jobs() as trap:
            self.env["erp.backfill"]._cron_wake_backfills()
        self.assertEqual([job.recordset for job in trap.enqueued_jobs], [backfill])

    def test_it_waits_while_the_backend_is_paused(self):
        backfill = self.started()
        self.backend.state = "paused"
        with trap_jobs() as trap:
            self.assertEqual(backfill._job_batch(), "the backend is not live")
        trap.assert_jobs_count(1)
        self.assertEqual(backfill.done, 0)

    def test_orders_before_the_day_stay_out(self):
        backfill = self.backfill(customers=False, products=False, since="2999-01-01")
        with trap_jobs() as trap:
            backfill.action_start()
        trap.assert_jobs_count(0)
        self.assertEqual((backfill.total, backfill.state), (0, "done"))

    def test_only_a_live_backend_is_filled(self):
        self.backend.state = "draft"
        with self.assertRaisesRegex(UserError, "live"):
            self.backfill().action_start()

    @mute_logger("odoo.sql_db")
    def test_two_people_cannot_run_two_at_once(self):
        self.started()
        other = self.backfill()
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint(), trap_jobs():
            other.action_start()
            self.env.flush_all()

    def test_a_running_one_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "Pause"):
            self.started().unlink()
