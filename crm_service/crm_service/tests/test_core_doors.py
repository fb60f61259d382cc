import re

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_doors import DoorsCase


@tagged("post_install", "-at_install")
class TestCoreDoors(DoorsCase):
    """The doors that Odoo itself opens to every visitor: conversation, files, reports, addresses, search."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.env["crm.contract"].create(
            {
                "partner_id": cls.stranger.id,
                "title": "Secret terms",
                "text_ids": [(0, 0, {"name": "Price", "body": "<p>secret bytes</p>"})],
                "service_ids": [(0, 0, {"name": "Secret terms", "hours": 5})],
            }
        )
        cls.contract.action_send()
        cls.contract._sign("Bob", False)
        for record in (cls.theirs, cls.contract):
            record.message_post(
                body="Theirs is secret",
                attachments=[("SECRET-B.txt", b"secret bytes")],
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        cls.said = cls.theirs.message_ids | cls.contract.message_ids
        cls.stranger.city = "Secret terms"

    def setUp(self):
        super().setUp()
        self.authenticate("sv_ada", "sv_ada")
        self.token = self.mine._portal_ensure_token()
        self.threads = [
            (record._name, record.id)
            for record in (self.theirs, self.asset, self.terms, self.contract, self.unfinished)
        ]

    def ask(self, url, **params):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            return self.url_open(url, json={"params": params}).text

    def test_no_conversation_is_read_or_joined(self):
        for model, number in self.threads:
            for key in ({}, {"token": self.token}, {"token": self.token, "hash": self.token, "pid": self.customer.id}):
                place = {"thread_model": model, "thread_id": number}
                self.assertClosed(self.ask("/mail/chatter_fetch", **place, **key), (model, key))
                self.assertClosed(self.ask("/portal/chatter_init", **place, **key), (model, key))
                self.assertClosed(self.ask("/mail/thread/messages", **place), model)
                answer = self.ask("/mail/message/post", **place, **key, post_data={"body": "I was here"})
                self.assertIn("error", answer, (model, key))
        messages = (self.theirs | self.mine).message_ids | self.contract.message_ids | self.unfinished.message_ids
        self.assertNotIn(self.customer, messages.author_id)
        self.assertIn(
            "error", self.ask("/mail/message/update_content", message_id=self.said[0].id, update_data={"body": "x"})
        )
        place = {"res_model": self.theirs._name, "res_id": self.theirs.id}
        self.assertClosed(self.ask("/mail/thread/subscribe", **place, partner_ids=[self.customer.id]), "subscribe")
        self.assertNotIn(self.customer, self.theirs.message_partner_ids)
        page = self.url_open(f"/mail/view?model=crm.service.request&res_id={self.theirs.id}&access_token={self.token}")
        self.assertClosed(page.text, "/mail/view")

    def test_no_file_is_read_changed_or_left(self):
        files = self.files | self.said.attachment_ids
        for file in files:
            for door in (
                f"/web/content/{file.id}",
                f"/web/content/ir.attachment/{file.id}/raw",
                f"/web/content/{file.id}?access_token={self.token}&download=true",
                f"/web/image/{file.id}?access_token={self.token}",
                f"/mail/attachment/pdf_first_page/{file.id}?access_token={self.token}",
            ):
                self.assertClosed(self.url_open(door).text, door)
            self.ask("/mail/attachment/delete", attachment_id=file.id, access_token=self.token)
            self.ask("/portal/attachment/remove", attachment_id=file.id, access_token=self.token)
        self.assertEqual(files.exists(), files)
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open("/my/data").text)[1]
        numbers = ",".join(map(str, files.ids))
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open(
                "/mail/attachment/zip", data={"file_ids": numbers, "zip_name": "x", "csrf_token": csrf}
            )
            self.assertNotIn(b"secret bytes", answer.content)
            for model, number in self.threads:
                self.url_open(
                    "/mail/attachment/upload",
                    data={"thread_model": model, "thread_id": number, "csrf_token": csrf, "token": self.token},
                    files={"ufile": ("left.txt", b"left", "text/plain")},
                )
        self.assertFalse(self.env["ir.attachment"].search([("name", "=", "left.txt")]))

    def test_no_picture_or_report_is_made_of_anothers_record(self):
        self.theirs.write({"signature": b"R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="})
        picture = self.url_open(f"/web/image/crm.service.request/{self.theirs.id}/signature").content
        nothing = self.url_open("/web/image/crm.service.request/0/signature").content
        self.assertEqual(picture, nothing, "the placeholder, and not the signature")
        number = self.contract.id
        for door in (
            f"/report/html/crm_extended.report_contract/{number}",
            f"/report/pdf/crm_extended.report_contract/{number}",
            f"/report/text/crm_extended.report_contract/{number}",
            f"/my/contracts/{number}?report_type=html&access_token={self.token}",
            f"/my/contracts/{number}?report_type=text&download=true&access_token={self.token}",
        ):
            with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
                self.assertClosed(self.url_open(door).text, door)

    def test_an_address_of_another_is_neither_shown_nor_changed(self):
        name = self.stranger.name
        with mute_logger("odoo.http"):
            self.assertClosed(self.url_open(f"/my/address?partner_id={self.stranger.id}").text, "/my/address")
            csrf = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open("/my/address").text)[1]
            values = {"name": "Mine now", "city": "Mine", "csrf_token": csrf, "partner_id": str(self.stranger.id)}
            self.url_open("/my/address/submit", data=values)
        self.ask("/my/address/archive", partner_id=self.stranger.id)
        self.stranger.invalidate_recordset()
        self.assertEqual((self.stranger.name, self.stranger.city, self.stranger.active), (name, "Secret terms", True))
        self.assertClosed(self.url_open("/my/addresses").text, "/my/addresses")

    def test_no_search_finds_it(self):
        if self.env["ir.module.module"].search_count([("name", "=", "website"), ("state", "=", "installed")]):
            for kind in ("all", "pages"):
                options = {"displayDescription": True, "displayDetail": True}
                found = self.ask("/website/snippet/autocomplete", search_type=kind, term="secret", options=options)
                self.assertClosed(found, kind)
            self.assertClosed(self.url_open("/website/search?search=secret").text, "/website/search")
        self.assertClosed(self.ask("/mail/data", fetch_params=[["/mail/search", {"term": "secret"}]]), "/mail/data")

    def test_no_button_of_the_house_is_pressed_by_a_customer(self):
        for record, methods in (
            (self.theirs, ("action_close", "action_take", "action_create_lead", "suggest_articles", "write")),
            (self.mine, ("action_take", "action_accept_proposal", "write")),
            (self.contract, ("action_terminate", "action_send", "action_renew", "action_view_entitlements")),
            (self.terms, ("write", "unlink", "action_requests")),
            (self.unfinished, ("action_submit", "action_approve")),
        ):
            for method in methods:
                more = [{}] if method == "write" else []
                answer = self.ask(
                    f"/web/dataset/call_kw/{record._name}/{method}",
                    model=record._name,
                    method=method,
                    args=[record.ids, *more],
                    kwargs={},
                )
                self.assertClosed(answer, (record, method))
        self.env.invalidate_all()
        self.assertEqual((self.theirs.clock, self.mine.user_id), ("run", self.env["res.users"]))
        self.assertEqual((self.contract.state, self.terms.exists()), ("active", self.terms))
