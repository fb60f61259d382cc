import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CrmExtendedCommon


@tagged("post_install", "-at_install")
class TestTouchpointApi(CrmExtendedCommon, HttpCase):
    """The door for other systems, walked through over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = new_test_user(cls.env, "shop_robot", groups="crm_extended.group_touchpoint_api")
        cls.key = cls.key_of(cls.sender)

    @classmethod
    def key_of(cls, user):
        expiry = fields.Datetime.now() + timedelta(days=1)
        return cls.env["res.users.apikeys"].with_user(user)._generate(None, "test", expiry)

    def send(self, body, key=None, **headers):
        return self.url_open(
            "/crm/touchpoints",
            data=body if isinstance(body, str) else json.dumps(body),
            headers={"Authorization": f"Bearer {key or self.key}", "Content-Type": "application/json", **headers},
        )

    def batch(self, *rows, source="shop"):
        base = {"channel": "shop", "kind": "view", "partner": {"email": "li.wei@acme.test"}}
        return {"source": source, "touchpoints": [{**base, **row} for row in rows]}

    def test_a_batch_is_recorded_and_sent_again_it_writes_nothing(self):
        batch = self.batch({"key": "1", "subject": "Rolls", "occurred_at": "2026-03-01T08:00:00+08:00"}, {"key": "2"})
        self.assertEqual(self.send(batch).json(), {"created": 2, "duplicates": 0, "errors": []})
        self.assertEqual(self.send(batch).json(), {"created": 0, "duplicates": 2, "errors": []})
        first = self.touchpoints(subject="Rolls")
        self.assertEqual(
            (fields.Datetime.to_string(first.occurred_at), first.customer_id), ("2026-03-01 00:00:00", self.acme)
        )

    def test_the_header_key_makes_rows_without_a_key_repeatable(self):
        batch = self.batch({}, {})
        for created in (2, 0):
            self.assertEqual(self.send(batch, **{"Idempotency-Key": "night-1"}).json()["created"], created)
        self.assertEqual({e["code"] for e in self.send(batch).json()["errors"]}, {"missing"})

    def test_bad_rows_are_named_and_the_good_ones_kept(self):
        self.env["res.partner"].create([{"name": "A", "email": "two@x.test"}, {"name": "B", "email": "two@x.test"}])
        answer = self.send(
            self.batch(
                {"key": "1"},
                {"key": "2", "channel": "telepathy"},
                {"key": "3", "partner": {"email": "nobody@x.test"}},
                {"key": "4", "partner": {"email": "two@x.test"}},
                {"key": "5", "currency": "XXQ", "amount": 3},
                {"key": "6"},
            )
        ).json()
        self.assertEqual(answer["created"], 2)
        self.assertEqual(
            [(e["row"], e["code"]) for e in answer["errors"]],
            [(1, "unknown"), (2, "no_customer"), (3, "ambiguous"), (4, "unknown")],
        )
        self.assertEqual(len(self.touchpoints()), 2)

    def test_a_key_used_for_something_else_is_a_conflict(self):
        self.send(self.batch({"key": "1", "kind": "view"}))
        answer = self.send(self.batch({"key": "1", "kind": "cart"})).json()
        self.assertEqual([e["code"] for e in answer["errors"]], ["conflict"])
        self.assertEqual(answer["duplicates"], 0)
        self.assertEqual(self.touchpoints().kind, "view")

    def test_two_sources_may_use_the_same_key(self):
        self.send(self.batch({"key": "1"}, source="shop"))
        self.assertEqual(self.send(self.batch({"key": "1"}, source="app")).json()["created"], 1)

    def test_customers_are_found_by_id_reference_and_phone(self):
        self.acme.write({"ref": "C-7", "phone": "+86 21 6655 4433"})
        answer = self.send(
            self.batch(
                {"key": "1", "partner": {"id": self.acme.id}},
                {"key": "2", "partner": {"ref": "C-7"}},
                {"key": "3", "partner": {"phone": "+862166554433"}},
            )
        ).json()
        self.assertEqual(answer, {"created": 3, "duplicates": 0, "errors": []})

    def test_a_customer_of_another_company_is_unknown(self):
        secret = self.env["res.partner"].create({"name": "Secret", "ref": "S-1", "company_id": self.foreign_company.id})
        answer = self.send(
            self.batch({"key": "1", "partner": {"id": secret.id}}, {"key": "2", "partner": {"ref": "S-1"}})
        )
        self.assertEqual([e["code"] for e in answer.json()["errors"]], ["no_customer", "no_customer"])

    def test_without_a_key_or_with_a_revoked_one_the_door_is_shut(self):
        self.assertEqual(self.url_open("/crm/touchpoints", data="{}").status_code, 401)
        self.assertEqual(self.send(self.batch({"key": "1"}), key="0" * 40).status_code, 401)
        self.env["res.users.apikeys"].search([("user_id", "=", self.sender.id)]).unlink()
        self.assertEqual(self.send(self.batch({"key": "1"})).status_code, 401)
        self.assertFalse(self.touchpoints())

    def test_a_user_without_the_right_is_sent_away(self):
        clerk = new_test_user(self.env, "clerk", groups="base.group_user")
        self.assertEqual(self.send(self.batch({"key": "1"}), key=self.key_of(clerk)).status_code, 403)
        self.assertFalse(self.touchpoints())

    def test_what_can_not_be_read_is_refused_whole(self):
        for body in ("not json", "[]", '{"source": "shop"}', '{"source": "No!", "touchpoints": []}', "[" * 100000):
            response = self.send(body)
            self.assertEqual(response.status_code, 400, body[:40])
            self.assertTrue(response.json()["error"])
        rows = [{"key": str(n)} for n in range(5001)]
        self.assertEqual(self.send(self.batch(*rows)).status_code, 413)

    def test_errors_speak_the_sender_s_language(self):
        self.sender.lang = "zh_CN"
        message = self.send(self.batch({"key": "1", "channel": "telepathy"})).json()["errors"][0]["message"]
        self.assertRegex(message, "[一-鿿]")

    def test_five_hundred_rows_cost_the_queries_of_one(self):
        def cost(count, mark):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.Touchpoint.with_user(self.sender)._receive_batch(
                self.batch(*({"key": f"{mark}{n}"} for n in range(count)))
            )
            return self.cr.sql_log_count - before

        cost(1, "warm")
        one = cost(1, "one")
        self.assertLessEqual(one, 12)
        self.assertEqual(cost(500, "many"), one)
