from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .paper_books import Paper, PaperCase


@tagged("post_install", "-at_install")
class TestSetup(PaperCase):
    def steps(self):
        self.backend.invalidate_recordset()
        names = ("address", "connection", "mapping", "matching", "dry_run")
        return [name for name in names if self.backend[f"setup_{name}"]]

    def test_the_steps_are_ticked_off_one_by_one(self):
        backend = self.backend.with_user(self.manager)
        self.assertEqual(self.steps(), ["address"])
        backend.action_check_connection()
        self.assertEqual(self.steps(), ["address", "connection"])
        self.env["erp.value.map"].create({"backend_id": backend.id, "name": "tax", "odoo_value": "*", "erp_value": "0"})
        self.assertEqual(self.steps(), ["address", "connection", "mapping"])
        for action in (backend.action_setup_matching(), backend.action_setup_dry_run()):
            with Form(self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"])) as form:
                self.assertEqual(form.backend_id, backend)
            with trap_jobs() as trap:
                form.record.action_start()
                trap.perform_enqueued_jobs()
        self.assertEqual(len(self.steps()), 5)
        with trap_jobs():
            backend.action_go_live()
        self.assertEqual(backend.state, "live")

    def test_another_address_has_not_been_tested(self):
        self.backend.action_check_connection()
        self.backend.url = "https://other.example.com"
        self.assertNotIn("connection", self.steps())

    def test_a_failed_test_leaves_the_step_open(self):
        Paper.down = True
        with self.assertRaisesRegex(UserError, "cannot be reached"):
            self.backend.with_user(self.manager).action_check_connection()
        self.assertNotIn("connection", self.steps())

    def test_the_form_opens_for_who_only_watches_without_the_steps(self):
        view = self.env["erp.backend"].with_user(self.watcher).get_view(view_type="form")
        self.assertNotIn('name="setup"', view["arch"])
        self.assertIn(
            'name="setup"', self.env["erp.backend"].with_user(self.manager).get_view(view_type="form")["arch"]
        )

    def test_who_only_watches_gets_no_proposals(self):
        with self.assertRaises(AccessError):
            self.backend.with_user(self.watcher).action_propose_values()
