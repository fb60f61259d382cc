from odoo.tests import tagged
from odoo.tools.convert import convert_file

from odoo.addons.crm_journey.demo.sample_company import load

from .common import JourneyCase


class Sample:
    """One campaign of a sample company with the lead it brought, and the memory of what was made of them."""

    language = "en_US"

    def __init__(self):
        self.kept = {}

    def rows(self, name):
        return {
            "campaigns": [
                {
                    "campaign_id": "c1", "name": "Spring", "name_zh": "春季", "channel": "fair", "start_on": "2026-03-01",
                    "end_on": "2026-03-31", "budget": "900.00", "actual_cost": "800.00", "responsible_id": "",
                }
            ],
            "leads": [{"lead_id": "l1", "campaign_id": "c1", "order_id": "o1"}],
        }.get(name, [])  # fmt: skip

    def at(self, text):
        """Progress is of no interest here."""

    def name_of(self, row):
        return row["name"]

    def ids(self, env, model):
        return {key: record.id for key, record in self.kept.items() if record._name == model}

    def find(self, env, key):
        return None

    def keep(self, records, keys):
        self.kept.update(zip(keys, records, strict=True))


@tagged("post_install", "-at_install")
class TestSample(JourneyCase):
    def test_the_sample_shows_a_campaign_and_running_journeys(self):
        sample = Sample()
        lead = self.env["crm.lead"].create({"name": "Machine", "partner_id": self.li.id})
        sample.keep(lead, ["l1"])
        sample.keep(self.env["sale.order"].create({"partner_id": self.li.id}), ["o1"])
        known = self.Journey.search([])
        load(self.env, sample)
        load(self.env, sample)
        campaign = sample.kept["c1"]
        self.env.flush_all()
        self.assertEqual((campaign.cost_amount, campaign.lead_count, campaign.budget_amount), (800, 1, 900))
        self.assertEqual((lead.campaign_id, sample.kept["o1"].opportunity_id), (campaign, lead))
        journeys = self.Journey.search([]) - known
        self.assertEqual(sorted(journeys.mapped("state")), ["draft", "draft", "running", "running", "running"])
        self.assertFalse(any(journey._get_faults() for journey in journeys))

    def test_every_recipe_can_be_started(self):
        for key, _name in self.Journey._select_recipes():
            wizard = self.env["crm.journey.new"].with_user(self.designer).create({"recipe": key})
            journey = self.Journey.browse(wizard.action_create()["res_id"])
            journey.action_start()
            self.assertEqual(journey.state, "running", key)

    def test_the_demo_data_shows_two_journeys(self):
        known = self.Journey.search([])
        convert_file(self.env, "crm_journey", "demo/crm_journey_demo.xml", {}, mode="init", noupdate=True)
        self.assertEqual(len(self.Journey.search([]) - known), 2)
