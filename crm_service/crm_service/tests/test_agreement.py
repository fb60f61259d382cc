import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ServiceCase

# One transparent pixel.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestAgreement(HttpCase, ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_a = new_test_user(
            cls.env,
            "sv_ada",
            "base.group_portal",
            partner_id=cls.customer.id,
            tz="Asia/Shanghai",
            email="ada@a.example",
        )
        cls.portal_b = new_test_user(cls.env, "sv_bob", "base.group_portal", partner_id=cls.stranger.id)
        cls.team.calendar_id = False
        cls.mine, cls.theirs = cls.make(name="Mine"), cls.make(name="Theirs", partner_id=cls.stranger.id)

    def post(self, url, page="/my/data", **data):
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open(page).text)[1]
        return self.url_open(url, data={"csrf_token": csrf, **data})

    def soon(self, **delta):
        return (fields.Datetime.now() + timedelta(**delta)).replace(second=0, microsecond=0)

    def propose(self, request, moment, **data):
        local = fields.Datetime.context_timestamp(self.env.user.with_context(tz="Asia/Shanghai"), moment)
        return self.post(f"/my/requests/{request.id}/propose", wanted=local.strftime("%Y-%m-%dT%H:%M"), **data)

    def test_a_customer_proposes_a_date_in_his_own_zone_and_it_is_accepted(self):
        self.authenticate("sv_ada", "sv_ada")
        wanted = self.soon(days=3)
        self.assertIn("We answer your proposal", self.propose(self.mine, wanted).text)
        self.assertEqual((self.mine.proposed_at, self.mine.appointment_at), (wanted, False))
        self.assertEqual(self.mine.activity_ids.user_id, self.lead)
        self.propose(self.mine, wanted)
        self.assertEqual((self.mine.proposal_count, len(self.mine.activity_ids)), (1, 1), "two clicks, one proposal")
        self.mine.with_user(self.agent).action_accept_proposal()
        self.assertEqual((self.mine.appointment_at, self.mine.proposed_at), (wanted, False))
        self.assertFalse(self.mine.activity_ids)
        self.assertIn("We have noted", self.mine.message_ids[:1].body)

    def test_dates_outside_the_rules_are_refused_with_the_reason(self):
        self.authenticate("sv_ada", "sv_ada")
        for moment, reason in (
            (self.soon(hours=-2), "has passed"),
            (self.soon(hours=3), "at least 24 hours"),
            (self.soon(days=90), "within the next 60 days"),
        ):
            self.assertIn(reason, self.propose(self.mine, moment).text)
        self.assertIn("choose a date", self.post(f"/my/requests/{self.mine.id}/propose", wanted="tomorrow").text)
        self.team.calendar_id = self.calendar
        sunday = self.soon(days=7) + timedelta(days=(6 - self.soon(days=7).weekday()))
        self.assertIn("do not work", self.propose(self.mine, sunday).text)
        self.assertEqual(self.mine.proposal_count, 0)
        self.env.company.service_most_proposals = 0
        self.team.calendar_id = False
        self.assertIn("call us", self.propose(self.mine, self.soon(days=3)).text)
        self.mine.action_close()
        with self.assertRaises(UserError):
            self.mine._propose(self.soon(days=3))

    def sign(self, request, name="Ada", signature=PIXEL, token=""):
        url = f"/my/requests/{request.id}/sign?access_token={token}"
        return self.url_open(url, json={"params": {"name": name, "signature": signature}}).json()["result"]

    def test_a_customer_signs_the_result_once_and_a_reopened_request_is_not_accepted_any_more(self):
        self.authenticate("sv_ada", "sv_ada")
        self.assertIn("error", self.sign(self.mine))
        self.mine.action_close()
        self.assertIn("portal.signature_form", self.url_open(f"/my/requests/{self.mine.id}").text)
        self.assertIn("error", self.sign(self.mine, name=" "))
        self.assertIn("error", self.sign(self.mine, signature="no picture"))
        self.assertFalse(self.mine.signed_on)
        self.assertTrue(self.sign(self.mine)["force_refresh"])
        self.assertEqual((self.mine.signed_by, bool(self.mine.signature)), ("Ada", True))
        self.assertIn("error", self.sign(self.mine, name="Somebody else"))
        self.assertEqual(self.mine.signed_by, "Ada")
        drawing = self.mine.message_ids.attachment_ids.filtered(lambda file: file.name == "signature.png")
        self.assertTrue(drawing.raw)
        self.mine._reopen()
        self.assertFalse(self.mine.signed_on)
        self.assertTrue(drawing.exists(), "what was signed stays in the conversation")

    def test_the_link_of_the_mail_signs_and_proposes_without_login(self):
        self.authenticate(None, None)
        token = self.mine._portal_ensure_token()
        url = self.mine.get_portal_url()
        self.customer.tz = "Asia/Shanghai"
        self.propose(self.mine, self.soon(days=3), page=url, access_token=token)
        self.assertTrue(self.mine.proposed_at)
        self.mine.action_close()
        self.assertIn("error", self.sign(self.mine, token="wrong"))
        self.assertTrue(self.sign(self.mine, token=token)["force_refresh"])

    def test_nobody_signs_or_proposes_for_another_customer(self):
        self.authenticate("sv_ada", "sv_ada")
        self.propose(self.theirs, self.soon(days=3))
        self.theirs.action_close()
        self.assertIn("error", self.sign(self.theirs, token=self.mine._portal_ensure_token()))
        self.assertFalse(self.theirs.proposed_at or self.theirs.signed_on)

    def test_a_correction_is_reviewed_before_it_is_written(self):
        self.authenticate("sv_ada", "sv_ada")
        self.assertIn("ada@a.example", self.url_open("/my/data").text)
        values = {
            "name": self.customer.name,
            "city": "Xi'an",
            "email": "ada@a.example",
            "is_company": "",
            "credit_limit": "9",
        }
        page = self.post("/my/data/correct", **values, note="I have moved").text
        self.assertIn("Xi&#39;an", page)
        asked = self.env["crm.data.correction"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(set(asked.mapped("field")), {"city", "other"})
        self.assertFalse(self.customer.city, "nothing is written before somebody looked at it")
        self.post("/my/data/correct", city="Beijing")
        asked = self.env["crm.data.correction"].search([("partner_id", "=", self.customer.id), ("field", "=", "city")])
        self.assertEqual(asked.new_value, "Beijing", "a newer wish replaces the open one")
        self.agent.group_ids += self.env.ref("base.group_partner_manager")
        asked.with_user(self.agent).action_apply()
        asked.with_user(self.agent).action_apply()
        self.assertEqual((self.customer.city, asked.state), ("Beijing", "applied"))
        self.assertIn("Nothing was different", self.post("/my/data/correct", city="Beijing").text)

    def test_a_correction_of_something_that_changed_meanwhile_is_not_applied_blindly(self):
        asked = self.env["crm.data.correction"]._ask(self.customer, {"city": "Berlin"})
        self.customer.city = "Paris"
        with self.assertRaises(UserError):
            asked.action_apply()
        asked.action_refuse()
        self.assertEqual((asked.state, self.customer.city), ("refused", "Paris"))

    def test_corrections_are_no_business_of_customers_or_other_employees(self):
        asked = self.env["crm.data.correction"]._ask(self.customer, {"city": "Berlin"})
        clerk = new_test_user(self.env, "sv_clerk", "base.group_user")
        for user in (self.portal_a, self.portal_b, clerk):
            with self.assertRaises(AccessError):
                asked.with_user(user).read(["new_value"])
            with self.assertRaises(AccessError):
                asked.with_user(user).action_apply()
        self.authenticate("sv_bob", "sv_bob")
        self.assertNotIn("Berlin", self.url_open("/my/data").text)

    def test_a_consent_is_withdrawn_and_given_again_at_once(self):
        self.customer.phone = "+86 138 0013 8000"
        self.authenticate("sv_ada", "sv_ada")
        self.assertIn("ada@a.example", self.url_open("/my/data").text)
        self.post("/my/data/consent", phone="1")
        blocked = self.env["mail.blacklist"].search([("email", "=", "ada@a.example")])
        self.assertTrue(blocked)
        self.assertIn("withdrawn", " ".join(self.customer.message_ids.mapped("body")))
        self.post("/my/data/consent", phone="1", email="1")
        self.assertFalse(self.env["mail.blacklist"].search([("email", "=", "ada@a.example")]))

    def test_the_settings_are_the_companys(self):
        settings = self.env["res.config.settings"].create({"service_notice_hours": 48, "service_ask_signature": False})
        settings.execute()
        self.assertEqual(self.env.company.service_notice_hours, 48)
        self.mine.action_close()
        self.authenticate("sv_ada", "sv_ada")
        self.assertNotIn("portal.signature_form", self.url_open(f"/my/requests/{self.mine.id}").text)
