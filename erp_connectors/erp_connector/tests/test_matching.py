import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from ..outbox.lane import Lane
from ..outbox.store import Store
from .paper_books import Paper, PaperCase


class SameCursor:
    """The test's own transaction as a lane's connection: what a lane commits is kept until the test ends."""

    def __init__(self, env):
        self.env = env

    def cursor(self):
        self.env.flush_all()
        return self.env.cr._obj

    def commit(self):
        pass


@tagged("post_install", "-at_install")
class TestMatching(PaperCase):
    def matching(self, kind="customer", **values):
        runs = self.env["erp.matching"].with_user(self.manager).with_company(self.company)
        run = runs.create({"backend_id": self.backend.id, "kind": kind, **values})
        with trap_jobs() as trap:
            run.action_start()
            self.assertFalse(Paper.calls)  # the network belongs into the job
            trap.perform_enqueued_jobs()
        return run

    def links(self):
        return {
            (link.kind, link.external_id): link.res_id
            for link in self.env["erp.link"].search([("backend_id", "=", self.backend.id)])
        }

    def test_the_same_firm_under_two_names_is_proposed_with_reasons(self):
        Paper.books["customer"]["11"] = {"name": "百会咖啡（上海）有限公司", "vat": "91310000-MA1FL-0000X"}
        match = self.matching().match_ids.filtered(lambda match: match.rank == 1)
        self.assertEqual((match.res_id, match.external_id), (self.baihui.id, "11"))
        self.assertGreaterEqual(match.score, 95)
        self.assertEqual(match.reason_text, "same tax number, similar name")

    def test_phones_are_compared_as_numbers_not_as_text(self):
        self.azure.phone = "021 5555-0101"
        Paper.books["customer"]["12"] = {"name": "B", "phone": "+86 21 55550101"}
        match = self.matching().match_ids
        self.assertEqual((match.res_id, match.reasons), (self.azure.id, "phone"))

    def test_confirming_links_the_pair_and_the_record_is_not_created_again(self):
        Paper.books["customer"]["11"] = {"name": "Azure Interior"}
        run = self.matching()
        run.match_ids.action_confirm()
        self.assertEqual(self.links(), {("customer", "11"): self.azure.id})
        self.backend.state = "live"
        self.backend._enqueue("customer", "create", self.azure)
        self.assertFalse(self.messages())

    def test_a_message_written_at_the_moment_of_the_confirmation_finds_the_link_before_it_is_sent(self):
        self.backend.state = "live"
        self.backend._enqueue("customer", "create", self.azure)
        self.link(self.azure, "11")
        profile = self.backend._prepare_profile()
        store = Store(SameCursor(self.env), self.backend.id)
        lane = Lane(store, profile)
        store.worker = 1
        lane._send_batch(store.claim(5))
        self.env.invalidate_all()
        self.assertEqual(self.messages().mapped("state"), ["accepted"])
        self.assertEqual(self.links(), {("customer", "11"): self.azure.id})
        self.assertNotIn("send", Paper.calls)

    def test_a_waiting_message_that_would_create_it_again_is_cancelled(self):
        self.backend.state = "live"
        self.backend._enqueue("customer", "create", self.azure)
        Paper.books["customer"]["11"] = {"name": "Azure Interior"}
        self.matching().match_ids.action_confirm()
        self.assertEqual(self.messages().mapped("state"), ["cancelled"])

    def test_a_record_that_is_being_sent_at_this_moment_has_to_wait(self):
        self.backend.state = "live"
        self.backend._enqueue("customer", "create", self.azure)
        self.env.cr.execute("UPDATE erp_message SET state = 'calling' WHERE backend_id = %s", [self.backend.id])
        self.env.invalidate_all()
        Paper.books["customer"]["11"] = {"name": "Azure Interior"}
        match = self.matching().match_ids
        match.action_confirm()
        self.assertEqual((match.state, self.links()), ("proposed", {}))
        self.assertIn("being sent", match.problem)

    def test_all_clear_pairs_are_linked_at_once_and_rivals_are_left_to_a_person(self):
        twin = self.azure.copy({"name": "Azure Interior, Inc."})
        twin.email = self.azure.email
        Paper.books["customer"] = {
            "11": {"name": "Azure Interior", "email": "hello@azure.example.com"},
            "12": {"name": "百会咖啡", "vat": "91310000MA1FL0000X"},
            "13": {"name": "Nobody We Know"},
        }
        run = self.matching()
        self.assertEqual((run.read_count, run.sure_count, run.alone_count), (3, 1, 1))
        run.action_confirm_sure()
        self.assertEqual(self.links(), {("customer", "12"): self.baihui.id})
        self.assertEqual(run.open_count, 1)

    def test_below_the_score_nothing_is_linked_in_bulk(self):
        Paper.books["customer"]["11"] = {"name": "Azure Interior"}
        run = self.matching(threshold=95)
        self.assertEqual(run.sure_count, 0)
        with self.assertRaisesRegex(UserError, "nothing to confirm"):
            run.action_confirm_sure()

    def test_one_of_ours_is_linked_to_one_of_theirs_even_when_two_are_confirmed(self):
        Paper.books["customer"] = {"11": {"name": "Azure Interior"}, "12": {"name": "Azure Interior Inc"}}
        run = self.matching()
        run.match_ids.filtered("res_id").action_confirm()
        self.assertEqual(list(self.links().values()), [self.azure.id])
        self.assertEqual(run.match_ids.mapped("state").count("confirmed"), 1)

    def test_what_somebody_else_linked_in_the_meantime_is_told_and_not_doubled(self):
        Paper.books["customer"]["11"] = {"name": "Azure Interior"}
        match = self.matching().match_ids
        self.link(self.baihui, "11")
        answer = match.action_confirm()
        self.assertEqual(self.links(), {("customer", "11"): self.baihui.id})
        self.assertEqual((match.state, answer["params"]["type"]), ("proposed", "warning"))
        self.assertIn("in the meantime", match.problem)

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_a_second_link(self):
        self.link(self.azure, "11")
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            self.link(self.baihui, "11")

    def test_confirming_twice_links_once(self):
        Paper.books["customer"]["11"] = {"name": "Azure Interior"}
        match = self.matching().match_ids
        match.action_confirm()
        with self.assertRaises(UserError):
            match.action_confirm()
        self.assertEqual(len(self.links()), 1)

    def test_a_record_that_was_deleted_is_told(self):
        Paper.books["customer"]["11"] = {"name": "Azure Interior"}
        match = self.matching().match_ids
        self.azure.unlink()
        match.action_confirm()
        self.assertEqual((self.links(), match.problem), ({}, "The record here has been deleted."))

    def test_what_is_linked_is_not_proposed_again(self):
        Paper.books["customer"] = {"11": {"name": "Azure Interior"}, "12": {"name": "上海百会咖啡有限公司"}}
        self.link(self.azure, "11")
        run = self.matching()
        self.assertEqual(run.linked_count, 1)
        self.assertEqual(run.match_ids.filtered("res_id").mapped("res_id"), [self.baihui.id])

    def test_products_meet_by_their_codes(self):
        Paper.books["product"]["3"] = {"name": "咖啡机", "code": "cm-1"}
        match = self.matching("product").match_ids
        self.assertEqual((match.res_id, match.reasons), (self.machine.id, "code"))

    def test_a_person_may_point_at_another_record_by_hand(self):
        Paper.books["customer"]["13"] = {"name": "Nobody We Know"}
        match = self.matching().match_ids
        self.assertEqual(match.state, "alone")
        match.res_id = self.baihui.id
        match.action_confirm()
        self.assertEqual(self.links(), {("customer", "13"): self.baihui.id})

    def test_an_erp_that_is_down_is_told_in_words(self):
        Paper.down = True
        run = self.matching()
        self.assertEqual((run.state, run.problem), ("failed", "the server cannot be reached"))

    def test_reading_again_keeps_what_was_confirmed(self):
        Paper.books["customer"]["11"] = {"name": "Azure Interior"}
        run = self.matching()
        run.match_ids.action_confirm()
        with trap_jobs() as trap:
            run.action_start()
            trap.perform_enqueued_jobs()
        self.assertEqual(run.match_ids.mapped("state"), ["confirmed"])

    def test_who_only_watches_links_nothing(self):
        Paper.books["customer"]["11"] = {"name": "Azure Interior"}
        run = self.matching()
        with self.assertRaises(AccessError):
            run.match_ids.with_user(self.watcher).action_confirm()
        with self.assertRaises(AccessError):
            run.with_user(self.watcher).action_start()
        self.assertEqual(self.links(), {})

    def test_five_hundred_records_cost_as_many_statements_as_fifty(self):
        def statements(count):
            Paper.books["customer"] = {str(n): {"name": f"Firm {n} Ltd", "vat": f"CN{n:09d}"} for n in range(count)}
            run = self.env["erp.matching"].create({"backend_id": self.backend.id, "state": "reading"})
            self.env.flush_all()
            before = self.cr.sql_log_count
            run._job_read()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        statements(1)
        self.assertLessEqual(statements(500) - statements(50), 12)
