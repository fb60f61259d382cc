from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .paper_erp import PaperErpCase


@tagged("post_install", "-at_install")
class TestReplay(PaperErpCase):
    def setUp(self):
        super().setUp()
        self.orders = [self._order() for _ in range(5)]
        for order, code in zip(self.orders, ("HTTP_401", "HTTP_401", "MAPPING", "CANNOT_ASK", None), strict=True):
            self.env.cr.execute(
                "UPDATE erp_message SET state = %s, error_code = %s, error_text = 'no' WHERE id = %s",
                ("review" if code == "CANNOT_ASK" else "dead", code, self._message_of(order).id),
            )
        self.env.invalidate_all()

    def _choose(self, *codes):
        with Form(self.env["erp.replay"].with_user(self.finance)) as form:
            form.backend_id = self.backend
            for number in range(len(form.line_ids)):
                with form.line_ids.edit(number) as line:
                    line.chosen = line.error_code in codes
        return form.record

    def _states(self):
        return [self._message_of(order).state for order in self.orders]

    def test_only_the_chosen_problem_is_sent_again(self):
        replay = self._choose("HTTP_401")
        self.assertEqual(replay.count, 2)
        self.assertIn(self.orders[0].name, replay.preview)
        replay.action_replay()
        self.assertEqual(self._states(), ["waiting", "waiting", "dead", "review", "dead"])

    def test_what_may_be_in_the_erp_is_asked_for_first(self):
        self._choose("CANNOT_ASK").action_replay()
        self.assertEqual(self._states()[3], "unknown")

    def test_a_problem_without_a_code_can_be_chosen_too(self):
        self._choose(False).action_replay()
        self.assertEqual(self._states()[4], "waiting")

    def test_each_known_problem_comes_with_advice(self):
        advice = {line.error_code: line.advice for line in self._choose().line_ids}
        self.assertTrue(advice["HTTP_401"] and advice["MAPPING"] and advice["CANNOT_ASK"])
        self.assertTrue(self._message_of(self.orders[0]).what_to_do)

    def test_every_kind_of_message_can_be_a_problem(self):
        kinds = dict(self.env["erp.message"]._fields["kind"]._description_selection(self.env))
        offered = dict(self.env["erp.replay.line"]._fields["kind"]._description_selection(self.env))
        self.assertEqual(offered, kinds)
        self.env.cr.execute(
            "UPDATE erp_message SET kind = 'credit_note' WHERE id = %s", (self._message_of(self.orders[2]).id,)
        )
        self.env.invalidate_all()
        self._choose("MAPPING").action_replay()
        self.assertEqual(self._states()[2], "waiting")

    def test_nothing_chosen_is_said_in_words(self):
        with self.assertRaises(UserError):
            self._choose().action_replay()
