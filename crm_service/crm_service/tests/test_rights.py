from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestRights(ServiceCase):
    def test_an_employee_without_the_role_sees_nothing(self):
        nobody = new_test_user(self.env, "sv_nobody", "base.group_user")
        request = self.make()
        for record in (request, self.policy, request.sla_id, request.history_ids):
            with self.assertRaises(AccessError):
                record.with_user(nobody).read(["display_name"])

    def test_a_team_of_members_is_closed_to_other_agents(self):
        request = self.make()
        self.assertTrue(request.with_user(self.other_agent).name)
        self.team.privacy = "members"
        for record in (request, request.sla_id, request.history_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.other_agent).read(["display_name"])
        self.assertTrue(request.with_user(self.agent).name)
        self.assertTrue(request.with_user(self.manager).name)
        request.user_id = self.other_agent
        self.assertTrue(request.with_user(self.other_agent).name)

    def test_an_agent_cannot_turn_the_clock_by_hand(self):
        request = self.make()
        for record, values in (
            (request.sla_id, {"resolve_due": "2099-01-01"}),
            (request.history_ids, {"clock": "stop"}),
            (self.policy, {"resolve_hours": 99}),
            (self.stage_new, {"clock": "pause"}),
        ):
            with self.assertRaises(AccessError):
                record.with_user(self.agent).write(values)
        with self.assertRaises(AccessError):
            self.env["crm.service.history"].with_user(self.manager).create(
                {"request_id": request.id, "at": "2020-01-01", "clock": "stop"}
            )

    def test_an_agent_moves_stages_and_the_clock_follows(self):
        request = self.make().with_user(self.agent)
        request.stage_id = self.stage_wait
        self.assertEqual(request.sla_id.resolve_state, "paused")

    def test_another_company_is_another_world(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = new_test_user(
            self.env,
            "sv_foreign",
            "crm_service.group_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        request = self.make()
        asset = self.env["crm.asset"].create({"partner_id": self.customer.id, "product_id": self.product.id})
        for record in (request, request.sla_id, asset, asset.entitlement_ids, self.team, self.policy):
            self.assertTrue(record, record)
            with self.assertRaises(AccessError):
                record.with_user(foreign).read(["display_name"])

    def test_a_customer_reads_his_own_by_any_field_and_writes_nothing(self):
        portal = new_test_user(self.env, "sv_portal", "base.group_portal", partner_id=self.customer.id)
        mine, theirs = self.make(), self.make(partner_id=self.stranger.id)
        Request = self.env["crm.service.request"].with_user(portal)
        self.assertEqual(Request.search([("id", "in", (mine | theirs).ids)]), mine)
        self.assertFalse(Request.search([("partner_id.name", "=", "Bob")]))
        self.assertFalse(Request.search([("number", "=", theirs.number)]))
        with self.assertRaises(AccessError):
            theirs.with_user(portal).read(["name"])
        with self.assertRaises(AccessError):
            mine.with_user(portal).write({"priority": "3"})
        with self.assertRaises(AccessError):
            Request.create({"name": "x", "partner_id": self.stranger.id})
        for model in (
            "crm.service.sla",
            "crm.service.history",
            "crm.service.team",
            "crm.entitlement.use",
            "crm.maintenance.plan",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(portal).search([])
        with self.assertRaises(AccessError):
            mine.with_user(portal).action_close()
