from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestRequests(ServiceCase):
    def test_numbers_are_unique_and_follow_each_other(self):
        requests = self.env["crm.service.request"].create([{"name": str(index)} for index in range(5)])
        numbers = [int(request.number.removeprefix("SR")) for request in requests]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 5)))
        self.assertEqual(int(self.make().number.removeprefix("SR")), numbers[-1] + 1)

    def test_a_date_range_sequence_numbers_as_well(self):
        self.env.ref("crm_service.sequence_request").use_date_range = True
        self.assertEqual(len(set((self.make() | self.make()).mapped("number"))), 2)

    def test_priority_follows_impact_and_urgency_until_somebody_sets_another(self):
        request = self.make(impact="all", urgency="high")
        self.assertEqual(request.priority, "3")
        request.urgency = "low"
        self.assertEqual(request.priority, "1")
        request.priority = "2"
        self.assertEqual(request.priority, "2")

    def test_the_category_sends_a_request_to_its_team(self):
        category = self.env["crm.service.category"].create({"name": "Fault", "team_id": self.team.id, "impact": "all"})
        request = self.env["crm.service.request"].create({"name": "x", "category_id": category.id})
        self.assertEqual((request.team_id, request.impact), (self.team, "all"))

    def test_a_category_cannot_lie_below_itself(self):
        parent = self.env["crm.service.category"].create({"name": "A"})
        child = self.env["crm.service.category"].create({"name": "B", "parent_id": parent.id})
        self.assertEqual(child.complete_name, "A / B")
        with self.assertRaises(UserError):
            parent.parent_id = child

    def test_a_policy_of_a_category_governs_those_below(self):
        parent = self.env["crm.service.category"].create({"name": "A"})
        child = self.env["crm.service.category"].create({"name": "B", "parent_id": parent.id})
        special = self.env["crm.service.policy"].create({"name": "A", "sequence": 1, "category_ids": parent.ids})
        self.assertEqual(self.make(category_id=child.id).policy_id, special)
        self.assertEqual(self.make().policy_id, self.policy)

    def test_two_agents_cannot_take_the_same_request(self):
        request = self.make()
        request.with_user(self.agent).action_take()
        with self.assertRaisesRegex(UserError, "taken"):
            request.with_user(self.other_agent).action_take()
        request.with_user(self.agent).action_take()
        self.assertEqual(request.user_id, self.agent)

    def test_closing_twice_keeps_the_first_time(self):
        request = self.make()
        request.action_close()
        closed = request.closed_at
        request.action_close()
        self.assertEqual(request.closed_at, closed)
        request.action_reopen()
        self.assertEqual((request.clock, request.reopen_count, request.closed_at), ("run", 1, False))

    def test_closing_without_a_closing_stage_is_explained(self):
        self.env["crm.service.stage"].search([("clock", "=", "stop")]).active = False
        with self.assertRaisesRegex(UserError, "No stage closes"):
            self.make().action_close()

    def test_an_asset_of_another_customer_is_refused(self):
        asset = self.env["crm.asset"].create({"partner_id": self.stranger.id, "product_id": self.product.id})
        with self.assertRaisesRegex(ValidationError, "belongs to"):
            self.make(asset_id=asset.id)

    def test_a_customer_named_by_mistake_hears_no_more(self):
        request = self.make()
        self.assertIn(self.customer, request.message_partner_ids)
        request.partner_id = self.stranger
        self.assertEqual(request.message_partner_ids & (self.customer | self.stranger), self.stranger)

    def test_an_answered_request_is_not_deleted(self):
        request = self.make(channel="phone")
        with self.assertRaisesRegex(UserError, "archive"):
            request.with_user(self.manager).unlink()
        self.make().with_user(self.manager).unlink()

    def test_a_caller_is_answered_while_he_asks(self):
        self.assertEqual(self.make(channel="phone").sla_id.respond_state, "met")

    def test_the_form_opens_for_an_agent(self):
        with Form(self.env["crm.service.request"].with_user(self.agent)) as form:
            form.name = "By hand"
            form.partner_id = self.customer
        self.assertEqual(form.record.email_from, "ada@customer.example")

    def test_the_dashboard_counts(self):
        self.make()
        self.make(user_id=self.agent.id)
        self.make().action_close()
        team = self.team.with_user(self.agent)
        self.assertEqual((team.open_count, team.unassigned_count), (2, 1))
        domain = team.with_context(only="unassigned").action_requests()["domain"]
        self.assertEqual(self.env["crm.service.request"].search_count(domain), 1)

    def test_there_is_one_team_for_what_nobody_takes(self):
        default = self.env.ref("crm_service.team_service")
        self.assertEqual(self.env["crm.service.request"].create({"name": "x"}).team_id, default)

    def test_the_analysis_counts_each_request_once(self):
        request = self.make(channel="phone")
        request.action_close()
        self.env.flush_all()
        row = self.env["crm.service.analysis"].with_user(self.agent).search([("request_id", "=", request.id)])
        self.assertEqual((len(row), row.kept), (1, 100.0))
