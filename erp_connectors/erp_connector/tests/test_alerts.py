from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..engine.dialect import Page
from ..soap.transport import TransportError
from .paper_erp import PaperErp, PaperErpCase


def failing(dialect, kind, cursor):
    raise TransportError("NOT_SOAP", "the answer is not SOAP: <\0h\0t\0m\0l\0>")


@tagged("post_install", "-at_install")
class TestAlerts(PaperErpCase):
    def setUp(self):
        super().setUp()
        self.backend.user_id = self.integrator

    def _look(self):
        """The cron of every minute."""
        with trap_jobs(), self.enter_registry_test_mode():
            self.env["erp.backend"]._cron_wake()

    def _told(self):
        return self.env["mail.activity"].search_count(
            [("res_model", "=", "erp.backend"), ("res_id", "=", self.backend.id), ("user_id", "=", self.integrator.id)]
        )

    def _said(self):
        return len(self.backend.message_ids)

    def test_one_word_when_it_becomes_unreachable_and_one_when_it_is_back(self):
        before = self._said()
        self._look()
        self.assertEqual((self._told(), self._said() - before), (0, 0), "all is well: silence")
        self.backend.breaker_state = "open"
        for _ in range(3):
            self._look()
        self.assertEqual((self._told(), self._said() - before), (1, 1))
        self.backend.breaker_state = "closed"
        for _ in range(3):
            self._look()
        self.assertEqual((self._told(), self._said() - before), (0, 2))

    def test_stuck_messages_are_told_once_however_many_follow(self):
        for _ in range(2):
            message = self._message_of(self._order())
            self.env.cr.execute("UPDATE erp_message SET state = 'dead' WHERE id = %s", (message.id,))
            self.env.invalidate_all()
            self._look()
        self.assertEqual(self._told(), 1)

    def test_from_stuck_to_unreachable_is_a_change_worth_a_word(self):
        message = self._message_of(self._order())
        self.env.cr.execute("UPDATE erp_message SET state = 'dead' WHERE id = %s", (message.id,))
        self.env.invalidate_all()
        self._look()
        said = self._said()
        self.backend.breaker_state = "open"
        self._look()
        self.assertEqual((self._told(), self._said() - said), (1, 1))

    def _refuse(self, message):
        self.env.cr.execute("UPDATE erp_message SET state = 'dead' WHERE id = %s", (message.id,))
        self.env.invalidate_all()

    def test_a_new_refusal_is_told_although_an_old_one_was_seen_and_is_still_there(self):
        self._refuse(self._message_of(self._order()))
        self._look()
        self.backend.activity_ids.action_feedback(feedback="seen")
        self._look()
        self.assertEqual(self._told(), 0, "the same one is not told again")
        self._refuse(self._message_of(self._order()))
        self._look()
        self.assertEqual(self._told(), 1)

    def test_what_became_stuck_before_the_task_was_done_was_told_with_it(self):
        for _ in range(2):
            self._refuse(self._message_of(self._order()))
            self._look()
        self.backend.activity_ids.action_feedback(feedback="seen")
        self._look()
        self.assertEqual(self._told(), 0)

    def _age(self, table, column, minutes):
        self.env.flush_all()
        self.env.cr.execute(f"UPDATE {table} SET {column} = {column} - make_interval(mins => %s)", (minutes,))
        self.env.invalidate_all()

    def test_a_document_that_is_tried_in_vain_for_an_hour_is_told(self):
        self._message_of(self._order()).error_code = "HTTP_404"
        self._age("erp_message", "write_date", 59)
        self._look()
        self.assertEqual(self._told(), 0)
        self._age("erp_message", "write_date", 2)
        self._look()
        self.assertEqual(self._told(), 1)

    def test_documents_that_nobody_fetches_are_told(self):
        """The runner of the job queue is down: its job waits as long as they do."""
        self._order()
        self._age("erp_message", "write_date", 61)
        self._look()
        self.assertEqual(self._told(), 0, "many of them take their time")
        self._age("queue_job", "date_created", 61)
        self._look()
        self.assertEqual(self._told(), 1)

    def test_a_reading_that_fails_again_and_again_is_told_once_until_it_works(self):
        for failures, told in ((1, 0), (2, 0), (3, 1), (4, 1)):
            self.patch(PaperErp, "changes", failing)
            self.backend._job_poll("invoice")
            self.assertEqual(self.backend.stream_ids.failures, failures)
            self._look()
            self.assertEqual(self._told(), told)
        self.assertNotIn("\0", self.backend.stream_ids.problem)
        self.patch(PaperErp, "changes", lambda dialect, kind, cursor: Page([], {}))
        self.backend._job_poll("invoice")
        self._look()
        self.assertEqual((self._told(), self.backend.stream_ids.failures), (0, 0))
