import json
import re

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from ..engine import words


@tagged("post_install", "-at_install")
class TestOracleBackend(TransactionCase):
    def _fusion(self, **values):
        fresh = {"name": "Fusion", "dialect": "oracle_fusion", "url": "http://127.0.0.1:7047"}
        return self.env["erp.backend"].create(fresh | values)

    def _suite(self, **values):
        fresh = {"name": "EBS", "dialect": "oracle_ebs", "url": "http://127.0.0.1:8000"}
        fresh |= {"oracle_responsibility": "ORDER_MGMT", "oracle_resp_application": "ONT"}
        return self.env["erp.backend"].create(fresh | values)

    def test_a_fresh_backend_has_a_mapping_for_all_it_sends(self):
        for backend in self._fusion() | self._suite():
            sent = set(backend._dialect_class().flows_out)
            self.assertEqual(set(backend.mapping_ids.mapped("kind")), sent)
            self.assertTrue(backend.ask_first)

    def test_the_values_of_a_site_reach_the_dialect(self):
        options = self._fusion(oracle_business_unit="Vision", oracle_paths="invoice=/own")._prepare_settings().options
        self.assertEqual((options["site"]["business_unit"], options["paths"]), ("Vision", {"invoice": "/own"}))
        self.assertEqual((options["login"], options["number_by"], options["journal_way"]), ("basic", "number", "bulk"))
        options = self._suite(oracle_order_type_id="1430", oracle_org_id="204")._prepare_settings().options
        self.assertEqual((options["site"]["order_type_id"], options["soa"]["Org_Id"]), ("1430", "204"))
        self.assertEqual(options["soa"]["SecurityGroup"], "STANDARD")

    def test_every_field_a_dialect_asks_for_is_in_the_form(self):
        arch = self.env["erp.backend"].get_view(view_type="form")["arch"]
        for name in self.env["erp.backend"]._fields:
            if name.startswith("oracle_"):
                self.assertIn(f'name="{name}"', arch)

    def test_what_cannot_work_is_said_when_it_is_saved(self):
        for values in (
            {"oracle_account_pattern": "101.10"},
            {"oracle_paths": "invoices=/x"},
        ):
            with self.assertRaises(ValidationError):
                self._fusion(**values)
        for values in (
            {"oracle_profile": "{"},
            {"oracle_profile": json.dumps({"order": {"pack": "x"}})},
            {"oracle_profile": json.dumps({"order": {"parameters": ["P_X:money"]}})},
        ):
            with self.assertRaises(ValidationError):
                self._suite(**values)
        self._suite(oracle_profile=json.dumps({"find": {"package": "xx_odoo_pub", "product": "xx"}}))

    def test_open_orders_are_followed_and_finished_ones_are_not(self):
        backend = self._fusion()
        customer = self.env["res.partner"].create({"name": "百会"})
        orders = self.env["sale.order"].create([{"partner_id": customer.id} for _number in range(3)])
        orders[2].erp_status = "completed"
        self.env["erp.link"].create(
            [
                {
                    **{"backend_id": backend.id, "res_model": "sale.order", "res_id": order.id, "kind": "order"},
                    **{"external_id": f"7{order.id}", "document_key": f"K-OR-{order.id}"},
                }
                for order in orders
            ]
        )
        followed = backend._prepare_settings().options["followed_orders"]
        self.assertEqual(sorted(followed), sorted([f"K-OR-{order.id}", order.name] for order in orders[:2]))

    def test_every_sentence_of_the_dialects_can_be_read_in_both_languages(self):
        self.assertFalse(set(words.ADVICE) - set(self.env["erp.backend"]._dialect_words()))
        chinese = self.env(context={"lang": "zh_CN"})
        for sentence in words.ADVICE:
            self.assertNotEqual(chinese["erp.backend"]._in_words(sentence), sentence)
            self.assertEqual(self.env["erp.backend"].with_context(lang="en_US")._in_words(sentence), sentence)

    def test_what_the_dialects_say_is_read_in_chinese(self):
        message = self.env["erp.message"].with_context(lang="zh_CN")
        for text in (
            "the backend has no value for ledger_id",
            "Oracle has no customer account 4711",
            "Oracle does not accept the login of this backend: FailedAuthentication",
            "receipt 900001 is there, but it could not be settled: E-Business Suite did not say why",
            "the import of the journal ended with ERROR: request 7000001",
        ):
            sentences = [(re.compile(pattern, re.S), told) for pattern, told in message._problem_sentences()]
            told = message._problem_in_words(text, sentences)
            self.assertRegex(told, "[\u4e00-\u9fff]")
            for number in re.findall(r"\d{4,}", text):
                self.assertIn(number, told)

    def test_only_what_somebody_applies_is_read(self):
        for backend in self._fusion() | self._suite():
            self.assertIn("order_status", backend._flows_in())
            for kind in backend._flows_in():
                self.assertTrue(hasattr(self.env["erp.backend"], f"_apply_{kind}"))
