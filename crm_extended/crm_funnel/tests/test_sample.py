from datetime import date

from odoo.tests import tagged

from odoo.addons.crm_funnel.demo.sample_company import load

from .common import FunnelCommon

LEAD = {
    "company_name": "Acme",
    "contact_name": "",
    "email": "a@acme.test",
    "phone": "",
    "city": "",
    "customer_id": "",
    "salesperson_id": "staff",
    "campaign_id": "",
    "expected_revenue": "100.10",
    "created_at": "2026-03-02 08:00:00",
    "first_response_at": "2026-03-02 09:00:00",
    "qualified_at": "",
    "proposition_at": "",
    "negotiation_at": "",
    "closed_at": "",
    "lost_reason": "",
    "order_id": "",
    "language": "nl_NL",
}
WON = {
    "qualified_at": "2026-03-04 08:00:00",
    "proposition_at": "2026-03-09 08:00:00",
    "closed_at": "2026-03-11 08:00:00",
}


class Sample:
    """Three leads of a sample company, and the memory of what was made of them."""

    language = "en_US"
    today = date(2026, 3, 20)

    def __init__(self, users):
        self.kept, self.users = {}, users

    def text(self, english, chinese):
        return english

    def rows(self, name):
        return [
            LEAD | WON | {"lead_id": "won", "name": "Won", "source": "seminar", "stage": "won"},
            LEAD
            | {"lead_id": "lost", "name": "Lost", "source": "fair", "stage": "lost"}
            | {"lost_reason": "price", "closed_at": "2026-03-05 08:00:00"},
            LEAD | {"lead_id": "new", "name": "New", "source": "web_form", "stage": "new"},
        ]

    def ids(self, env, model):
        return {"staff": self.users.id} if model == "res.users" else self.kept.get(model, {})

    def find(self, env, key):
        found = [
            env[model].browse(keys[key]) for model, keys in self.kept.items() if key in keys and model != "crm.lead"
        ]
        return found[0] if found else None

    def keep(self, records, keys):
        self.kept.setdefault(records._name, {}).update(zip(keys, records.ids, strict=True))


@tagged("post_install", "-at_install")
class TestSample(FunnelCommon):
    def test_the_sample_has_a_history_and_is_loaded_once(self):
        self.env["crm.response.policy"].create({"name": "Soon", "hours": 4})
        sample = Sample(self.salesperson)
        for _ in range(2):
            load(self.env, sample)
            self.books()
        won, lost, new = self.env["crm.lead"].browse(sample.kept["crm.lead"].values())
        self.assertEqual([won.won_status, lost.won_status, new.won_status], ["won", "lost", "pending"])
        passages = self.env["crm.stage.passage"]
        rows = passages.search([("lead_id", "=", won.id)], order="entered_at")
        self.assertEqual(rows.mapped("days"), [2, 5, 2, 0])
        self.assertEqual(rows.mapped("outcome"), ["next", "next", "won", False])
        self.assertEqual(passages.search([("lead_id", "=", lost.id)]).mapped("outcome"), ["lost"])
        self.assertEqual([won.response_state, new.response_state], ["met", "missed"])
        linear = won.attribution_ids.filtered(lambda row: row.model == "linear")
        self.assertAlmostEqual(sum(linear.mapped("amount")), 100.10, 9)
        self.assertEqual(won.ownership_ids.user_id, self.salesperson)
        self.assertEqual(len(new.ownership_ids), 1)
