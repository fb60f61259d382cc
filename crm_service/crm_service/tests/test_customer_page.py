from odoo.tests import new_test_user, tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestCustomerPage(ServiceCase):
    """The customer's page shows what the service desk owes this customer."""

    def card(self, customer, user=None):
        blocks = customer.with_user(user or self.agent).customer_blocks or []
        return next((block for block in blocks if block["key"] == "requests"), None)

    def test_open_requests_stand_on_the_page_the_most_urgent_first(self):
        later = self.make(name="Leaks oil")
        sooner = self.make(name="On fire")
        later.sla_deadline, sooner.sla_deadline = "2026-06-09 10:00:00", "2026-06-08 10:00:00"
        self.make(name="Was solved", stage_id=self.stage_solved.id)
        self.make(name="Somebody else's", partner_id=self.stranger.id)
        self.env.flush_all()
        self.customer.invalidate_recordset()
        card = self.card(self.customer)
        self.assertEqual([row["id"] for row in card["rows"]], [sooner.id, later.id])
        self.assertEqual(card["count"], 2)
        self.assertIn("On fire", card["rows"][0]["label"])

    def test_a_salesperson_does_not_see_the_requests_of_a_closed_team(self):
        seller = new_test_user(self.env, "sv_seller", "sales_team.group_sale_salesman_all_leads")
        self.make()
        self.env.flush_all()
        self.assertTrue(self.card(self.customer, seller))
        self.team.privacy = "members"
        self.env.flush_all()
        self.customer.invalidate_recordset()
        self.assertIsNone(self.card(self.customer, seller))
