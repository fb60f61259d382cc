from odoo.tests import tagged
from odoo.tools import file_open

from odoo.addons.queue_job.tests.common import trap_jobs

from .paper_erp import PaperErpCase


@tagged("post_install", "-at_install")
class TestNeutralize(PaperErpCase):
    def _neutralize(self):
        """What `odoo-bin neutralize` runs for this addon."""
        self.env.flush_all()
        with file_open("erp_connector/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()

    def test_a_copy_is_disarmed(self):
        asleep = self._make_backend("Paper Asleep", self.company)
        asleep.write({"state": "draft", "client_certificate": "/etc/erp/client.pem"})
        self._neutralize()
        for backend in (self.backend, asleep):
            settings = backend._prepare_settings()
            self.assertTrue(settings.url.endswith(".invalid"))
            self.assertEqual((settings.secrets, settings.login, settings.client_certificate), ([], "", ""))
            self.assertFalse(backend.password or backend.token)
        self.assertEqual((self.backend.state, asleep.state), ("paused", "draft"))

    def test_no_drain_no_poll_and_no_job_is_left(self):
        order = self._order()
        self.backend.with_delay()._job_drain()
        self._neutralize()
        left = self.env["queue.job"].search([("model_name", "=", "erp.backend"), ("state", "=", "pending")])
        self.assertFalse(left)
        self.assertEqual(self.backend._job_drain(), "the backend is not live")
        self.assertEqual(self.backend._job_poll("invoice"), "the backend is not live")
        with trap_jobs() as trap:
            self._order()
            trap.assert_jobs_count(0)
        self.assertEqual(self._message_of(order).state, "waiting", "it waits, and goes nowhere")
