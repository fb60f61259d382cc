from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MONDAY, ServiceCase


@tagged("post_install", "-at_install")
class TestMergeSplit(ServiceCase):
    def merge(self, requests, keep, user=None):
        wizard = self.env["crm.service.merge"].with_context(active_ids=requests.ids)
        wizard = wizard.with_user(user or self.agent).create({"target_id": keep.id})
        return wizard.action_merge()

    def test_merging_loses_nothing_and_keeps_the_older_promise(self):
        with freeze_time(MONDAY):
            old = self.make(name="Old")
            old.message_post(body="First cry", attachments=[("photo.txt", b"x")])
        with freeze_time(MONDAY + timedelta(hours=3)):
            new = self.make(name="New")
            self.merge(old | new, new)
        self.assertEqual(old.merged_into_id, new)
        self.assertFalse(old.active)
        self.assertEqual(old.clock, "stop")
        self.assertEqual(new.opened_at, MONDAY)
        self.assertEqual(new.sla_id.resolve_used, 3.0)
        self.assertIn("First cry", " ".join(new.message_ids.mapped("body")))
        files = self.env["ir.attachment"].search([("res_model", "=", new._name), ("res_id", "=", new.id)])
        self.assertIn("photo.txt", files.mapped("name"))

    def test_requests_of_two_customers_are_never_merged(self):
        mine, theirs = self.make(), self.make(partner_id=self.stranger.id)
        with self.assertRaisesRegex(UserError, "different customers"):
            self.merge(mine | theirs, mine)

    def test_a_request_is_merged_once(self):
        first, second, third = self.make(), self.make(), self.make()
        self.merge(first | second, first)
        with self.assertRaisesRegex(UserError, "already"):
            third._absorb(second)
        with self.assertRaisesRegex(UserError, "at least two"):
            self.merge(third, third)

    def test_an_agent_cannot_merge_what_he_may_not_write(self):
        self.team.privacy = "members"
        first, second = self.make(), self.make()
        with self.assertRaises(AccessError):
            self.merge(first | second, first, self.other_agent)

    def test_splitting_copies_the_message_and_keeps_the_customers_waiting_time(self):
        with freeze_time(MONDAY):
            request = self.make()
            message = request.message_post(body="And the invoice is wrong", attachments=[("bill.txt", b"x")])
            request.message_post(body="Something else")
        with freeze_time(MONDAY + timedelta(hours=2)):
            wizard = self.env["crm.service.split"].with_context(active_id=request.id).with_user(self.agent)
            wizard = wizard.create({"name": "Invoice", "message_ids": message.ids})
            new = self.env["crm.service.request"].browse(wizard.action_split()["res_id"])
        self.assertEqual((new.name, new.partner_id, new.split_from_id), ("Invoice", self.customer, request))
        self.assertEqual(new.opened_at, MONDAY)
        self.assertIn(new, request.related_ids)
        bodies = " ".join(new.message_ids.mapped("body"))
        self.assertIn("invoice is wrong", bodies)
        self.assertNotIn("Something else", bodies)
        self.assertIn("bill.txt", new.message_ids.attachment_ids.mapped("name"))
        self.assertEqual(message.res_id, request.id, "the first request keeps its message")
