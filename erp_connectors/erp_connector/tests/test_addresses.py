import json
from unittest.mock import patch

from odoo.tests import tagged

from ..engine.mapping import Rule
from .paper_erp import PaperErp, PaperErpCase

CHANGES = {"customer": {"create", "update"}, "product": {"create"}, "order": {"create", "update"}}
RULES = [
    Rule("name", source="name"),
    Rule("total", source="total"),
    Rule("ship_to", source="delivery_address.city"),
    Rule("places[].street", source="addresses[].street"),
]


@tagged("post_install", "-at_install")
class TestAddresses(PaperErpCase):
    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(patch.object(PaperErp, "default_mapping", classmethod(lambda cls, kind: RULES)))
        super().setUpClass()

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(PaperErp, "flows_out", CHANGES))
        self.customer.write({"street": "南京西路 1266 号", "city": "上海"})
        self.warehouse = self.address(name="苏州仓库", street="星湖街 328 号", city="苏州", ref="SZ1")
        self._accept(self.customer, "C1", "customer")
        self.commit()

    def address(self, **values):
        values = {"parent_id": self.customer.id, "type": "delivery"} | values
        return self.env["res.partner"].create(values)

    def commit(self):
        """What Odoo does at the end of a transaction."""
        self.env.cr.flush()

    def updates(self, record=None):
        return self._message_of(self.customer if record is None else record, "update")

    def said(self, message):
        return json.loads(message.payload)

    def last_said(self):
        return self.said(self.updates().sorted("id")[-1])

    # the order

    def test_an_order_says_where_it_goes_when_that_is_elsewhere(self):
        order = self._order(confirm=False)
        order.partner_shipping_id = self.warehouse
        order.action_confirm()
        document = self.said(self._message_of(order))
        address = document["delivery_address"]
        self.assertEqual((address["name"], address["city"], address["code"]), ("苏州仓库", "苏州", "SZ1"))
        self.assertEqual((address["customer"], document["invoice_address"]), ("", {}))

    def test_a_contact_person_at_the_customers_own_place_is_not_elsewhere(self):
        person = self.address(type="contact", name="李娜")
        order = self._order(confirm=False)
        order.partner_shipping_id = order.partner_invoice_id = person
        order.action_confirm()
        document = self.said(self._message_of(order))
        self.assertEqual((document["delivery_address"], document["invoice_address"]), ({}, {}))

    def test_another_firm_that_the_erp_has_is_named_by_its_key(self):
        other = self.env["res.partner"].create({"name": "北京咖啡", "is_company": True, "city": "北京"})
        self._accept(other, "C2", "customer")
        order = self._order(confirm=False)
        order.partner_shipping_id = other
        order.action_confirm()
        self.assertEqual(
            self.said(self._message_of(order))["delivery_address"]["customer"], {"$ref": f"res.partner,{other.id}"}
        )

    def test_an_order_that_comes_back_to_the_customers_own_address_says_so(self):
        order = self._order(confirm=False)
        order.partner_shipping_id = self.warehouse
        order.action_confirm()
        self.commit()
        self._accept(order, "X1")
        order.partner_shipping_id = self.customer
        self.commit()
        self.assertEqual(self.said(self.updates(order))["delivery_address"]["city"], "上海")
        order.order_line.price_unit = 7
        self.commit()
        renewed = self.said(self.updates(order))
        self.assertEqual((renewed["delivery_address"]["city"], renewed["total"]), ("上海", "7.0"))

    def test_a_field_of_the_address_that_the_mapping_does_not_use_changes_no_order(self):
        order = self._order(confirm=False)
        order.partner_shipping_id = self.warehouse
        order.action_confirm()
        self.commit()
        self._accept(order, "X1")
        order.partner_shipping_id = self.address(name="二号仓", city="苏州")
        self.commit()
        self.assertFalse(self.updates(order))

    # the customer

    def test_the_customer_says_its_further_addresses(self):
        self.address(type="contact", name="李娜")
        self.address(type="invoice", name="财务部", city="南京")
        rows = self.customer._erp_document()["addresses"]
        self.assertEqual([(row["type"], row["city"]) for row in rows], [("delivery", "苏州"), ("invoice", "南京")])

    def test_whatever_happens_to_the_addresses_is_one_message(self):
        self.warehouse.street = "星湖街 1 号"
        self.warehouse.write({"street": "星湖街 2 号"})
        self.address(name="二号仓", street="东平街 9 号")
        self.customer.city = "杭州"
        self.assertFalse(self.updates())
        self.commit()
        (message,) = self.updates()
        said = self.said(message)
        self.assertEqual([row["street"] for row in said["addresses"]], ["星湖街 2 号", "东平街 9 号"])
        self.assertEqual(said["city"], "杭州")

    def test_an_archived_and_a_deleted_address_are_gone(self):
        other = self.address(name="二号仓", street="东平街 9 号")
        self.commit()
        self.warehouse.active = False
        self.commit()
        self.assertEqual([row["street"] for row in self.last_said()["addresses"]], ["东平街 9 号"])
        other.unlink()
        self.commit()
        self.assertEqual(self.last_said()["addresses"], [])

    def test_an_address_that_moves_is_told_for_both_customers(self):
        other = self.env["res.partner"].create({"name": "北京咖啡", "is_company": True})
        self._accept(other, "C2", "customer")
        self.warehouse.parent_id = other
        self.commit()
        self.assertEqual(self.said(self.updates())["addresses"], [])
        self.assertEqual(self.said(self.updates(other))["addresses"][0]["code"], "SZ1")

    def test_nothing_changed_is_no_message(self):
        self.warehouse.write({"street": self.warehouse.street, "city": "苏州"})
        self.customer.write({"city": "上海", "child_ids": [(1, self.warehouse.id, {"name": "苏州仓库"})]})
        self.warehouse.street = "星湖街 1 号"
        self.warehouse.street = "星湖街 328 号"
        self.warehouse.comment = "Gate 3"
        self.commit()
        self.assertFalse(self.updates())

    def test_a_contact_person_is_no_message(self):
        person = self.address(type="contact", name="李娜")
        person.phone = "+86 21 5555"
        person.unlink()
        self.commit()
        self.assertFalse(self.updates())

    def test_addresses_that_the_mapping_does_not_take_are_no_message(self):
        self.backend.mapping_ids.line_ids.filtered(lambda line: "[]" in line.target).unlink()
        self.warehouse.street = "星湖街 1 号"
        self.address(name="二号仓", street="东平街 9 号")
        self.commit()
        self.assertFalse(self.updates())

    def test_an_address_of_another_company_reaches_no_erp_of_ours(self):
        theirs = self.env["res.company"].create({"name": "百会国际"})
        foreign = self.address(name="香港仓", street="皇后大道 1 号", company_id=theirs.id)
        foreign.street = "皇后大道 2 号"
        self.commit()
        self.assertFalse(self.updates())
        stranger = self.env["res.partner"].create({"name": "Stranger", "is_company": True, "company_id": theirs.id})
        self.address(parent_id=stranger.id, street="1 Elsewhere Road", company_id=theirs.id)
        self.commit()
        self.assertFalse(self.env["erp.message"].search([("res_id", "in", (stranger.id, foreign.id))]))

    def test_many_addresses_cost_the_queries_of_one(self):
        def queries(city, silent):
            self.env.invalidate_all()
            addresses = self.customer.child_ids.with_context(erp_no_message=silent)
            before = self.env.cr.sql_log_count
            addresses.write({"city": city})
            self.commit()
            return self.env.cr.sql_log_count - before

        def ours(city):
            return queries(city, False) - queries(f"{city}市", True)

        ours("苏州")
        one = ours("无锡")
        for number in range(30):
            self.address(name=f"{number} 号仓", street=f"东平街 {number} 号")
        self.commit()
        ours("常州")
        self.assertLessEqual(ours("昆山"), one)
