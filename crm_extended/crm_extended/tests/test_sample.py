from datetime import date

from odoo.tests import tagged

from odoo.addons.crm_extended.demo.sample_company import load

from .common import CrmExtendedCommon


class Sample:
    """A few rows of a sample company, and the memory of what was made of them."""

    today = date(2026, 11, 1)

    def __init__(self, partners):
        self.kept = partners

    def text(self, english, chinese):
        return english

    def rows(self, name):
        customer = {"customer_id": "c1", "segment": "key", "is_company": "1", "salesperson_id": ""}
        touch = {"customer_id": "c1", "occurred_at": "2026-01-01 08:00:00", "direction": "inbound", "product_id": "p1"}
        dirty = dict.fromkeys(("street", "city", "zip", "country", "phone", "mobile", "email", "vat"), "")
        return {
            "products": [{"product_id": "p1", "name": "Grinder"}],
            "customers": [customer],
            "touchpoints": [
                touch | {"channel": "web", "kind": "product_view", "external_key": "w1"},
                touch | {"channel": "visit", "kind": "repair", "external_key": "v1", "product_id": ""},
                touch | {"channel": "phone", "kind": "not_interested", "external_key": "p1", "product_id": ""},
            ],
            "dirty_customers": [
                dirty | {"customer_id": "d1", "is_company": "1", "name": "Acme Steel AG", "email": "info@acme.test"}
            ],
        }.get(name, [])

    def name_of(self, row):
        return row["name"]

    def ids(self, env, model):
        return dict(self.kept) if model == "res.partner" else {}

    def keep(self, records, keys):
        self.kept.update(zip(keys, records.ids, strict=True))


@tagged("post_install", "-at_install")
class TestSample(CrmExtendedCommon):
    def test_the_sample_is_loaded_once_and_shows_every_part(self):
        self.env["sale.order"].create({"partner_id": self.acme.id}).action_confirm()
        sample = Sample({"c1": self.acme.id})
        for _ in range(2):
            load(self.env, sample)
            self.assertEqual(self.touchpoints().mapped("channel").count("web"), 1)
            self.assertEqual(self.touchpoints(channel="web").subject, "Grinder")
            self.assertEqual(self.env["crm.account.plan"].search_count([("partner_id", "=", self.acme.id)]), 1)
            self.assertEqual(self.env["crm.contract"].search_count([("partner_id", "=", self.acme.id)]), 1)
            self.assertTrue(self.env["crm.hospitality.guest"].search([("partner_id", "=", self.acme.id)]))
            self.assertEqual(self.acme.duplicate_count, 1)
