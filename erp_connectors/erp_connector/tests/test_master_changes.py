import json
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .paper_erp import PaperErp, PaperErpCase

CHANGES = {"customer": {"create", "update"}, "product": {"create", "update"}, "order": {"create"}}


@tagged("post_install", "-at_install")
class TestMasterChanges(PaperErpCase):
    """Customers and products that are changed here while an ERP has them, or is about to get them."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(PaperErp, "flows_out", CHANGES))

    def commit(self):
        """What Odoo does at the end of a transaction."""
        self.env.cr.flush()

    def said(self, record, action):
        return [json.loads(message.payload) for message in self._message_of(record, action).sorted("id")]

    def known_product(self):
        self._accept(self.product, "P1", "product")
        self.commit()
        return self.product

    def order_on_its_way(self):
        self.order = self._order()
        self.commit()

    # products

    def test_a_changed_product_is_told_once_per_transaction(self):
        product = self.known_product()
        product.list_price = 120
        product.product_tmpl_id.write({"name": "Coffee machine II", "weight": 9})
        self.assertEqual(self.said(product, "update"), [])
        self.commit()
        (document,) = self.said(product, "update")
        self.assertEqual((document["name"], document["price"]), ("Coffee machine II", "120.0"))

    def test_a_product_that_is_the_same_in_the_end_is_not_told(self):
        product = self.known_product()
        product.write({"name": product.name, "list_price": 90})
        product.list_price = 100
        product.description_sale = "Sold in a box"
        self.commit()
        self.assertEqual(self.said(product, "update"), [])

    def test_products_that_are_the_erps_are_not_told(self):
        product = self.known_product()
        self.backend.products_from = "erp"
        product.list_price = 120
        self.commit()
        self.assertEqual(self.said(product, "update"), [])

    def test_a_product_that_no_erp_has_is_not_told(self):
        self.product.list_price = 120
        self.commit()
        self.assertFalse(self.env["erp.message"].search([("res_model", "=", "product.product")]))

    def test_each_variant_of_a_template_is_told(self):
        attribute = self.env["product.attribute"].create(
            {"name": "Colour", "value_ids": [(0, 0, {"name": name}) for name in ("Red", "Blue")]}
        )
        lines = [(0, 0, {"attribute_id": attribute.id, "value_ids": [(6, 0, attribute.value_ids.ids)]})]
        template = self.env["product.template"].create({"name": "Mill", "attribute_line_ids": lines})
        self.assertEqual(len(template.product_variant_ids), 2)
        for number, variant in enumerate(template.product_variant_ids):
            self._accept(variant, f"V{number}", "product")
        self.commit()
        template.name = "Grinder"
        self.commit()
        for variant in template.product_variant_ids:
            self.assertEqual([document["name"] for document in self.said(variant, "update")], ["Grinder"])

    def test_a_backend_hears_only_while_it_is_in_use(self):
        product = self.known_product()
        for price, values, heard in (
            (120, {"active": False}, []),
            (130, {"active": True, "state": "draft"}, []),
            (140, {"state": "paused"}, ["140.0"]),
        ):
            self.backend.write(values)
            product.list_price = price
            self.commit()
            self.assertEqual([document["price"] for document in self.said(product, "update")], heard, values)

    def test_a_backend_is_not_archived_while_something_waits_for_it(self):
        self.order_on_its_way()
        with self.assertRaisesRegex(ValidationError, "3 messages"):
            self.backend.active = False
        self.env["erp.message"].search([("backend_id", "=", self.backend.id)]).action_cancel()
        self.backend.active = False

    # on its way

    def test_what_has_not_left_yet_says_what_the_record_says_now(self):
        self.order_on_its_way()
        self.customer.city = "杭州"
        self.product.name = "Coffee machine II"
        self.commit()
        self.assertEqual([document["city"] for document in self.said(self.customer, "create")], ["杭州"])
        self.assertEqual([document["name"] for document in self.said(self.product, "create")], ["Coffee machine II"])
        self.assertEqual(self.said(self.customer, "update") + self.said(self.product, "update"), [])

    def test_behind_what_may_be_in_the_erp_goes_a_change(self):
        self.order_on_its_way()
        self._message_of(self.customer).write({"state": "calling", "called_at": "2026-01-01 10:00:00"})
        self.customer.city = "杭州"
        self.commit()
        self.assertEqual([document["city"] for document in self.said(self.customer, "create")], [""])
        self.assertEqual([document["city"] for document in self.said(self.customer, "update")], ["杭州"])

    def test_what_was_refused_goes_again_with_what_was_mended(self):
        self.order_on_its_way()
        message = self._message_of(self.customer)
        message.write({"state": "dead", "error_text": "zip is missing"})
        self.customer.zip = "200040"
        self.commit()
        self.assertEqual((message.state, json.loads(message.payload)["zip"]), ("waiting", "200040"))

    def test_two_changes_that_wait_are_one(self):
        self._accept(self.customer, "C1", "customer")
        for city in ("杭州", "宁波"):
            self.customer.city = city
            self.commit()
        self.assertEqual([document["city"] for document in self.said(self.customer, "update")], ["宁波"])

    def test_an_erp_that_takes_no_changes_is_told_none(self):
        self.startPatcher(patch.object(PaperErp, "flows_out", {kind: {"create"} for kind in CHANGES}))
        product = self.known_product()
        product.list_price = 120
        self.commit()
        self.assertEqual(self.said(product, "update"), [])
