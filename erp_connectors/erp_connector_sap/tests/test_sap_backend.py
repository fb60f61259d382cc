import re

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..engine import words
from ..engine.constants import SiteValueMissing
from ..engine.s4_reading import Pushes


@tagged("post_install", "-at_install")
class TestSapBackend(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls._backend("sap_s4")

    @classmethod
    def _backend(cls, dialect, **values):
        return cls.env["erp.backend"].create(
            {
                "name": "SAP Shanghai",
                "dialect": dialect,
                "url": "http://127.0.0.1:9",
                "login": "ODOO",
                "password": "correct horse",
                "erp_company": "100",
                "sap_company_code": "1710",
                **values,
            }
        )

    def test_a_fresh_backend_has_the_dialects_mapping_and_services(self):
        kinds = {"customer", "product", "order", "invoice", "credit_note", "payment", "journal_entry"}
        self.assertEqual(set(self.backend.mapping_ids.mapped("kind")), kinds)
        options = self.backend._prepare_options()
        self.assertEqual(options["constants"]["company_code"], "1710")
        self.assertEqual(options["journal"], "async")
        self.assertIn("salesorderbulkrequest_in", options["paths"]["order"])
        self.assertFalse(self.backend.ask_first, "S/4HANA cannot be asked")

    def test_s4_has_its_own_envelopes_and_ecc_none(self):
        self.assertIsInstance(self.backend._dialect_class().pushes, Pushes)
        self.assertFalse(self._backend("sap_ecc")._dialect_class().pushes)

    def test_a_profile_that_cannot_be_read_is_refused_in_words(self):
        good = '{"order_create": {"function": "ZORDER", "parameters": "CUST_PO:35 ITEMS[QTY:q13.3]"}}'
        backend = self._backend("sap_ecc", sap_profile=good)
        self.assertTrue(backend.ask_first)
        self.assertEqual(backend._prepare_options()["profile"]["order_create"]["function"], "ZORDER")
        for wrong in ("{", "[]", '{"nothing": {}}', '{"order_create": {"parameters": "A["}}', '{"order_create": 1}'):
            with self.assertRaises(ValidationError):
                backend.sap_profile = wrong

    def test_the_client_has_three_digits(self):
        with self.assertRaisesRegex(ValidationError, "client"):
            self.backend.erp_company = "ACME"

    def test_every_advice_of_the_dialects_can_be_said_in_the_users_language(self):
        self.assertEqual(set(words.ADVICE) - set(self.backend._dialect_words()), set())
        chinese = self.backend.with_context(lang="zh_CN")._in_words(words.NO_CUSTOMER)
        self.assertNotEqual(chinese, words.NO_CUSTOMER)

    def test_problems_of_the_dialects_are_told_in_the_readers_words(self):
        message = self.env["erp.message"].with_context(lang="zh_CN")
        for problem in (str(SiteValueMissing("division")), "debit and credit differ by 0.01", "“x” is no day"):
            words_of_it = message._problem_in_words(
                problem, [(re.compile(p), w) for p, w in message._problem_sentences()]
            )
            self.assertRegex(words_of_it, "[\u4e00-\u9fff]")

    def test_a_salesperson_sees_no_sap_settings(self):
        seller = new_test_user(self.env, "seller-sap", "sales_team.group_sale_salesman")
        self.assertFalse(self.env["erp.backend"].with_user(seller).has_access("read"))

    def test_an_invoice_of_odoo_becomes_a_balanced_journal_entry(self):
        self.env["erp.value.map"].create(
            {"backend_id": self.backend.id, "name": "tax", "odoo_value": "VAT 13%", "erp_value": "X1"}
        )
        self.backend.sap_posting_user = "ODOO"
        document = {
            "number": "INV/2026/00011",
            "order_number": "S00001",
            "date": "2026-11-23",
            "currency": "CNY",
            "customer": {"$ref": "res.partner,7"},
            "total": "113.00",
            "external_id": "",
            "lines": [
                {"account": "6001", "untaxed": "100.00", "name": "咖啡", "product_code": "CM-X1", "tax": "VAT 13%"}
            ],
            "taxes": [{"tax": "VAT 13%", "amount": "13.00", "base": "100.00"}],
        }
        profile = self.backend._prepare_profile()
        values = profile.values("invoice", "create", document, {"res.partner,7": "0010000001"})
        dialect = profile.dialect_class(profile.settings)
        text = dialect.preview("invoice", "create", "O1-IN-11", values)
        self.assertIn("<Debtor>0010000001</Debtor>", text)
        self.assertIn('currencyCode="CNY">-13.00<', text)
