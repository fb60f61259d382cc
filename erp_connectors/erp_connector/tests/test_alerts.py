from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .paper_erp import PaperErpCase


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
