from odoo.tests import tagged

from ..engine.dialect import Change
from .test_books_in import BooksInCase


@tagged("post_install", "-at_install")
class TestOldVersions(BooksInCase):
    """What could not be applied is applied again by a person: not over something newer."""

    def _price(self, price, **more):
        document = {"product_id": "I1", "product_code": "", "price": price, "currency": "", **more}
        return self._read("price", [Change("price", "P1", document)])

    def test_an_old_price_that_is_applied_again_does_not_replace_a_newer_one(self):
        self.backend.pricelist_id = self.env["product.pricelist"].create({"name": "ERP"})
        old = self._price("80", unit="PALLET")
        new = self._price("90") - old
        self.assertEqual((old.state, new.state), ("review", "accepted"))
        unit = {"backend_id": self.backend.id, "name": "unit", "odoo_value": "*", "erp_value": "PALLET"}
        self.env["erp.value.map"].create(unit)
        old.with_user(self.finance).action_apply_again()
        self.assertEqual((old.state, old.error_code), ("cancelled", "OUTDATED"))
        self.assertEqual(self.backend.pricelist_id.item_ids.fixed_price, 90)

    def test_the_newest_price_is_applied_again_when_its_unit_is_known(self):
        self.backend.pricelist_id = self.env["product.pricelist"].create({"name": "ERP"})
        old = self._price("80")
        new = self._price("90", unit="PALLET") - old
        unit = {"backend_id": self.backend.id, "name": "unit", "odoo_value": "*", "erp_value": "PALLET"}
        self.env["erp.value.map"].create(unit)
        self.env.flush_all()
        new.with_user(self.finance).action_apply_again()
        self.assertEqual((new.state, self.backend.pricelist_id.item_ids.fixed_price), ("accepted", 90))
