from odoo.tests import tagged

from ..engine.outcome import Found
from ..soap.transport import TransportError
from .lane_case import Killed, LaneCase

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
