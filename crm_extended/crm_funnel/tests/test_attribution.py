from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import FunnelCommon

WON = datetime(2026, 3, 20)


@tagged("post_install", "-at_install")
class TestAttribution(FunnelCommon):
    def won(self, revenue=100.01, **values):
        lead = self.lead(partner_id=self.li.id, expected_revenue=revenue, **values)
        lead.action_set_won()
        lead.date_closed = WON
        self.books()
        return lead

    def touch(self, days, **values):
        self.record(f"touch:{days}:{values}", occurred_at=WON - timedelta(days=days), direction="in", **values)

    def amounts(self, lead, model):
        rows = lead.attribution_ids.filtered(lambda row: row.model == model)
        return {row.channel: round(row.amount, 2) for row in rows}

    def attribute(self):
        self.env["crm.attribution"]._cron_attribute()
        self.env.invalidate_all()

    def test_four_answers_each_adding_up_to_the_revenue(self):
        self.touch(14, channel="event", kind="attendance", subject="Seminar")
        self.touch(7, channel="mailing", kind="click", subject="Spring")
        self.touch(0, channel="phone", kind="call")
        self.touch(-2, channel="web", kind="view")
        self.touch(1, channel="office", kind="order")
        lead = self.won()
        self.attribute()
        self.assertEqual(self.amounts(lead, "first"), {"event": 100.01})
        self.assertEqual(self.amounts(lead, "last"), {"phone": 100.01})
        self.assertEqual(self.amounts(lead, "linear"), {"event": 33.34, "mailing": 33.34, "phone": 33.33})
        self.assertEqual(self.amounts(lead, "time_decay"), {"event": 14.29, "mailing": 28.57, "phone": 57.15})
        for model in ("first", "last", "linear", "time_decay"):
            self.assertAlmostEqual(sum(self.amounts(lead, model).values()), 100.01, 9)

    def test_without_a_touch_the_source_gets_it_all(self):
        source = self.env["utm.source"].create({"name": "A fair"})
        lead = self.won(source_id=source.id)
        self.attribute()
        self.assertEqual(self.amounts(lead, "linear"), {False: 100.01})
        self.assertEqual(lead.attribution_ids.source_id, source)

    def test_running_again_changes_nothing_and_a_changed_revenue_is_shared_anew(self):
        self.touch(3)
        lead = self.won()
        self.attribute()
        rows = lead.attribution_ids
        self.attribute()
        self.assertEqual(lead.attribution_ids, rows)
        lead.expected_revenue = 50
        self.attribute()
        self.assertEqual(self.amounts(lead, "linear"), {"phone": 50})

    def test_what_is_no_longer_won_has_no_attribution(self):
        lead = self.won()
        self.attribute()
        self.assertTrue(lead.attribution_ids)
        lead.write({"stage_id": self.new.id, "probability": 20})
        self.attribute()
        self.assertFalse(lead.attribution_ids)

    def test_what_lies_before_the_window_did_not_bring_it(self):
        self.env.company.attribution_days = 30
        self.touch(40, channel="event", kind="attendance")
        self.touch(3, channel="phone")
        lead = self.won(company_id=self.env.company.id)
        self.attribute()
        self.assertEqual(self.amounts(lead, "first"), {"phone": 100.01})

    def test_rights(self):
        lead = self.won(company_id=self.env.company.id, user_id=self.salesperson.id)
        self.attribute()
        self.assertTrue(lead.attribution_ids.with_user(self.salesperson).mapped("amount"))
        with self.assertRaises(AccessError):
            lead.attribution_ids.with_user(self.foreign_salesperson).mapped("amount")
        with self.assertRaises(AccessError):
            lead.attribution_ids.with_user(self.salesperson).write({"amount": 1})
