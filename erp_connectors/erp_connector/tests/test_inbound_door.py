from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from ..controllers import inbound
from ..engine.inbound_contract import NS
from ..engine.inbound_login import Throttle
from ..engine.inbound_xml import SOAP_12
from .inbound_case import AT, LOGIN, PASSWORD, InboundCase, envelope, token

STATUS = {"orderKey": "K-1", "status": "confirmed", "changedAt": AT}
GOOD = envelope("pushOrderStatus", "M-1", "orderStatus", STATUS)
BOMB = "<!DOCTYPE b [<!ENTITY a 'lol'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
XXE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@tagged("post_install", "-at_install")
class TestInboundDoor(InboundCase):
    """Everything here goes through real HTTP."""

    def test_a_push_is_kept_acknowledged_and_left_to_a_job(self):
        answer = self.push(GOOD)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertIn("<messageId>M-1</messageId><status>kept</status>", answer.text)
        message = self.kept()
        self.assertEqual((message.state, message.sender_id, message.kind), ("waiting", "M-1", "order_status"))
        self.assertEqual(self._payload(message)["order_key"], "K-1")
        jobs = self.env["queue.job"].search([("identity_key", "=", f"erp-inbox-{self.backend.id}")])
        self.assertEqual(jobs.mapped("method_name"), ["_job_apply_inbox"])

    def test_the_same_again_is_acknowledged_and_writes_nothing(self):
        for status in ("kept", "known", "known"):
            self.assertIn(f"<status>{status}</status>", self.push(GOOD).text)
        self.assertEqual(len(self.kept()), 1)
        self.assertFalse(self.env["erp.conflict"].search([("backend_id", "=", self.backend.id)]))

    def test_the_same_id_with_other_content_is_refused_and_both_contents_are_kept(self):
        self.push(GOOD)
        other = envelope("pushOrderStatus", "M-1", "orderStatus", STATUS | {"status": "cancelled"})
        for _time in range(2):
            self.assertFault(self.push(other), "OTHER_CONTENT")
        self.assertEqual(self._payload(self.kept())["status"], "confirmed")
        conflict = self.env["erp.conflict"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(len(conflict), 1)
        self.assertIn('"confirmed"', conflict.odoo_value)
        self.assertIn('"cancelled"', conflict.erp_value)

    def test_one_id_means_one_message_per_backend_only(self):
        other = self._backend("Second")
        self.push(GOOD)
        self.assertIn("<status>kept</status>", self.push(GOOD, backend=other).text)

    @mute_logger("odoo.addons.erp_connector.controllers.inbound")
    def test_a_wrong_password_an_unknown_backend_and_a_closed_door_answer_alike(self):
        closed = self._backend("Closed", inbound_enabled=False)
        archived = self._backend("Archived", active=False)
        answers = [
            self.push(GOOD, auth=(LOGIN, "wrong")),
            self.push(GOOD, auth=("nobody", PASSWORD)),
            self.push(GOOD, auth=None),
            self.push(GOOD, backend="doesnotexist"),
            self.push(GOOD, backend=closed),
            self.push(GOOD, backend=archived),
        ]
        self.assertEqual({answer.status_code for answer in answers}, {401})
        self.assertEqual(len({answer.content for answer in answers}), 1)
        self.assertEqual(len({tuple(sorted(set(answer.headers) - {"Date"})) for answer in answers}), 1)
        self.assertFault(answers[0], "LOGIN", 401)
        self.assertFalse(self.kept())

    @mute_logger("odoo.addons.erp_connector.controllers.inbound")
    def test_a_login_of_another_backend_opens_nothing_here(self):
        other = self._backend("Other", inbound_login="other", inbound_password="another long secret")
        self.assertFault(self.push(GOOD, auth=("other", "another long secret")), "LOGIN", 401)
        self.assertFault(self.push(GOOD, backend=other), "LOGIN", 401)
        self.assertEqual(self.push(GOOD, auth=("other", "another long secret"), backend=other).status_code, 200)

    @mute_logger("odoo.addons.erp_connector.controllers.inbound")
    def test_no_odoo_user_is_let_in(self):
        self.assertFault(self.push(GOOD, auth=("admin", "admin")), "LOGIN", 401)
        self.authenticate("admin", "admin")
        self.assertFault(self.push(GOOD, auth=None), "LOGIN", 401)

    @mute_logger("odoo.addons.erp_connector.controllers.inbound")
    def test_whoever_has_not_logged_in_learns_nothing_about_his_xml(self):
        self.assertFault(self.push("<broken", auth=(LOGIN, "wrong")), "LOGIN", 401)

    @mute_logger("odoo.addons.erp_connector.controllers.inbound")
    def test_guessing_is_slowed_down_and_the_right_password_does_not_jump_the_queue(self):
        self.patch(inbound, "BY_BACKEND", Throttle(free=2, pause=100.0))
        for _time in range(3):
            self.assertEqual(self.push(GOOD, auth=(LOGIN, "wrong")).status_code, 401)
        answer = self.push(GOOD)
        self.assertFault(answer, "TOO_MANY", 429, "Server")
        self.assertGreater(int(answer.headers["Retry-After"]), 90)
        self.assertEqual(self.push(GOOD, backend=self._backend("Other")).status_code, 200)

    @mute_logger("odoo.addons.erp_connector.controllers.inbound")
    def test_each_way_to_log_in_can_be_switched_off(self):
        with_token = envelope("pushOrderStatus", "M-2", "orderStatus", STATUS, token(LOGIN, PASSWORD))
        self.assertEqual(self.push(with_token, auth=None).status_code, 200)
        self.backend.inbound_token = False
        self.assertFault(self.push(with_token, auth=None), "LOGIN", 401)
        self.backend.write({"inbound_token": True, "inbound_basic": False})
        self.assertFault(self.push(GOOD), "LOGIN", 401)
        self.assertEqual(self.push(with_token, auth=None).status_code, 200)

    @mute_logger("odoo.addons.erp_connector.controllers.inbound")
    def test_a_client_certificate_counts_only_when_the_proxy_says_so(self):
        self.backend.write({"inbound_certificate_required": True, "inbound_fingerprint": "AB" * 32})
        header = {"X-SSL-Client-Fingerprint": ":".join(["ab"] * 32)}
        self.assertFault(self.push(GOOD, **header), "LOGIN", 401)
        with patch.dict(config.options, proxy_mode=True):
            self.assertFault(self.push(GOOD), "LOGIN", 401)
            self.assertFault(self.push(GOOD, auth=None, **header), "LOGIN", 401)
            self.assertEqual(self.push(GOOD, **header).status_code, 200)
            self.backend.write({"inbound_basic": False, "inbound_token": False})
            self.assertEqual(self.push(GOOD, auth=None, **header).status_code, 200)
            self.assertFault(self.push(GOOD, **{"X-SSL-Client-Fingerprint": "cd" * 32}), "LOGIN", 401)

    def test_plain_http_is_refused_where_only_https_is_wanted(self):
        self.backend.inbound_tls_only = True
        self.assertFault(self.push(GOOD), "TLS", 403)
        self.assertFalse(self.kept())

    def test_hostile_and_broken_bodies_get_a_fault_and_write_nothing(self):
        namespace = envelope("pushOrderStatus", "M-1", "orderStatus", STATUS, namespace="urn:other")
        cases = {
            "DOCTYPE": [f"{BOMB}]>{GOOD.replace('K-1', '&i;')}", XXE + GOOD.replace("K-1", "&f;")],
            "NOT_SOAP": ["<html><body>Sign in</body></html>", "<!DOCTYPE html><html/>", "<a/>"],
            "NOT_WELL_FORMED": [GOOD[:-9], "certainly not XML", "\x00\x01", GOOD.replace("K-1", "&f;")],
            "NAMESPACE": [namespace, GOOD.replace("<orderKey>", '<orderKey xmlns="urn:x">')],
            "OPERATION": [GOOD.replace("pushOrderStatus", "dropTables")],
            "EMPTY": [" "],
            "NOT_VALID": [
                GOOD.replace("confirmed", "perhaps"),
                GOOD.replace(AT, "yesterday"),
                GOOD.replace("<orderKey>K-1</orderKey>", ""),
                GOOD.replace("<status>", "<extra/><status>"),
            ],
            "ENCODING": [GOOD.replace("K-1", "订单").encode("gbk")],
        }
        for code, bodies in cases.items():
            for body in bodies:
                with self.subTest(code=code, body=body[:60]):
                    answer = self.push(body)
                    self.assertFault(answer, code)
                    self.assertNotIn("root:", answer.text)
        version = self.push(GOOD.replace("http://schemas.xmlsoap.org/soap/envelope/", SOAP_12))
        self.assertIn("<faultcode>soap:VersionMismatch</faultcode>", version.text)
        self.assertFalse(self.kept())
        self.assertFalse(self.env["queue.job"].search([("identity_key", "=", f"erp-inbox-{self.backend.id}")]))

    def test_a_body_of_30_mb_is_refused_and_the_sender_gets_the_answer(self):
        answer = self.push(GOOD.replace("K-1", "x" * 30 * 2**20))
        self.assertFault(answer, "TOO_LARGE", 413)
        self.backend.inbound_max_bytes = 1024
        self.assertFault(self.push(GOOD.replace("K-1", "x" * 1100)), "TOO_LARGE", 413)
        self.assertFalse(self.kept())

    def test_a_body_in_chunks_has_the_same_limit(self):
        self.backend.inbound_max_bytes = 1024
        self.opener.auth = (LOGIN, PASSWORD)
        chunks = (GOOD[at : at + 100].encode() for at in range(0, len(GOOD), 100))
        path, headers = f"/erp/soap/{self.backend.inbound_key}", {"Content-Type": "text/xml"}
        self.assertEqual(self.url_open(path, data=chunks, headers=headers).status_code, 200)
        answer = self.url_open(path, data=(b"x" * 100 for _chunk in range(50)), headers=headers)
        self.assertFault(answer, "TOO_LARGE", 413)

    def test_a_compressed_body_is_refused(self):
        self.assertFault(self.push(GOOD, **{"Content-Encoding": "gzip"}), "COMPRESSED", 415)

    def test_a_web_form_is_refused(self):
        answer = self.push("a=b", content_type="application/x-www-form-urlencoded")
        self.assertIn(answer.status_code, (415, 500))
        self.assertIn("soap:Client", answer.text)

    def test_chinese_text_arrives_whole_in_utf_8_and_in_gbk(self):
        text = "已发货，预计周五到达"
        document = {"orderKey": "K-1", "status": "shipped", "text": text, "changedAt": AT}
        self.push(envelope("pushOrderStatus", "U", "orderStatus", document))
        gbk = '<?xml version="1.0" encoding="GBK"?>' + envelope("pushOrderStatus", "G", "orderStatus", document)
        self.assertEqual(self.push(gbk.encode("gbk"), content_type="text/xml").status_code, 200)
        self.assertEqual(self.push(gbk.encode("gbk"), content_type="text/xml; charset=GBK").status_code, 200)
        self.assertEqual({self._payload(message)["text"] for message in self.kept()}, {text})
        self.assertEqual(len(self.kept()), 2)

    def test_a_backend_that_is_being_set_up_asks_to_send_again_and_a_paused_one_keeps(self):
        self.backend.state = "draft"
        self.assertFault(self.push(GOOD), "NOT_LIVE", 503, "Server")
        self.backend.state = "paused"
        self.assertEqual(self.push(GOOD).status_code, 200)
        self.assertEqual(self.kept().state, "waiting")

    def test_the_contract_is_the_same_for_every_key_and_only_behind_wsdl(self):
        self.opener.auth = None
        texts = set()
        for key in (self.backend.inbound_key, "doesnotexist"):
            answer = self.url_open(f"/erp/soap/{key}?wsdl")
            self.assertEqual(answer.status_code, 200)
            self.assertIn(f"/erp/soap/{key}", answer.text)
            texts.add(answer.text.replace(key, "KEY"))
        self.assertEqual(len(texts), 1)
        self.assertIn(NS, texts.pop())
        self.assertEqual(self.url_open(f"/erp/soap/{self.backend.inbound_key}").status_code, 404)

    def test_the_secret_is_write_only_and_long(self):
        self.env.flush_all()
        self.assertEqual(set(self.backend.inbound_password), {"•"})
        self.assertNotIn(PASSWORD, self.backend.inbound_password_sealed)
        with self.assertRaises(ValidationError):
            self.backend.inbound_password = "short"
        with self.assertRaises(AccessError):
            self.backend.with_user(self.finance).read(["inbound_password"])
        with self.assertRaises(ValidationError):
            self.backend.write({"inbound_basic": False, "inbound_token": False})

    def test_a_secret_that_cannot_be_read_lets_nobody_in(self):
        self.backend.sudo().inbound_password_sealed = "env:ERP_SECRET_NO_SUCH_VARIABLE_HERE"
        muted = (
            "odoo.addons.erp_connector.controllers.inbound",
            "odoo.addons.erp_connector.models.erp_backend_inbound",
        )
        with mute_logger(*muted):
            self.assertFault(self.push(GOOD), "LOGIN", 401)
