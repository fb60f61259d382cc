from odoo.exceptions import AccessError
from odoo.tests import tagged

from .paper_erp import PaperErpCase


@tagged("post_install", "-at_install")
class TestMonitor(PaperErpCase):
    def _tile(self):
        page = self.env["erp.backend"].with_user(self.finance).monitor()
        return next(tile for tile in page["backends"] if tile["id"] == self.backend.id)

    def test_the_page_counts_what_is_there(self):
        done, stuck = self._order(), self._order()
        self._order()
        self._accept(done, "7")
        self._attempt(self._message_of(done))
        self._attempt(self._message_of(stuck), state="refused")
        self.env.cr.execute(
            "UPDATE erp_message SET state = 'dead', error_code = 'HTTP_401', error_text = 'no' WHERE id = %s",
            (self._message_of(stuck).id,),
        )
        tile = self._tile()
        flows = {(flow["direction"], flow["kind"]): flow for flow in tile["flows"]}
        self.assertEqual(tile["stuck"], 1)
        self.assertEqual(flows["out", "order"]["done"], 1)
        self.assertEqual(flows["out", "order"]["open"], 1)
        self.assertEqual((tile["tried"], tile["success"]), (2, 50.0))
        self.assertEqual(sum(tile["hours"]["out"]), 1)
        (problem,) = tile["problems"]
        self.assertEqual((problem["code"], problem["count"]), ("HTTP_401", 1))
        self.assertIn("login", problem["advice"])

    def test_ten_backends_cost_no_more_statements_than_one_and_fewer_than_twenty(self):
        self._order()
        user_env = self.env["erp.backend"].with_user(self.finance)

        def statements():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            user_env.monitor()
            return self.cr.sql_log_count - before

        statements()
        one = statements()
        for number in range(10):
            self._make_backend(f"Paper {number}", self.company)
        self.assertEqual(statements(), one)
        self.assertLess(one, 20)

    def test_an_open_breaker_is_seen(self):
        self.backend.breaker_state = "open"
        self.assertEqual(self._tile()["breaker_color"], "danger")

    def test_the_lag_is_the_time_from_writing_to_acceptance(self):
        order = self._order()
        self._accept(order, "7")
        self.env.cr.execute(
            "UPDATE erp_message SET done_at = create_date + interval '8 seconds' WHERE id = %s",
            (self._message_of(order).id,),
        )
        self.assertAlmostEqual(self.backend.lag, 8.0)

    def test_a_salesperson_has_no_monitor(self):
        with self.assertRaises(AccessError):
            self.env["erp.backend"].with_user(self.salesperson).monitor()
