import re
from io import BytesIO

from odoo.tests import HttpCase, new_test_user, tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestPortal(HttpCase, ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_a = new_test_user(cls.env, "sv_ada", "base.group_portal", partner_id=cls.customer.id)
        cls.portal_b = new_test_user(cls.env, "sv_bob", "base.group_portal", partner_id=cls.stranger.id)
        Asset = cls.env["crm.asset"]
        cls.asset_a = Asset.create({"partner_id": cls.customer.id, "product_id": cls.product.id, "serial": "SECRET-A"})
        cls.asset_b = Asset.create({"partner_id": cls.stranger.id, "product_id": cls.product.id, "serial": "SECRET-B"})
        cls.mine = cls.make(name="Mine is broken", asset_id=cls.asset_a.id)
        cls.theirs = cls.make(name="Theirs is secret", partner_id=cls.stranger.id, asset_id=cls.asset_b.id)

    def form(self, url):
        """Hidden fields of the page's forms: csrf token, key."""
        page = self.url_open(url).text
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))

    def send(self, url, data=None, **kwargs):
        page = "/my/requests/new" if self.session.uid else kwargs.pop("page")
        hidden = self.form(page)
        kwargs.pop("page", None)
        return self.url_open(url, data={"csrf_token": hidden["csrf_token"], **(data or {})}, **kwargs)

    def requests_of(self, partner):
        return self.env["crm.service.request"].search([("partner_id", "=", partner.id)])

    def test_a_customer_opens_a_request_with_a_photo(self):
        self.authenticate("sv_ada", "sv_ada")
        hidden = self.form("/my/requests/new")
        self.assertIn("<textarea", self.url_open("/my/requests/new").text)
        before = self.requests_of(self.customer)
        data = {
            "name": "Smoke",
            "description": "It <b>smokes</b>",
            "asset_id": str(self.asset_a.id),
            "urgency": "high",
            **hidden,
        }
        files = [("files", ("photo.txt", BytesIO(b"pixels"), "text/plain"))]
        page = self.url_open("/my/requests/new", data=data, files=files)
        request = self.requests_of(self.customer) - before
        self.assertEqual((request.name, request.channel, request.asset_id), ("Smoke", "portal", self.asset_a))
        self.assertIn("&lt;b&gt;", request.description)
        self.assertEqual(request.urgency, "high")
        self.assertIn("photo.txt", request.message_ids.attachment_ids.mapped("name"))
        self.assertIn(request.number, page.text)
        self.url_open("/my/requests/new", data=data)
        self.assertEqual(len(self.requests_of(self.customer) - before), 1, "sent twice, opened once")

    def test_wrong_input_is_explained_and_nothing_is_lost(self):
        self.authenticate("sv_ada", "sv_ada")
        before = self.requests_of(self.customer)
        for wrong in (
            {"name": "  "},
            {"name": "x" * 201},
            {"name": "x", "asset_id": str(self.asset_b.id)},
            {"name": "x", "asset_id": "nonsense"},
            {"name": "x", "category_id": str(self.env.ref("crm_service.category_maintenance").id)},
        ):
            page = self.send("/my/requests/new", {"description": "my long story", **wrong}).text
            self.assertIn("is-invalid", page, wrong)
            self.assertIn("my long story", page)
        self.assertEqual(self.requests_of(self.customer), before)

    def test_fields_that_are_not_on_the_form_are_ignored(self):
        self.authenticate("sv_ada", "sv_ada")
        before = self.requests_of(self.customer)
        self.send("/my/requests/new", {"name": "Sly", "partner_id": self.stranger.id, "priority": "3", "user_id": 2})
        request = self.requests_of(self.customer) - before
        self.assertEqual((request.partner_id, request.priority, request.user_id.id), (self.customer, "0", False))

    def test_the_list_shows_my_requests_only(self):
        self.authenticate("sv_ada", "sv_ada")
        for url in ("/my/requests", "/my/requests?filterby=all&search=secret", "/my/requests?search=SR", "/my/assets"):
            page = self.url_open(url).text
            self.assertNotIn("Theirs is secret", page)
            self.assertNotIn("SECRET-B", page)
        self.assertIn("Mine is broken", self.url_open("/my/requests").text)
        self.assertIn("SECRET-A", self.url_open("/my/assets").text)
        self.assertIn("Warranty", self.url_open("/my/entitlements").text)
        self.assertIn("Service Requests", self.url_open("/my").text)

    def test_another_customers_doors_are_closed(self):
        secret = self.env["ir.attachment"].create(
            {"name": "b.txt", "raw": b"secret bytes", "res_model": "crm.service.request", "res_id": self.theirs.id}
        )
        manual = self.env["ir.attachment"].create(
            {"name": "m.txt", "raw": b"secret bytes", "res_model": "crm.asset", "res_id": self.asset_b.id}
        )
        token = self.theirs._portal_ensure_token()
        self.authenticate("sv_ada", "sv_ada")
        for url in (
            f"/my/requests/{self.theirs.id}",
            f"/my/requests/{self.theirs.id}?access_token=wrong",
            f"/my/requests/{self.theirs.id}?access_token={self.mine._portal_ensure_token()}",
            f"/my/assets/{self.asset_b.id}",
            f"/my/assets/{self.asset_b.id}?access_token={token}",
            f"/web/content/{secret.id}",
            f"/web/content/{manual.id}",
            f"/web/content/crm.asset/{self.asset_b.id}/serial",
            f"/web/image/{secret.id}",
            f"/mail/view?model=crm.service.request&res_id={self.theirs.id}",
        ):
            page = self.url_open(url)
            for leak in ("Theirs is secret", "SECRET-B", "secret bytes"):
                self.assertNotIn(leak, page.text, url)
        for what in ("close", "reopen", "rate"):
            self.send(f"/my/requests/{self.theirs.id}/{what}", {"rate": "1", "access_token": "wrong"})
        self.assertEqual((self.theirs.clock, self.theirs.rating_count), ("run", 0))

    def test_the_conversation_of_another_customer_is_closed(self):
        self.theirs.message_post(body="between us", message_type="comment", subtype_xmlid="mail.mt_comment")
        self.authenticate("sv_ada", "sv_ada")
        params = {"thread_model": "crm.service.request", "thread_id": self.theirs.id}
        answer = self.url_open("/mail/chatter_fetch", json={"params": params}).text
        self.assertNotIn("between us", answer)
        post = {
            **params,
            "post_data": {"body": "let me in", "message_type": "comment", "subtype_xmlid": "mail.mt_comment"},
        }
        self.url_open("/mail/message/post", json={"params": post})
        self.assertNotIn("let me in", " ".join(self.theirs.message_ids.mapped("body")))

    def test_a_customer_follows_closes_reopens_and_rates(self):
        self.authenticate("sv_ada", "sv_ada")
        page = self.url_open(f"/my/requests/{self.mine.id}").text
        self.assertIn(self.mine.number, page)
        base = f"/my/requests/{self.mine.id}"
        self.send(f"{base}/rate", {"rate": "1"})
        self.assertFalse(self.mine.low_rating, "an open request is not rated")
        self.send(f"{base}/close")
        self.assertEqual(self.mine.clock, "stop")
        self.send(f"{base}/rate", {"rate": "7"})
        self.send(f"{base}/rate", {"rate": "1", "feedback": "Too slow"})
        self.send(f"{base}/rate", {"rate": "2", "feedback": "Still slow"})
        self.assertEqual((self.mine.rating_last_value, self.mine.low_rating, self.mine.rating_count), (2.0, True, 1))
        self.send(f"{base}/reopen")
        self.assertEqual((self.mine.clock, self.mine.reopen_count), ("run", 1))

    def test_a_colleague_of_the_customer_sees_the_companys_requests(self):
        colleague = self.env["res.partner"].create(
            {"name": "Carl", "parent_id": self.customer.id, "email": "c@c.example"}
        )
        new_test_user(self.env, "sv_carl", "base.group_portal", partner_id=colleague.id)
        self.authenticate("sv_carl", "sv_carl")
        self.assertIn("Mine is broken", self.url_open("/my/requests").text)

    def test_the_link_of_the_mail_works_without_login(self):
        self.authenticate(None, None)
        url = self.mine.get_portal_url()
        self.assertIn("Mine is broken", self.url_open(url).text)
        self.assertNotIn("Mine is broken", self.url_open(f"/my/requests/{self.mine.id}").text)
        token = self.mine.access_token
        self.send(f"/my/requests/{self.mine.id}/close", {"access_token": token}, page=url)
        self.assertEqual(self.mine.clock, "stop")
        self.send(f"/my/requests/{self.mine.id}/rate", {"access_token": token, "rate": "5"}, page=url)
        self.assertEqual(self.mine.rating_last_value, 5.0)

    def test_without_login_the_rest_is_closed(self):
        self.authenticate(None, None)
        for url in (
            "/my/requests",
            "/my/requests/new",
            "/my/assets",
            f"/my/assets/{self.asset_a.id}",
            "/my/entitlements",
        ):
            page = self.url_open(url).text
            self.assertNotIn("SECRET-A", page)
            self.assertIn("login", page)

    def test_a_merged_request_leads_to_the_one_that_was_kept(self):
        other = self.make(name="The one we keep")
        other._absorb(self.mine)
        self.authenticate("sv_ada", "sv_ada")
        self.assertIn("The one we keep", self.url_open(f"/my/requests/{self.mine.id}").text)

    def test_a_revoked_customer_is_out(self):
        self.authenticate("sv_ada", "sv_ada")
        self.assertIn("Mine is broken", self.url_open(f"/my/requests/{self.mine.id}").text)
        self.mine.asset_id = False
        self.mine.partner_id = self.stranger
        self.assertNotIn("Mine is broken", self.url_open(f"/my/requests/{self.mine.id}").text)
        self.mine.unlink()
        self.assertEqual(self.url_open(f"/my/requests/{self.mine.id}").status_code, 200)
