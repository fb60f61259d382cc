from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .inbound_case import AT, InboundCase


@tagged("post_install", "-at_install")
class TestConflicts(InboundCase):
    """A customer is changed on both sides."""

    def setUp(self):
        super().setUp()
        self.partner = self.env["res.partner"].create(
            {"name": "上海百会咖啡", "street": "南京西路 1266 号", "city": "上海", "phone": "+862155550101"}
        )
        self.partner.country_id = self.env.ref("base.cn")
        self._link(self.partner, "customer", "C-1")
        self.backend.user_id = self.finance
        self.mapping = self.env["erp.mapping"].search([("backend_id", "=", self.backend.id), ("kind", "=", "customer")])
        self.said(
            "M-0", name="上海百会咖啡", street="南京西路 1266 号", city="上海", countryCode="cn", phone="+862155550101"
        )
        self.assertFalse(self.conflicts())

    def said(self, message_id, at=AT, **values):
        """The ERP pushes the customer; the message as the inbox has it."""
        document = {"id": "C-1", "changedAt": at}
        order = ("name", "street", "zip", "city", "state", "countryCode", "phone", "email", "website", "vat")
        document = {"id": "C-1"} | {name: values[name] for name in order if name in values} | {"changedAt": at}
        answer = self.tell("pushCustomer", message_id, "customer", document)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.apply()
        return self.kept().filtered(lambda message: message.sender_id == message_id)

    def conflicts(self):
        return self.env["erp.conflict"].search([("backend_id", "=", self.backend.id)])

    def sent_back(self):
        return self.env["erp.message"].search(
            [("backend_id", "=", self.backend.id), ("direction", "=", "out"), ("action", "=", "update")]
        )

    def test_what_only_the_erp_changed_is_taken_over_and_not_sent_back(self):
        self.said("M-1", city="苏州", street="人民路 1 号")
        self.assertEqual((self.partner.city, self.partner.street), ("苏州", "人民路 1 号"))
        self.assertFalse(self.conflicts() or self.sent_back())

    def test_what_only_odoo_changed_stays(self):
        self.partner.city = "杭州"
        self.said("M-1", city="上海", at="2026-03-02T00:00:00Z")
        self.assertEqual(self.partner.city, "杭州")
        self.assertFalse(self.conflicts())

    def test_what_both_changed_is_asked_once_and_nothing_is_lost(self):
        self.partner.city = "杭州"
        message = self.said("M-1", city="苏州", phone="+862155559999", at="2026-03-02T00:00:00Z")
        conflict = self.conflicts()
        self.assertEqual((message.state, message.conflict_ids), ("accepted", conflict))
        self.assertEqual((conflict.odoo_value, conflict.erp_value, conflict.base_value), ("杭州", "苏州", "上海"))
        self.assertEqual((self.partner.city, self.partner.phone), ("杭州", "+862155559999"))
        self.assertEqual(conflict.activity_ids.user_id, self.finance)
        self.said("M-2", city="苏州", at="2026-03-03T00:00:00Z")
        self.assertEqual(self.conflicts(), conflict)
        self.said("M-3", city="无锡", at="2026-03-04T00:00:00Z")
        self.assertEqual((self.conflicts(), conflict.erp_value), (conflict, "无锡"))
        self.assertIn("苏州", " ".join(conflict.message_ids.mapped("body")))
        self.assertEqual(len(conflict.activity_ids), 1)

    def ask(self):
        self.partner.city = "杭州"
        self.said("M-1", city="苏州", at="2026-03-02T00:00:00Z")
        return self.conflicts().with_user(self.finance)

    def test_a_finance_person_lets_the_erp_win(self):
        conflict = self.ask()
        before = self.sent_back()
        conflict.action_erp_wins()
        self.assertEqual((self.partner.city, conflict.state), ("苏州", "erp"))
        self.assertEqual((conflict.resolved_by_id, conflict.odoo_value), (self.finance, "杭州"))
        self.assertFalse(conflict.activity_ids)
        self.assertEqual(self.sent_back(), before)
        with self.assertRaises(UserError):
            conflict.action_odoo_wins()

    def test_a_finance_person_lets_odoo_win_and_the_erp_is_told(self):
        conflict = self.ask()
        before = self.sent_back()
        conflict.action_odoo_wins()
        self.assertEqual((self.partner.city, conflict.state), ("杭州", "odoo"))
        self.assertIn("杭州", (self.sent_back() - before).payload)

    def test_each_field_has_its_own_policy(self):
        self.mapping.conflict_policy = "odoo"
        self.mapping.policy_ids = [(0, 0, {"field_name": "phone", "policy": "erp"})]
        self.partner.write({"city": "杭州", "phone": "+862155550000"})
        self.said("M-1", city="苏州", phone="+862155559999", at="2026-03-02T00:00:00Z")
        self.assertEqual((self.partner.city, self.partner.phone), ("杭州", "+862155559999"))
        states = {row.field_name: row.state for row in self.conflicts()}
        self.assertEqual(states, {"city": "odoo", "phone": "erp"})
        self.assertFalse(self.conflicts().activity_ids)

    def test_the_newest_wins_where_that_is_the_policy(self):
        self.mapping.conflict_policy = "newest"
        for year, city in (("2000", "杭州"), ("2100", "苏州")):
            self.partner.city = "杭州"
            self.said(f"M-{year}", city="苏州" if year == "2100" else "无锡", at=f"{year}-01-01T00:00:00Z")
            if year == "2100":
                self.assertEqual(self.partner.city, city)

    def test_a_customer_nobody_matched_and_a_country_nobody_knows_need_a_person(self):
        self.env["erp.link"].search([("external_id", "=", "C-1")]).unlink()
        message = self.said("M-1", name="Unknown", at="2026-03-02T00:00:00Z")
        self.assertEqual(message.state, "review")
        self._link(self.partner, "customer", "C-1")
        message = self.said("M-2", countryCode="QQ", city="苏州", at="2026-03-03T00:00:00Z")
        self.assertEqual((message.state, self.partner.city), ("review", "上海"))
        self.said("M-3", countryCode="sg", at="2026-03-04T00:00:00Z")
        self.assertEqual(self.partner.country_id.code, "SG")

    def test_a_deleted_customer_gives_words_and_no_crash(self):
        conflict = self.ask()
        self.env["erp.message"].search([("res_id", "=", self.partner.id)])
        self.partner.sudo().unlink()
        with self.assertRaises(UserError):
            conflict.action_erp_wins()
        self.assertEqual(conflict.state, "open")

    def test_the_second_content_of_a_message_is_applied_when_the_erp_wins(self):
        self.said("M-1", city="苏州", at="2026-03-02T00:00:00Z")
        second = {"id": "C-1", "city": "无锡", "changedAt": "2026-03-03T00:00:00Z"}
        self.assertFault(self.tell("pushCustomer", "M-1", "customer", second), "OTHER_CONTENT")
        self.assertEqual(self.partner.city, "苏州")
        self.conflicts().with_user(self.finance).action_erp_wins()
        self.apply()
        self.assertEqual(self.partner.city, "无锡")

    def test_only_the_erp_team_decides(self):
        conflict = self.ask()
        seller = new_test_user(self.env, "seller-conflict", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            conflict.with_user(seller).action_erp_wins()
        with self.assertRaises(AccessError):
            conflict.with_user(self.finance).write({"erp_value": "x"})
