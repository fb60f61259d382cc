from odoo.tests import tagged

from ..engine.mapping import Rule
from ..engine.outcome import CANNOT_ASK, MISSING, Found, accepted, refused
from ..outbox.lane import Lane
from ..soap.transport import TransportError
from .lane_case import Killed, LaneCase
from .paper_erp import PaperErp

TIMEOUT = TransportError("TIMEOUT", "the server did not answer in time")
REFUSED_CONNECTION = TransportError("UNREACHABLE", "the server cannot be reached", executed=False)


@tagged("post_install", "-at_install")
class TestSettling(LaneCase):
    """An early "not there" proves nothing: the ERP may still be at it."""

    def test_after_a_workers_death_the_call_itself_is_given_its_whole_time(self):
        def die(point):
            if point == "after_send":
                raise Killed

        self.drain(die)
        self.later(12)
        self.drain()
        self.assertEqual((self.message.state, self.asked), ("unknown", []), "the ERP may work on it for 30 s")
        self.assertAlmostEqual(self.seconds_to_next_try(), 30 + 10 - 12, delta=2)
        self.message.action_retry()
        self.drain()
        self.assertEqual((self.asked, len(self.sent)), ([], 1), "a person's impatience proves nothing either")
        self.later(29)
        self.asks = [Found("P1")]
        self.drain()
        self.assertEqual((self.message.state, len(self.sent)), ("accepted", 1))

    def test_send_again_does_not_shorten_the_settling_time_after_a_timeout(self):
        self.sends = [TIMEOUT]
        self.drain()
        # The call had taken all of its time when it was given up.
        self.env.cr.execute("UPDATE erp_message SET called_at = called_at - interval '30 seconds'")
        self.env.invalidate_all()
        self.message.action_retry()
        self.drain()
        self.assertEqual((self.message.state, self.asked), ("unknown", []))
        self.later(11)
        self.drain()
        self.assertEqual(len(self.asked), 1)

    def test_send_again_from_review_waits_for_the_last_call_as_well(self):
        self.sends = [TIMEOUT]
        self.backend.max_attempts = 1
        self.drain()
        self.assertEqual(self.message.state, "review")
        self.env.cr.execute("UPDATE erp_message SET called_at = called_at - interval '30 seconds'")
        self.env.invalidate_all()
        self.message.action_retry()
        self.drain()
        self.assertEqual((self.message.state, self.asked), ("unknown", []))

    def test_send_again_shortens_what_is_only_a_long_back_off(self):
        self.sends = [TIMEOUT]
        self.drain()
        self.env.cr.execute("UPDATE erp_message SET next_try_at = next_try_at + interval '15 minutes'")
        self.env.invalidate_all()
        self.message.action_retry()
        self.assertLessEqual(self.seconds_to_next_try(), 41)


@tagged("post_install", "-at_install")
class TestMayBeThere(LaneCase):
    """What the ERP may have is asked for, what it surely has not is not held back, and neither is forgotten."""

    def _break_mapping(self):
        rules = {"order": [Rule("name", source="name", required=True), Rule("x", "map", "name", map_name="none")]}
        self.patch(self.env.registry["erp.backend"], "_prepare_rules", lambda backend: rules)

    def test_an_order_cancelled_while_the_erp_was_down_is_never_sent(self):
        self.sends = [REFUSED_CONNECTION, accepted("P1")]
        self.drain()
        self.assertTrue(self.message.called_at)
        self.order._action_cancel()
        self.assertEqual(self.message.state, "cancelled")
        self.later(60)
        self.drain()
        self.assertEqual(len(self.sent), 1)

    def test_an_order_changed_while_the_erp_was_down_goes_out_as_it_is_now(self):
        self.backend.ask_first = True
        self.sends = [REFUSED_CONNECTION, accepted("P1")]
        self.drain()
        self.order.order_line.price_unit = 70
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertIn('"70', self.message.payload)
        self.later(3)
        self.drain()
        self.assertEqual((self.message.state, len(self.sent)), ("accepted", 2))

    def test_a_refused_connection_does_not_make_an_earlier_try_forgotten(self):
        self.patch(PaperErp, "repeatable", lambda dialect, kind: True)
        self.asks = [CANNOT_ASK]
        self.sends = [TIMEOUT, REFUSED_CONNECTION]
        self.drain()
        self.later(60)
        self.drain()
        self.assertEqual((len(self.sent), self.message.state, self.message.ask_first), (2, "waiting", True))
        self.order._action_cancel()
        self.assertEqual(self.message.state, "waiting", "the first try may have arrived")

    def test_a_mapping_that_fails_on_a_second_try_leaves_the_document_to_be_asked_for(self):
        self.sends = [TIMEOUT]
        self.drain()
        self.later(60)
        rules = self.env.registry["erp.backend"]._prepare_rules
        self._break_mapping()
        self.drain()
        self.assertEqual((self.message.state, self.message.error_code), ("review", "MAPPING"))
        self.assertTrue(self.message.ask_first)
        self.order._action_cancel()
        self.assertEqual(self.message.state, "review", "it is not given up: the ERP may have it")
        self.patch(self.env.registry["erp.backend"], "_prepare_rules", rules)
        self.asks = [Found("P1")]
        self.message.action_retry()
        self.later(60)
        self.drain()
        self.assertEqual((self.message.state, len(self.sent)), ("accepted", 1))

    def test_what_a_dialect_refuses_to_send_a_second_time_is_not_taken_for_refused(self):
        self.patch(PaperErp, "repeatable", lambda dialect, kind: True)
        self.asks = [CANNOT_ASK]
        self.sends = [TIMEOUT]
        self.drain()
        self.later(60)
        self.patch(PaperErp, "send", lambda *arguments: refused("SITE_VALUE", "the backend has no value for org"))
        self.drain()
        self.assertEqual((self.message.state, self.message.ask_first), ("review", True))
        mark, self.asks = self.message.round, [Found("P1")]
        self.message.action_retry()
        self.assertEqual((self.message.state, self.message.round), ("unknown", mark))

    def test_a_mapping_that_fails_before_the_first_try_is_a_plain_refusal(self):
        self._break_mapping()
        self.drain()
        self.assertEqual((self.message.state, self.message.ask_first), ("dead", False))

    def test_where_the_erp_cannot_be_asked_a_persons_word_that_it_is_not_there_sends_it(self):
        self.asks, self.sends = [CANNOT_ASK], [TIMEOUT, accepted("P1")]
        self.drain()
        self.later(60)
        self.drain()
        self.assertEqual((self.message.state, self.message.error_code), ("review", "CANNOT_ASK"))
        self.message.with_user(self.finance).action_retry()
        self.assertEqual((self.message.state, self.message.ask_first, self.message.round), ("waiting", False, 0))
        self.drain()
        self.assertEqual((self.message.state, len(self.sent), len(set(self.sent))), ("accepted", 2, 1))


@tagged("post_install", "-at_install")
class TestSilence(LaneCase):
    """An ERP that says nothing, or nothing useful: nobody else waits for it, and people hear of it."""

    def setUp(self):
        super().setUp()
        self.backend.ask_first = True

    def test_nothing_in_the_database_is_held_while_the_network_is_used(self):
        self.backend.read_back = True
        self._order()
        idle, ask, send = [], PaperErp.ask, PaperErp.send
        self.asks = [TIMEOUT, MISSING, Found("P1"), MISSING, Found("P2")]
        self.sends = [accepted("P1"), accepted("P2")]

        def watched(call):
            def watch(*arguments):
                idle.append(self.session.idle)
                return call(*arguments)

            return watch

        self.patch(PaperErp, "ask", watched(ask))
        self.patch(PaperErp, "send", watched(send))
        self.drain()
        self.later(5)
        self.drain()
        self.assertEqual((idle, len(self.sent)), ([True] * 7, 2))

    def test_questions_into_the_void_are_counted_one_by_one(self):
        for _number in range(4):
            self._order()
        self.asks = [TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT, Killed()]
        self.drain()
        self.assertEqual((self.backend.breaker_failures, self.backend.breaker_state), (4, "closed"))
        self.assertEqual(self.message.attempt_ids.mapped("code"), ["TIMEOUT"])

    def test_a_batch_ends_when_the_time_of_the_run_is_over(self):
        for _number in range(2):
            self._order()
        clock = iter((0.0, 1.0, 25.0))
        self.patch(Lane, "clock", lambda _lane: next(clock, 30.0))
        self.drain()
        states = self.env["erp.message"].search([("backend_id", "=", self.backend.id)]).mapped("state")
        self.assertEqual(sorted(states), ["accepted", "waiting", "waiting"])

    def test_a_login_that_is_not_accepted_opens_the_breaker_and_is_told_once(self):
        self.backend.user_id = self.integrator
        self.asks = [TransportError("HTTP_401", "the ERP does not accept the login of this backend", executed=False)]
        for _time in range(6):
            self.drain()
            self.later(61)
        self.assertEqual((self.backend.breaker_state, self.backend.breaker_failures, self.sent), ("open", 6, []))
        self.assertEqual(self.message.state, "waiting")
        for _time in range(2):
            self.backend._after_drain()
        self.assertEqual(len(self.backend.activity_ids), 1)

    def test_a_question_without_a_useful_answer_is_asked_ever_more_rarely(self):
        self.asks = [TransportError("HTTP_500", "the server answered with an error page")]
        for number in range(1, 10):
            self.drain()
            self.assertEqual((self.message.state, self.message.unanswered), ("waiting", number))
            self.later(1000)
        self.assertEqual((self.backend.breaker_state, self.message.attempts), ("closed", 0))
        self.assertEqual(self.backend._late(), self.backend)
        self.message.action_retry()
        self.assertEqual((self.message.unanswered, self.backend._late()), (0, self.backend.browse()))

    def test_a_service_that_is_not_there_is_tried_ever_more_rarely_and_stops_nobody_else(self):
        gone = TransportError("HTTP_404", "there is no web service at this address", executed=False)
        self.sends = [gone, gone, gone, accepted("P1")]
        for number in (1, 2, 3):
            self.drain()
            self.assertEqual(
                (self.message.state, self.message.unanswered, self.message.attempts), ("waiting", number, 0)
            )
            self.later(1000)
        self.assertEqual(self.backend.breaker_state, "closed")
        self.drain()
        self.assertEqual((self.message.state, self.message.unanswered), ("accepted", 0))

    def test_an_error_page_in_another_alphabet_does_not_stop_the_lane(self):
        self.sends = [TransportError("NOT_SOAP", "the answer is not SOAP: <\0h\0t\0m\0l\0>")]
        self.drain()
        self.assertEqual((self.message.state, self.message.error_text), ("unknown", "the answer is not SOAP: <html>"))
