from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestCoverage(ServiceCase):
    def contract(self, **values):
        return self.env["crm.entitlement"].create(
            {"name": "Contract", "partner_id": self.customer.id, "hours": 5, "visits": 1, **values}
        )

    def use(self, request, hours):
        return self.env["crm.entitlement.use"].create({"request_id": request.id, "name": "Repaired", "hours": hours})

    def test_what_is_billable_is_known_before_the_work_starts(self):
        self.contract()
        request = self.make(planned_hours=7, planned_visits=1)
        self.assertEqual((request.coverage, request.billable_hours, request.billable_visits), ("partly", 2.0, 0))
        request.planned_hours = 5
        self.assertEqual(request.coverage, "covered")
        request.needs_parts = True
        self.assertEqual((request.coverage, request.billable_parts), ("partly", True))

    def test_without_entitlement_all_is_billable(self):
        request = self.make(planned_hours=2)
        self.assertEqual((request.coverage, request.billable_hours), ("billable", 2.0))

    def test_work_uses_the_contract_up(self):
        contract = self.contract()
        request = self.make(planned_hours=3)
        self.use(request, 3)
        self.assertEqual((contract.hours_used, contract.hours_left), (3.0, 2.0))
        self.assertEqual(request.coverage, "covered", "its own work is not counted against it twice")
        second = self.make(planned_hours=3)
        self.assertEqual(second.billable_hours, 1.0)

    def test_a_warranty_beats_a_contract_that_would_be_used_up(self):
        self.contract(hours=1)
        asset = self.env["crm.asset"].create({"partner_id": self.customer.id, "product_id": self.product.id})
        request = self.make(asset_id=asset.id, planned_hours=4, needs_parts=True)
        self.assertEqual(request.entitlement_id.kind, "warranty")
        self.assertEqual(request.coverage, "covered")

    def test_an_ended_or_foreign_entitlement_covers_nothing(self):
        self.contract(date_start="2020-01-01", date_end="2020-12-31")
        self.contract(partner_id=self.stranger.id)
        self.assertFalse(self.make().entitlement_id)

    def test_the_response_level_of_the_entitlement_governs(self):
        gold = self.env["crm.service.policy"].create({"name": "Gold", "only_entitled": True, "resolve_hours": 2})
        self.assertEqual(self.make().policy_id, self.policy)
        self.contract(policy_id=gold.id)
        self.assertEqual(self.make().policy_id, gold)

    def test_consumption_stays_with_the_contract_it_was_taken_from(self):
        first = self.contract()
        request = self.make()
        self.use(request, 1)
        request.entitlement_id = self.contract(name="Other", hours=50)
        self.assertEqual(first.hours_used, 1.0)

    def test_work_without_time_and_negative_time_are_refused(self):
        request = self.make()
        with self.assertRaises(UserError):
            self.use(request, 0)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.use(request, -1)

    def test_an_asset_of_another_customer_gets_no_contract(self):
        asset = self.env["crm.asset"].create({"partner_id": self.stranger.id, "product_id": self.product.id})
        with self.assertRaises(ValidationError):
            self.contract(asset_id=asset.id)

    def test_states_can_be_searched(self):
        contract = self.contract()
        Entitlement = self.env["crm.entitlement"]
        self.assertIn(contract, Entitlement.search([("state", "=", "valid")]))
        self.assertNotIn(contract, Entitlement.search([("state", "=", "ended")]))
        contract.date_start = fields.Date.add(fields.Date.today(), days=3)
        self.assertIn(contract, Entitlement.search([("state", "=", "future")]))
