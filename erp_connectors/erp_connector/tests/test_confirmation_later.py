from odoo.tests import tagged

from ..engine.inbound_contract import Pushed
from ..engine.outcome import CANNOT_ASK, MISSING, Found, sent, unavailable
from .lane_case import DrainCase, Killed
from .paper_erp import PaperErp


@tagged("post_install", "-at_install")
class TestConfirmationLater(DrainCase):
    """An ERP that takes delivery at once and says later what became of it."""

    def setUp(self):
        super().setUp()
        self.taken, self.can_say = [], CANNOT_ASK
        test = self

        def send(self, kind, action, key, values):
            if self.refusal:
                return unavailable(*self.refusal)
            if (key, self.sending) not in test.taken:
                test.taken.append((key, self.sending))
            return sent("taken")

        self.patch(PaperErp, "send", send)
        self.patch(PaperErp, "ask", lambda self, kind, key, values: test.can_say)
        self.patch(PaperErp, "repeatable", lambda self, kind: True)
        self.patch(PaperErp, "can_ask", False)
        self.order = self._order()
        self.message = self._message_of(self.order)

    def tell(self, message_id="C-1", result="accepted", number="4711", mark=None, **document):
        document = {"document_key": self.message.document_key, "result": result, "code": "", "text": ""} | document
        document |= {"external_id": number, "external_ref": number, "field": "", "advice": ""}
        document["sending"] = mark or self.taken[-1][1]
        self.backend._keep_pushed(Pushed("confirmation", message_id, document["document_key"], document))
        self.backend._job_apply_inbox()
        self.env.invalidate_all()
        return self.env["erp.message"].search([("sender_id", "=", message_id)])

    def later(self, message=None, minutes=61):
        self.env.cr.execute(
            "UPDATE erp_message SET next_try_at = next_try_at - make_interval(mins => %s) WHERE id = %s",
            (minutes, (message or self.message).id),
        )
        self.env.invalidate_all()

    def test_a_delivered_order_waits_for_its_confirmation_and_says_so(self):
        self.drain()
        self.assertEqual((self.message.state, self.message.attempt_ids.mapped("state")), ("sent", ["sent"]))
        self.assertEqual((self.order.erp_state, self.backend.open_count, self.backend.stuck_count), ("open", 1, 0))
        self.drain()
        self.assertEqual((self.message.attempts, len(self.taken)), (1, 1), "nothing is sent while it waits")

    def test_the_confirmation_stores_the_link_with_the_erps_number(self):
        self.drain()
        self.assertEqual(self.tell().state, "accepted")
        self.assertEqual((self.message.state, self.message.external_ref), ("accepted", "4711"))
        self.assertEqual((self.order.erp_state, self.order.erp_number), ("done", "4711"))
        self.assertEqual(self.tell("C-2").state, "accepted", "told twice is told once")
        self.assertEqual(len(self.order._erp_links()), 1)

    def test_a_refusal_is_shown_and_what_is_put_right_goes_out_as_another_sending(self):
        self.drain()
        self.tell(result="refused", number="", code="V1 382", text="信用冻结")
        self.assertEqual((self.message.state, self.order.erp_problem), ("dead", "信用冻结"))
        self.message.action_retry()
        self.drain()
        self.assertEqual(len(set(self.taken)), 2)
        self.tell("C-2", result="refused", number="", mark=self.taken[0][1])
        self.assertEqual(self.message.state, "sent", "the refusal of the first sending is old news")
        self.tell("C-3")
        self.assertEqual(self.message.state, "accepted")

    def test_a_confirmation_before_the_answer_to_the_call_is_applied_after_it(self):
        early = []

        def hook(point):
            if point == "after_send":
                self.env.invalidate_all()
                early.append(self.tell())

        self.drain(hook)
        self.assertEqual((early[0].state, early[0].error_code, self.message.state), ("waiting", "NOT_YET", "sent"))
        self.backend._after_drain()
        self.backend._job_apply_inbox()
        self.env.invalidate_all()
        self.assertEqual((early[0].state, self.message.state), ("accepted", "accepted"))

    def test_a_crash_after_delivery_leaves_one_sending_and_one_link(self):
        def hook(point):
            if point == "after_send" and not self.taken[1:] and not killed:
                killed.append(point)
                raise Killed

        killed = []
        self.drain(hook)
        self.assertEqual(self.message.state, "calling")
        self.later()
        self.backend.settle = 0
        self.env.cr.execute("UPDATE erp_message SET called_at = called_at - interval '1 hour'")
        self.drain()
        self.assertEqual((self.message.state, self.message.attempts, len(self.taken)), ("sent", 2, 1))
        self.tell()
        self.assertEqual(self.message.state, "accepted")

    def test_a_confirmation_before_the_dead_worker_was_missed_is_enough(self):
        def hook(point):
            if point == "after_send":
                raise Killed

        self.drain(hook)
        early = self.tell()
        self.assertEqual((early.state, self.message.state), ("waiting", "calling"))
        self.env.cr.execute("UPDATE erp_message SET called_at = called_at - interval '1 hour'")
        self.patch(PaperErp, "refusal", ("UNREACHABLE", "down"))
        self.drain()
        self.later(early)
        self.backend._job_apply_inbox()
        self.env.invalidate_all()
        self.assertEqual((early.state, self.message.state, len(self.taken)), ("accepted", "accepted", 1))

    def test_without_a_word_in_time_it_comes_to_a_person_and_the_late_word_still_counts(self):
        self.drain()
        self.later()
        self.drain()
        self.assertEqual((self.message.state, self.message.error_code), ("review", "NOT_CONFIRMED"))
        self.assertTrue(self.message.what_to_do)
        self.tell()
        self.assertEqual((self.message.state, self.order.erp_number), ("accepted", "4711"))

    def test_what_a_person_sends_again_from_review_is_the_same_sending(self):
        self.drain()
        self.later()
        self.drain()
        self.message.action_retry()
        self.later()
        self.env.cr.execute("UPDATE erp_message SET called_at = called_at - interval '1 hour'")
        self.drain()
        self.assertEqual((self.message.state, len(self.taken)), ("sent", 1))

    def test_an_erp_that_can_be_asked_is_asked_when_the_word_does_not_come(self):
        self.patch(PaperErp, "can_ask", True)
        self.can_say = Found("4711", "SO-4711")
        self.drain()
        self.later()
        self.env.cr.execute("UPDATE erp_message SET called_at = called_at - interval '1 hour'")
        self.drain()
        self.assertEqual((self.message.state, self.order.erp_number), ("accepted", "SO-4711"))

    def test_an_erp_that_surely_has_it_not_is_sent_it_again(self):
        self.patch(PaperErp, "can_ask", True)
        self.can_say = MISSING
        self.drain()
        self.later()
        self.env.cr.execute("UPDATE erp_message SET called_at = called_at - interval '1 hour'")
        self.drain()
        self.assertEqual((self.message.state, self.message.attempts), ("sent", 2))

    def test_a_change_waits_until_the_one_before_is_confirmed(self):
        self.customer.write({"city": "Suzhou"})
        self.env.cr.flush()
        self.drain()
        first = self._message_of(self.customer, "update")
        self.customer.write({"city": "Hangzhou"})
        self.env.cr.flush()
        self.drain()
        second = self._message_of(self.customer, "update") - first
        self.assertEqual((first.state, second.state), ("sent", "waiting"))
        mark = self.taken[-1][1]
        self.message = first
        self.tell("U-1", number="C-1", mark=mark)
        self.drain()
        self.assertEqual((first.state, second.state), ("accepted", "sent"))
        self.tell("U-2", number="C-1", mark=mark)
        self.assertEqual(second.state, "sent", "the first one's word says nothing about the second")

    def test_a_word_about_a_sending_that_never_was_moves_nothing(self):
        self.drain()
        early = self.tell("X-1", mark="u3")
        self.assertEqual((early.state, early.error_code, self.message.state), ("waiting", "NOT_YET", "sent"))
        stranger = self.tell("X-2", mark="c0", document_key="O0-OR-1")
        self.assertEqual((stranger.error_code, self.message.state), ("NOT_YET", "sent"))
