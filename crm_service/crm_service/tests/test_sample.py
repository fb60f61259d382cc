from datetime import date

from odoo.tests import tagged

from odoo.addons.crm_service.demo.sample_company import load

from .common import ServiceCase

REQUEST = {
    "request_id": "request_1", "customer_id": "c_1", "asset_id": "asset_1", "category": "breakdown", "state": "in_progress",
    "subject": "No steam", "description": "<b> & nothing else", "priority": "3", "channel": "phone",
    "opened_at": "2026-01-05 08:00:00",
}  # fmt: skip
ASSET = {
    "asset_id": "asset_1", "customer_id": "c_1", "product_id": "p_1", "serial_number": "EM-1",
    "installed_on": "2025-01-05", "sold_on": "2025-01-01", "maintenance_plan": "premium",
}  # fmt: skip


class Sample:
    """Three rows of a sample company, and the memory of what was made of them."""

    today = date.today()
    language = "en_US"

    def __init__(self, partner, product):
        self.kept = {"res.partner": {"c_1": partner.id}, "product.product": {"p_1": product.id}}

    def text(self, english, chinese):
        return english

    def rows(self, name):
        solved = {**REQUEST, "request_id": "request_2", "state": "solved"}
        stranger = {**REQUEST, "request_id": "request_3", "customer_id": "c_unknown"}
        return {"requests": [REQUEST, solved, stranger], "assets": [ASSET]}.get(name, [])

    def ids(self, env, model):
        return dict(self.kept.get(model, {}))

    def keep(self, records, keys):
        self.kept.setdefault(records._name, {}).update(zip(keys, records.ids, strict=True))


@tagged("post_install", "-at_install")
class TestSample(ServiceCase):
    def test_the_open_requests_and_the_installed_base_are_loaded_once(self):
        partner = self.env["res.partner"].create({"name": "Café"})
        product = self.env["product.product"].create({"name": "Machine"})
        sample = Sample(partner, product)
        request = load(self.env, sample)
        self.assertEqual(request.mapped("name"), ["No steam"])
        self.assertEqual(request.asset_id.serial, "EM-1")
        self.assertIn("&lt;b&gt;", request.description)
        covering = self.env["crm.entitlement"].search([("partner_id", "=", partner.id), ("kind", "=", "contract")])
        self.assertEqual((len(covering), covering.state, covering.contract_id.state), (1, "valid", "active"))
        self.assertEqual((covering.asset_id, request.entitlement_id.asset_id), (request.asset_id, request.asset_id))
        self.assertTrue(request.asset_id.next_service)
        self.assertFalse(load(self.env, sample), "a second time there is nothing to do")
        self.assertEqual(self.env["crm.contract"].search_count([("partner_id", "=", partner.id)]), 1)
