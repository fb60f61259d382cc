import base64
import re
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import CrmExtendedCommon

SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class ContractCommon(CrmExtendedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Roll", "list_price": 100, "taxes_id": False})
        cls.template = cls.env.ref("crm_extended.contract_template_supply")
        cls.Contract = cls.env["crm.contract"]

    @classmethod
    def make_order(cls, partner=None, **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.li).id,
                "user_id": cls.salesperson.id,
                "order_line": [Command.create({"product_id": cls.product.id, "product_uom_qty": 2})],
                **values,
            }
        )

    @classmethod
    def make_contract(cls, state="draft", partner=None, **values):
        contract = cls.Contract.create(
            {
                "partner_id": (partner or cls.li).id,
                "user_id": cls.salesperson.id,
                "date_start": date(2026, 1, 1),
                "text_ids": [Command.create({"name": "Price", "body": "<p>{{ customer }} pays {{ amount }}.</p>"})],
                **values,
            }
        )
        with freeze_time("2026-01-02"):
            if state in ("sent", "active"):
                contract.action_send()
            if state == "active":
                contract._sign("Li Wei", SIGNATURE)
        return contract


@tagged("post_install", "-at_install")
class TestContract(ContractCommon):
    def test_two_orders_of_a_customer_become_one_contract(self):
        orders = self.make_order() | self.make_order(partner=self.acme)
        action = orders.with_user(self.salesperson).action_make_contract()
        contract = self.Contract.browse(action["res_id"])
        self.assertEqual((contract.amount, contract.state, contract.user_id), (400, "draft", self.salesperson))
        self.assertEqual(contract.commercial_partner_id, self.acme)
        self.assertEqual(contract.text_ids.mapped("name"), self.template.line_ids.clause_id.mapped("name"))
        self.assertEqual(orders.mapped("contract_count"), [1, 1])
        self.assertEqual(orders[0].with_user(self.salesperson).action_make_contract()["res_id"], contract.id)
        self.assertRegex(contract.name, r"SC/\d{4}/\d{4}")
        self.assertEqual(self.acme.contract_count, 1)

    def test_orders_of_two_customers_are_refused(self):
        other = self.env["res.partner"].create({"name": "Other"})
        orders = self.make_order() | self.make_order(partner=other)
        with self.assertRaises(UserError):
            orders.action_make_contract()
        contract = self.make_contract()
        with self.assertRaises(ValidationError):
            contract.order_ids = orders[1]

    def test_a_chinese_customer_gets_the_clauses_in_chinese(self):
        self.li.lang = "zh_CN"
        contract = self.Contract.browse(self.make_order().action_make_contract()["res_id"])
        self.assertIn("价款", contract.text_ids[1].name)
        text = contract._render_text()
        self.assertIn("买方", text)
        self.assertNotIn("{{", text)
        html = self.env["ir.actions.report"]._render_qweb_html("crm_extended.report_contract", contract.ids)[0].decode()
        self.assertIn("买方", html)
        self.assertIn("草稿", html)

    def test_the_pdf_is_made(self):
        contract = self.make_contract("active", amount=1000)
        self.assertEqual(contract.currency_id, self.env.company.currency_id)
        html = self.env["ir.actions.report"]._render_qweb_html("crm_extended.report_contract", contract.ids)[0].decode()
        self.assertIn("Li Wei", html)
        self.assertIn("data:image/png", html)
        self.assertIn("Acme Steel pays", html)

    def test_each_sending_keeps_a_version_and_says_what_changed(self):
        contract = self.make_contract("sent")
        contract.action_withdraw()
        contract.text_ids.body = "<p>{{ customer }} pays {{ amount }} in advance.</p>"
        with freeze_time("2026-01-03"):
            contract.action_send()
            contract.action_withdraw()
            contract.action_send()
        first, second = contract.version_ids.sorted("number")
        self.assertIn("<ins>", second.diff)
        self.assertIn("advance", second.diff)
        self.assertIn("reworded", second.change_summary)
        self.assertFalse(first.diff)
        with self.assertRaises(UserError):
            first.body = "<p>For nothing.</p>"

    def test_a_blank_that_nobody_knows_is_named_before_it_is_sent(self):
        contract = self.make_contract()
        contract.text_ids.body = "<p>{{ moon }}</p>"
        with self.assertRaisesRegex(UserError, "moon"):
            contract.action_send()
        self.assertEqual(contract.state, "draft")

    def test_what_was_sent_or_signed_is_not_changed(self):
        contract = self.make_contract("sent").with_user(self.salesperson)
        for values in ({"amount": 1}, {"date_start": date(2026, 2, 1)}, {"partner_id": self.acme.id}):
            with self.assertRaises(UserError):
                contract.write(values)
        with self.assertRaises(UserError):
            contract.text_ids.body = "<p>For nothing.</p>"
        with self.assertRaises(UserError):
            contract.unlink()
        contract.reminder_days = "5"

    def test_nobody_writes_a_state_or_a_signature_by_hand(self):
        contract = self.make_contract().with_user(self.salesperson)
        for values in ({"state": "active"}, {"signed_by": "Me"}, {"signature": SIGNATURE}, {"date_end": "2030-01-01"}):
            with self.assertRaises(AccessError):
                contract.write(values)
        with self.assertRaises(AccessError):
            contract.create({"partner_id": self.li.id, "state": "active"})
        with self.assertRaises(AccessError):
            self.env["crm.contract.version"].with_user(self.salesperson).create(
                {"contract_id": contract.id, "number": 9, "body": "x"}
            )

    def test_the_second_of_two_signatures_is_told(self):
        contract = self.make_contract("active")
        with self.assertRaises(UserError):
            contract._sign("Somebody else", SIGNATURE)
        self.assertEqual(contract.signed_by, "Li Wei")

    def test_a_signature_is_on_the_timeline_once(self):
        contract = self.make_contract("active")
        touchpoint = self.touchpoints(kind="contract")
        self.assertEqual((touchpoint.res_model, touchpoint.res_id), ("crm.contract", contract.id))

    def test_each_reminder_comes_once_and_the_most_urgent_only(self):
        contract = self.make_contract("active", reminder_days="60, 30, 7")
        watch = self.Contract._cron_watch_the_end
        for day, expected in (("2026-10-01", 0), ("2026-11-05", 1), ("2026-11-06", 1), ("2026-12-28", 2)):
            with freeze_time(day):
                watch()
                watch()
            self.assertEqual(len(contract.activity_ids), expected, day)
        self.assertEqual(contract.activity_ids.user_id, self.salesperson)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["crm.contract.notice"].create(
                {"contract_id": contract.id, "date_end": contract.date_end, "days": 7}
            )
        with freeze_time("2027-01-01"):
            watch()
        self.assertEqual(contract.state, "expired")
        self.assertFalse(contract.activity_ids)

    def test_a_contract_that_prolongs_itself_does_so_for_each_term_that_passed(self):
        contract = self.make_contract("active", renewal="automatic", notice_days=30)
        with freeze_time("2028-03-01"):
            self.Contract._cron_watch_the_end()
            self.Contract._cron_watch_the_end()
        self.assertEqual((contract.state, contract.date_end), ("active", date(2028, 12, 31)))

    def test_a_renewal_begins_the_day_after_and_is_made_once(self):
        contract = self.make_contract("active").with_user(self.salesperson)
        action = contract.action_renew()
        self.assertEqual(contract.action_renew(), action)
        following = self.Contract.browse(action["res_id"])
        self.assertEqual((following.date_start, following.date_end), (date(2027, 1, 1), date(2027, 12, 31)))
        self.assertEqual(
            (following.state, following.previous_id, following.name == contract.name), ("draft", contract, False)
        )
        self.assertEqual(following.text_ids.mapped("body"), contract.text_ids.mapped("body"))
        self.assertFalse(following.signature)
        with freeze_time("2027-01-02"):
            following.action_send()
            following._sign("Li Wei", SIGNATURE)
            contract.sudo().env["crm.contract"]._cron_watch_the_end()
        self.assertEqual((contract.state, following.state), ("expired", "active"))

    def test_a_renewed_contract_reminds_nobody(self):
        contract = self.make_contract("active")
        following = self.Contract.browse(contract.action_renew()["res_id"])
        with freeze_time("2026-11-01"):
            following.action_send()
            following._sign("Li Wei", SIGNATURE)
        with freeze_time("2026-12-20"):
            self.Contract._cron_watch_the_end()
        self.assertFalse(contract.activity_ids)

    def test_the_days_are_explained_when_they_are_none(self):
        with self.assertRaises(ValidationError):
            self.make_contract(reminder_days="soon")

    def test_other_salespeople_and_companies_see_nothing(self):
        contract = self.make_contract("sent")
        own = new_test_user(self.env, "own_docs", groups="sales_team.group_sale_salesman")
        for user in (own, self.foreign_salesperson):
            for record in (contract, contract.text_ids, contract.version_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
        clerk = new_test_user(self.env, "a_clerk", groups="base.group_user")
        with self.assertRaises(AccessError):
            contract.with_user(clerk).read(["name"])
        with self.assertRaises(AccessError):
            self.template.with_user(self.salesperson).name = "Mine"

    def test_a_handover_takes_the_contracts_along_but_not_the_ended_ones(self):
        running, ended = self.make_contract("active"), self.make_contract("active")
        ended.action_terminate()
        successor = new_test_user(self.env, "succ", groups="sales_team.group_sale_salesman")
        handover = self.env["crm.handover"].create({"from_user_id": self.salesperson.id, "to_user_id": successor.id})
        self.assertIn("contracts", handover.part_ids.mapped("key"))
        handover.action_hand_over()
        self.assertEqual((running.user_id, ended.user_id), (successor, self.salesperson))
        handover.action_undo()
        self.assertEqual(running.user_id, self.salesperson)

    def test_the_customer_s_page_shows_open_contracts(self):
        contract = self.make_contract("sent")
        blocks = {b["key"]: b for b in self.acme.with_user(self.salesperson).customer_blocks}
        self.assertEqual([row["id"] for row in blocks["contracts"]["rows"]], contract.ids)


@tagged("post_install", "-at_install")
class TestContractPortal(ContractCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Rival", "email": "rival@x.test"})
        cls.portal_a = new_test_user(cls.env, "ada_portal", "base.group_portal", partner_id=cls.li.id)
        cls.portal_b = new_test_user(cls.env, "bob_portal", "base.group_portal", partner_id=cls.other.id)
        cls.mine = cls.make_running("sent", title="Mine", amount=1000)
        cls.theirs = cls.make_running("sent", partner=cls.other, title="Secret of the rival")

    @classmethod
    def make_running(cls, state, **values):
        """A contract whose term lies around the real today, which the server's own thread goes by."""
        contract = cls.make_contract(date_start=date.today(), **values)
        if state == "sent":
            contract.action_send()
        return contract

    def sign(self, contract, token=None, name="Li Wei", signature=SIGNATURE, **query):
        query = "&".join(f"{key}={value}" for key, value in {"access_token": token or "", **query}.items())
        return self.make_jsonrpc_request(
            f"/my/contracts/{contract.id}/sign?{query}", {"name": name, "signature": signature}
        )

    def test_a_customer_reads_signs_and_gets_the_pdf(self):
        self.authenticate("ada_portal", "ada_portal")
        self.assertIn(self.mine.name, self.url_open("/my/contracts").text)
        page = self.url_open(f"/my/contracts/{self.mine.id}").text
        self.assertIn("Acme Steel pays", page)
        self.assertIn("modalaccept", page)
        answer = self.sign(self.mine)
        self.assertIn("redirect_url", answer)
        self.assertEqual((self.mine.state, self.mine.signed_by), ("active", "Li Wei"))
        self.assertEqual(base64.b64decode(self.mine.signature)[:4], b"\x89PNG")
        self.assertEqual(self.mine.signed_version_id, self.mine.version_ids)
        self.assertTrue(self.mine.message_ids.attachment_ids)
        self.assertIn("error", self.sign(self.mine))
        self.assertNotIn("modalaccept", self.url_open(f"/my/contracts/{self.mine.id}").text)

    def test_a_server_without_a_pdf_program_sends_the_signed_contract_as_a_page(self):
        self.authenticate("ada_portal", "ada_portal")
        report = self.env.registry["ir.actions.report"]
        with (
            patch.object(report, "_render_qweb_pdf", side_effect=UserError("no program")),
            self.assertLogs("odoo.addons.crm_extended.controllers.portal", "WARNING"),
        ):
            self.assertIn("redirect_url", self.sign(self.mine))
        self.assertEqual(self.mine.state, "active")
        page = self.mine.message_ids.attachment_ids
        self.assertTrue(page.name.endswith(".html"))
        self.assertIn(b"Acme Steel pays", page.raw)

    def test_a_stranger_sees_nothing_by_id_and_nothing_by_another_s_token(self):
        token = self.mine._portal_ensure_token()
        self.authenticate("bob_portal", "bob_portal")
        self.assertNotIn(self.mine.name + "<", self.url_open("/my/contracts").text)
        for url in (
            f"/my/contracts/{self.mine.id}",
            f"/my/contracts/{self.mine.id}?report_type=pdf",
            f"/my/contracts/{self.mine.id}?access_token={self.theirs._portal_ensure_token()}",
        ):
            response = self.url_open(url)
            self.assertNotIn("Acme Steel pays", response.text)
            self.assertTrue(response.url.rstrip("/").endswith("/my"), url)
        self.assertIn("error", self.sign(self.mine))
        self.assertIn("error", self.sign(self.mine, self.theirs.access_token))
        self.assertIn("error", self.sign(self.mine, token[:-1] + "x"))
        self.assertEqual(self.mine.state, "sent")
        with self.assertRaises(AccessError):
            self.mine.with_user(self.portal_b).read(["name"])

    def test_the_link_works_without_login_until_the_contract_is_taken_back(self):
        url = self.mine.get_portal_url()
        self.assertIn("Acme Steel pays", self.url_open(url).text)
        self.mine.action_withdraw()
        self.assertNotIn("Acme Steel pays", self.url_open(url).text)
        self.assertIn("error", self.sign(self.mine, self.mine.access_token))

    def test_a_text_that_changed_while_reading_is_not_signed(self):
        token = self.mine._portal_ensure_token()
        self.mine.action_withdraw()
        self.mine.text_ids.body = "<p>Twice the price.</p>"
        self.mine.action_send()
        self.assertIn("error", self.sign(self.mine, token, version=1))
        self.assertEqual(self.mine.state, "sent")
        self.assertIn("redirect_url", self.sign(self.mine, token, version=2))

    def test_a_signature_that_is_none_changes_nothing(self):
        token = self.mine._portal_ensure_token()
        for wrong in (
            {"signature": "!!!"},
            {"signature": ""},
            {"name": " "},
            {"signature": base64.b64encode(b"x").decode()},
        ):
            with mute_logger("odoo.http"):
                self.assertIn("error", self.sign(self.mine, token, **wrong), wrong)
            self.mine.invalidate_recordset()
            self.assertEqual(self.mine.state, "sent", wrong)

    def test_a_customer_declines_and_says_why(self):
        self.authenticate("ada_portal", "ada_portal")
        page = self.url_open(f"/my/contracts/{self.mine.id}").text
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        self.url_open(f"/my/contracts/{self.mine.id}/decline", data={"csrf_token": csrf, "reason": "Too <b>dear</b>"})
        self.assertEqual((self.mine.state, self.mine.ended_reason), ("declined", "Too <b>dear</b>"))
        self.assertIn("Too &lt;b&gt;dear", "".join(self.mine.message_ids.mapped("body")))
        self.url_open(f"/my/contracts/{self.theirs.id}/decline", data={"csrf_token": csrf, "reason": "Mine now"})
        self.assertEqual(self.theirs.state, "sent")

    def test_a_draft_is_nobody_s_business(self):
        draft = self.make_running("draft")
        with self.assertRaises(AccessError):
            draft.with_user(self.portal_a).read(["name"])
        self.authenticate("ada_portal", "ada_portal")
        self.assertNotIn(draft.name, self.url_open("/my/contracts").text)
        counts = self.make_jsonrpc_request("/my/counters", {"counters": ["contract_to_sign_count"]})
        self.assertEqual(counts["contract_to_sign_count"], 1)

    def test_a_salesperson_works_with_the_board(self):
        self.make_contract("active", title="Tour contract")
        self.start_tour(
            "/odoo/action-crm_extended.action_contract?view_type=kanban", "crm_extended_contract", login="sally"
        )
