from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .paper_books import Paper, PaperCase


@tagged("post_install", "-at_install")
class TestSetupWizard(PaperCase):
    VIEW = "erp_connector.erp_backend_wizard_form"

    def backends(self, user=None):
        return (
            self.env["erp.backend"].with_user(user or self.manager).with_context(allowed_company_ids=self.company.ids)
        )

    def filled_in(self, **values):
        with Form(self.backends(), self.VIEW) as form:
            form.dialect = "paper"
            form.url, form.login, form.password = "https://paper.example.com", "clerk", "open sesame"
            for name, value in values.items():
                form[name] = value
        return form.record

    def at(self, step):
        backend = self.filled_in()
        backend.action_check_connection()
        backend.setup_step = step
        return backend

    def test_the_name_of_the_erp_is_proposed(self):
        self.assertEqual(self.filled_in().name, "Paper")
        self.assertEqual(self.filled_in(name="Books of Shanghai").name, "Books of Shanghai")

    def test_an_erp_that_answers_leads_to_the_proposed_mapping(self):
        backend = self.filled_in()
        backend.action_setup_next()
        self.assertEqual((backend.setup_step, backend.setup_answer), ("mapping", "The paper is patient."))
        self.assertTrue(backend.checked_at and backend.mapping_ids)

    def test_an_erp_that_does_not_answer_is_told_in_words_and_what_was_typed_is_kept(self):
        Paper.down = True
        backend = self.filled_in(url="https://wrong.example.com")
        backend.action_setup_next()
        self.assertEqual((backend.setup_step, backend.url), ("address", "https://wrong.example.com"))
        self.assertIn("cannot be reached", backend.setup_answer)
        self.assertIn("无法连接", self._again(backend, "zh_CN"))
        Paper.down = False
        backend.action_setup_next()
        self.assertEqual(backend.setup_step, "mapping")

    def _again(self, backend, lang):
        self.env["res.lang"]._activate_lang(lang)
        backend.with_context(lang=lang).action_setup_next()
        return backend.setup_answer

    def test_one_who_leaves_comes_back_to_the_same_page(self):
        backend = self.at("matching")
        action = backend.action_setup()
        self.assertEqual(action["res_id"], backend.id)
        self.assertEqual(action["view_id"][0], self.env.ref(self.VIEW).id)
        backend.action_setup_back()
        self.assertEqual(backend.setup_step, "mapping")

    def test_fields_that_the_erp_does_not_have_are_named_by_kind(self):
        self.patch(Paper, "unknown_fields", lambda paper, kind, targets: [t for t in targets if t == "town"])
        backend = self.filled_in()
        backend.action_setup_next()
        self.assertEqual(backend.setup_missing, {"customer": ["town"]})
        self.assertIn("town", backend.setup_missing_text)
        backend.mapping_ids.line_ids.filtered(lambda line: line.target == "town").unlink()
        backend.action_setup_compare()
        self.assertFalse(backend.setup_missing_text)

    def test_matching_and_dry_run_are_started_once_for_every_kind_that_is_sent(self):
        Paper.books["customer"]["7"] = {"name": "Azure Interior", "email": "hello@azure.example.com"}
        backend = self.at("matching")
        with trap_jobs() as trap:
            backend.action_setup_match()
            backend.action_setup_match()
            trap.perform_enqueued_jobs()
        self.assertEqual(backend.matching_ids.mapped("state"), ["ready", "ready"])
        self.assertEqual(backend.matching_ids.filtered(lambda run: run.kind == "customer").sure_count, 1)
        with trap_jobs() as trap:
            backend.action_setup_rehearse()
            trap.perform_enqueued_jobs()
        self.assertEqual(sorted(backend.dry_run_ids.mapped("kind")), ["customer", "order", "product"])
        self.assertEqual(backend.dry_run_ids.filtered(lambda run: run.kind == "customer").create_count, 2)
        self.assertNotIn("send", Paper.calls)

    def test_the_last_page_goes_live_and_leads_to_the_backend(self):
        backend = self.at("dry_run")
        backend.action_setup_next()
        action = backend.action_setup_go_live()
        self.assertEqual((backend.state, action["res_id"]), ("live", backend.id))

    def test_what_a_dialect_adds_to_the_form_is_asked_for_on_the_first_page(self):
        """No dialect edits the wizard: it is made of the backend's own form."""
        base = self.env.ref("erp_connector.erp_backend_form")
        arch = """<xpath expr="//group[@name='health']" position="before"><group name="paper_pen"/></xpath>"""
        values = {"name": "pen", "model": "erp.backend", "inherit_id": base.id, "arch": arch}
        self.env["ir.ui.view"].create(values | {"mode": "extension"})
        arch = self.backends().get_view(self.env.ref(self.VIEW).id, "form")["arch"]
        self.assertIn("paper_pen", arch)

    def test_nobody_but_who_sets_up_the_connection_gets_through(self):
        backend = self.filled_in()
        sales = new_test_user(self.env, "erp_setup_sales", "sales_team.group_sale_salesman")
        names = ("", "_next", "_back", "_compare", "_match", "_rehearse", "_go_live")
        for user in (self.watcher, sales):
            for name in names:
                with self.assertRaises(AccessError, msg=f"{user.login} {name}"):
                    getattr(backend.with_user(user), f"action_setup{name}")()
        self.assertEqual((backend.state, backend.setup_step), ("draft", "address"))
