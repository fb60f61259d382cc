import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_journey import calling

from .common import JourneyCase


@tagged("post_install", "-at_install")
class TestDoors(JourneyCase):
    """The crons, the wizards, wrong users and other companies."""

    def test_the_crons_do_it_all(self):
        journey = self.journey("mail", ("wait", {"delay": 1}), "task", entry="segment")
        with self.enter_registry_test_mode():
            self.env.ref("crm_journey.cron_enrol").method_direct_trigger()
            self.env.ref("crm_journey.cron_proceed").method_direct_trigger()
            self.env.ref("crm_journey.cron_proceed").method_direct_trigger()
        journey.invalidate_recordset()
        self.assertEqual(journey.active_count, 2)
        self.assertEqual(len(self.mails(self.li) | self.mails(self.wang)), 2)

    # The picture

    def test_the_picture_counts_who_is_where(self):
        journey = self.journey("mail", ("wait", {"delay": 1}), "task")
        self.enter(journey, self.li | self.wang)
        self.proceed()
        picture = journey.with_user(self.salesperson).get_picture()
        self.assertEqual([(box["waiting"], box["passed"]) for box in picture["boxes"]], [(0, 2), (2, 0), (0, 0)])
        self.assertEqual([(box["row"], box["column"]) for box in picture["boxes"]], [(0, 0), (1, 0), (2, 0)])
        self.assertEqual((picture["editable"], picture["entered"]), (False, 2))

    def test_a_step_is_tied_in_at_the_plus(self):
        journey = self.journey("mail", "task", running=False).with_user(self.designer)
        new = self.Step.create({"journey_id": journey.id, "name": "A week", "kind": "wait"})
        journey.insert_step(new.id, after_id=journey.step_ids[0].id, port="then")
        self.assertEqual([journey.first_step_id.then_id, new.then_id.kind], [new, "task"])
        first = self.Step.create({"journey_id": journey.id, "name": "Before", "kind": "task"})
        journey.insert_step(first.id)
        self.assertEqual(journey.first_step_id, first)
        self.assertFalse(journey._get_faults())
        with self.assertRaises(UserError):
            journey.insert_step(new.id, after_id=999999999)

    # Dry run

    def dry_run(self, journey, **values):
        return (
            self.env["crm.journey.dry.run"]
            .with_user(self.salesperson)
            .create({"journey_id": journey.id, "partner_id": self.li.id, **values})
        )

    def test_a_dry_run_shows_the_path_and_does_nothing(self):
        journey = self.journey("mail", ("branch", {"condition": "open", "delay": 3}), "call", "task", running=False)
        mail, branch, call, task = journey.step_ids
        branch.otherwise_id, call.then_id = task, False
        idle, keen = self.dry_run(journey), self.dry_run(journey, assumption="keen")
        self.assertEqual(idle.line_ids.filtered(lambda line: line.kind == "do").step_id, mail | task)
        self.assertEqual(keen.line_ids.filtered(lambda line: line.kind == "do").step_id, mail | call)
        waited = idle.line_ids.filtered(lambda line: line.step_id == task).moment - idle.line_ids[0].moment
        self.assertEqual(waited.days, 3)
        self.assertFalse(
            self.mails() or self.li.activity_ids or self.Enrolment.search([("journey_id", "=", journey.id)])
        )

    def test_a_dry_run_says_why_somebody_would_not_begin(self):
        journey = self.journey("task", domain="[('id', '=', 0)]", running=False)
        self.assertTrue(self.dry_run(journey).note)
        self.env["mail.blacklist"]._add(self.li.email)
        journey.domain = "[]"
        self.env.invalidate_all()
        self.assertEqual(self.dry_run(journey).line_ids.mapped("kind"), ["stop"])

    # Putting customers in

    def put_in(self, journey, partners, user=None):
        wizard = self.env["crm.journey.enrol"].with_user(user or self.salesperson)
        wizard = wizard.with_context(active_model="res.partner", active_ids=partners.ids)
        return wizard.create({"journey_id": journey.id})

    def test_a_salesperson_puts_customers_in(self):
        journey = self.journey("task")
        self.enter(journey, self.wang)
        wizard = self.put_in(journey, self.li | self.wang)
        self.assertIn("王芳", wizard.left_out)
        wizard.action_enrol()
        self.assertEqual(journey.enrolment_ids.partner_id, self.li | self.wang)
        with self.assertRaises(UserError):
            self.put_in(journey, self.li).action_enrol()

    def test_strangers_put_nobody_in(self):
        journey = self.journey("task")
        for stranger in (self.clerk, self.foreign_salesperson):
            with self.assertRaises(AccessError):
                self.put_in(journey, self.li, stranger).action_enrol()

    # Wrong users

    def test_a_salesperson_builds_nothing(self):
        journey = self.journey("task").with_user(self.salesperson)
        self.assertEqual(journey.name, "Spring")
        for forbidden in (
            journey.action_pause,
            lambda: journey.write({"name": "Mine"}),
            lambda: journey.insert_step(journey.step_ids.id),
            lambda: self.Enrolment.with_user(self.salesperson).create({}),
            lambda: self.env["crm.journey.host"].with_user(self.designer).create({"name": "x.test"}),
            lambda: self.env["crm.journey.field"].with_user(self.designer).create({}),
            lambda: self.env["crm.campaign.cost"].with_user(self.salesperson).create({}),
        ):
            with self.assertRaises(AccessError):
                forbidden()

    def test_another_company_sees_nothing(self):
        journey = self.journey("mail")
        enrolment = self.enter(journey)
        self.proceed()
        for record in (journey, journey.step_ids, enrolment, enrolment.run_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.foreign_salesperson).read(["display_name"])
            self.assertFalse(record.with_user(self.foreign_salesperson).search([]))

    def test_only_who_may_steer_it_stops_a_journey(self):
        enrolment = self.enter(self.journey(("wait", {"delay": 3})))
        for stranger in (self.clerk, self.foreign_salesperson):
            with self.assertRaises(AccessError):
                enrolment.with_user(stranger).action_stop()
        enrolment.with_user(self.designer).action_stop()
        self.assertEqual((enrolment.state, enrolment.stop_reason), ("stopped", "hand"))
        with self.assertRaises(UserError):
            enrolment.with_user(self.designer).check_access("unlink")

    def test_an_own_documents_salesperson_sees_the_own_silent_customers_only(self):
        alone = new_test_user(self.env, "alone", groups="sales_team.group_sale_salesman", email="alone@us.test")
        lead = self.env["crm.lead"].create({"name": "A", "type": "opportunity", "partner_id": self.li.id})
        lead.action_set_lost()
        self.env.flush_all()
        candidates = self.env["crm.winback.candidate"].with_user(alone).search([("lead_id", "=", lead.id)])
        self.assertEqual(len(candidates), 1)
        self.acme.user_id = self.salesperson
        self.env.flush_all()
        self.assertFalse(self.env["crm.winback.candidate"].with_user(alone).search([("lead_id", "=", lead.id)]))
        with self.assertRaises(AccessError):
            self.env["crm.campaign.return"].with_user(alone).search([])

    def test_the_secret_of_a_host_is_for_administrators(self):
        host = self.env["crm.journey.host"].create({"name": "hooks.test", "secret": "s3cret"})
        self.assertEqual(host.with_user(self.designer).name, "hooks.test")
        with self.assertRaises(AccessError):
            host.with_user(self.designer).read(["secret"])

    # Merging customers

    def test_merged_customers_keep_their_history_once(self):
        journey, other = self.journey("task"), self.journey("task")
        self.enter(journey, self.li | self.wang)
        kept = self.enter(other, self.wang)
        self.proceed()
        self.env["base.partner.merge.automatic.wizard"]._merge((self.li | self.wang).ids, self.li)
        self.assertEqual(journey.enrolment_ids.partner_id, self.li)
        self.assertEqual((len(journey.enrolment_ids), kept.partner_id), (1, self.li))

    # Settings

    def test_impossible_settings_are_refused(self):
        for wrong in ({"journey_quiet_from": 25}, {"journey_cap_days": 0}, {"journey_cap_count": -1}):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.env.company.write(wrong)

    def test_a_message_needs_somebody_to_send_it(self):
        journey = self.journey("task", running=False)
        step = self.Step.create({"journey_id": journey.id, "name": "Hello", "kind": "mail"})
        self.designer.email = self.env.user.email = journey.company_id.email = False
        with self.assertRaisesRegex(UserError, "Nobody to send from"):
            step.action_write_message()
        journey.company_id.email = "hello@us.test"
        step.action_write_message()
        self.assertIn("hello@us.test", step.mailing_id.email_from)
        step.mailing_id = False
        self.designer.email = "dora@us.test"
        step.action_write_message()
        self.assertIn("dora@us.test", step.mailing_id.email_from)

    def test_the_customer_s_page_shows_the_journeys(self):
        self.enter(self.journey(("wait", {"delay": 3})))
        blocks = self.acme.with_user(self.salesperson).customer_blocks
        block = next(block for block in blocks if block["key"] == "journeys")
        self.assertEqual(block["rows"][0]["label"], "Spring")


class Receiver(BaseHTTPRequestHandler):
    """The other system: remembers what it was told and answers what it was told to answer."""

    answers, heard = [], []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((dict(self.headers), json.loads(body)))
        status = self.answers.pop(0) if self.answers else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, *args):
        """Silent."""


@tagged("post_install", "-at_install")
class TestWebhook(JourneyCase):
    """Other systems are told, outside everybody's transaction, and only where it is permitted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = HTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        cls.host = cls.env["crm.journey.host"].create(
            {"name": f"127.0.0.1:{cls.server.server_port}", "private_allowed": True, "secret": "s3cret"}
        )
        cls.url = f"http://127.0.0.1:{cls.server.server_port}/in"

    def setUp(self):
        super().setUp()
        Receiver.answers, Receiver.heard = [], []

    def tell(self, *answers):
        Receiver.answers[:], Receiver.heard[:] = answers, []
        self.enter(self.journey(("webhook", {"url": self.url})))
        self.proceed()
        delivery = self.env["crm.journey.delivery"].search([])
        self.assertFalse(Receiver.heard, "nothing is sent in the transaction of the journey")
        return delivery

    def test_the_other_system_is_told_once_and_can_prove_who_spoke(self):
        delivery = self.tell()
        with self.enter_registry_test_mode():
            self.env.ref("crm_journey.cron_deliver").method_direct_trigger()
            self.env.ref("crm_journey.cron_deliver").method_direct_trigger()
        delivery.invalidate_recordset()
        self.assertEqual((delivery.state, delivery.status, len(Receiver.heard)), ("done", 200, 1))
        headers, body = Receiver.heard[0]
        self.assertEqual(body["customer"]["name"], "李伟")
        self.assertEqual(headers["Idempotency-Key"], body["event"])
        self.assertTrue(headers["X-Signature"].startswith("sha256="))

    def test_a_fault_over_there_is_tried_again_as_the_same_event(self):
        delivery = self.tell(503, 200)
        delivery._deliver()
        self.assertEqual((delivery.state, delivery.error), ("pending", "HTTP 503"))
        delivery._deliver()
        self.assertEqual(delivery.state, "done")
        self.assertEqual(len({headers["Idempotency-Key"] for headers, _body in Receiver.heard}), 1)

    def test_a_refusal_and_a_redirect_are_final(self):
        for status in (400, 302):
            delivery = self.tell(status)[0]
            delivery._deliver()
            self.assertEqual((delivery.state, delivery.error), ("failed", f"HTTP {status}"))
            delivery.with_user(self.designer).action_retry()
            self.assertEqual(delivery.state, "pending")

    def test_a_host_that_was_taken_off_the_list_is_not_called(self):
        delivery = self.tell()
        self.host.active = False
        delivery._deliver()
        self.assertEqual(delivery.state, "failed")
        self.assertFalse(Receiver.heard)

    def test_addresses_that_are_not_permitted_are_refused_while_building(self):
        for url in ("https://evil.test/in", "http://hooks.partner.test/in", "file:///etc/passwd"):
            with self.assertRaises(ValidationError):
                self.journey(("webhook", {"url": url}), running=False)

    def test_a_listed_name_that_leads_into_our_network_is_not_called(self):
        self.env["crm.journey.host"].create({"name": "hooks.partner.test"})
        self.enter(self.journey(("webhook", {"url": "https://hooks.partner.test/in"})))
        self.proceed()
        delivery = self.env["crm.journey.delivery"].search([])
        answer = [(2, 1, 6, "", ("10.0.0.5", 443))]
        with patch.object(calling.socket, "getaddrinfo", lambda *args, **kwargs: answer):
            delivery._deliver()
        self.assertEqual((delivery.state, delivery.error), ("failed", "private: 10.0.0.5"))


@tagged("post_install", "-at_install")
class TestBuilder(HttpCase):
    def test_a_journey_is_built_in_the_browser(self):
        with mute_logger("odoo.addons.base.models.ir_attachment"):
            journey = self.env["crm.journey"].create({"name": "Built by hand", "entry": "manual"})
            self.start_tour(
                f"/odoo/action-crm_journey.action_journey/{journey.id}", "crm_journey_builder", login="admin"
            )
        self.assertEqual(journey.state, "running")
        task = journey.first_step_id
        self.assertEqual((task.name, task.activity_days), ("Remind the salesperson", 3))
        self.assertEqual((task.then_id.name, task.then_id.kind), ("A short pause", "wait"))
