from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import JourneyCase


@tagged("post_install", "-at_install")
class TestCampaignReturn(JourneyCase):
    """What a campaign cost and what it brought, seminars and calls included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.env["utm.campaign"].create({"title": "Spring fair", "budget_amount": 5000})
        cls.phone = cls.env.ref("utm.utm_medium_phone")
        cls.Return = cls.env["crm.campaign.return"]
        cls.env["crm.campaign.cost"].create(
            [
                {"campaign_id": cls.campaign.id, "name": "Hall", "amount": 800},
                {"campaign_id": cls.campaign.id, "name": "Agency", "amount": 200, "medium_id": cls.phone.id},
            ]
        )

    def sums(self, *by):
        self.env.flush_all()
        return self.Return._read_group(
            [("campaign_id", "=", self.campaign.id)], list(by), ["touches:sum", "leads:sum", "deals:sum", "revenue:sum"]
        )

    def order(self, price, **values):
        product = self.env["product.product"].create({"name": "Roll", "list_price": price, "taxes_id": False})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.li.id,
                "campaign_id": self.campaign.id,
                "order_line": [Command.create({"product_id": product.id})],
                **values,
            }
        )
        order.action_confirm()
        return order

    def test_cost_and_return_of_a_campaign(self):
        lead = self.env["crm.lead"].create(
            {"name": "A", "type": "opportunity", "campaign_id": self.campaign.id, "partner_id": self.li.id}
        )
        lead.action_set_won()
        self.order(3000, opportunity_id=lead.id)
        self.env.flush_all()
        self.campaign.invalidate_recordset()
        values = self.campaign.with_user(self.salesperson).read(
            ["cost_amount", "won_amount", "profit_amount", "return_rate", "lead_count", "won_count"]
        )[0]
        values.pop("id")
        self.assertEqual(
            values,
            {
                "cost_amount": 1000,
                "won_amount": 3000,
                "profit_amount": 2000,
                "return_rate": 2,
                "lead_count": 1,
                "won_count": 1,
            },
        )

    def test_seats_calls_and_mails_are_touches_of_their_channel(self):
        event = self.env["event.event"].create({"name": "Seminar", "campaign_id": self.campaign.id})
        seats = self.env["event.registration"].create([{"event_id": event.id, "name": f"S{n}"} for n in range(3)])
        seats[0].action_cancel()
        lead = self.env["crm.lead"].create({"name": "A", "campaign_id": self.campaign.id, "partner_id": self.li.id})
        self.touch("call", lead_id=lead.id)
        self.enter(self.journey("mail", campaign_id=self.campaign.id))
        self.proceed()
        trace = self.env["mailing.trace"].search([("campaign_id", "=", self.campaign.id)])
        trace.set_sent()
        touches = {medium: count for medium, count, *_rest in self.sums("medium_id") if count}
        self.assertEqual(
            touches,
            {
                self.env.ref("crm_journey.utm_medium_seminar"): 2,
                self.phone: 1,
                self.env.ref("utm.utm_medium_email"): 1,
            },
        )

    def test_an_order_counts_for_its_own_campaign_only_and_once(self):
        self.order(100)
        self.order(70).action_cancel()
        self.order(50, campaign_id=self.env["utm.campaign"].create({"title": "Other"}).id)
        self.assertEqual(self.sums()[0], (0, 0, 1, 100))

    def test_another_company_s_money_is_not_seen(self):
        self.order(100)
        foreign = self.Return.with_user(self.foreign_salesperson)
        self.assertFalse(foreign.search([("fact", "=", "order"), ("campaign_id", "=", self.campaign.id)]))
        with self.assertRaises(AccessError):
            self.campaign.cost_ids.with_user(self.foreign_salesperson).read(["amount"])

    def test_many_campaigns_cost_the_same_questions_as_one(self):
        campaigns = self.env["utm.campaign"].create([{"title": f"C{n}"} for n in range(20)]) | self.campaign
        self.env.flush_all()

        def cost(some):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._compute_return()
            return self.cr.sql_log_count - before

        cost(campaigns)
        self.assertEqual(cost(campaigns), cost(self.campaign))

    def test_a_campaign_does_not_end_before_it_begins(self):
        with self.assertRaises(ValidationError):
            self.campaign.write({"date_start": "2026-05-01", "date_end": "2026-04-01"})
