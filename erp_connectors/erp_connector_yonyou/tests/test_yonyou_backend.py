from odoo.tests import TransactionCase, tagged

from ..engine import words


@tagged("post_install", "-at_install")
class TestYonyouBackend(TransactionCase):
    def _backend(self, dialect="yonyou_nc", **values):
        fresh = {"name": "NC", "dialect": dialect, "url": "http://127.0.0.1:8080", "yonyou_sender": "ODOO"}
        return self.env["erp.backend"].create(fresh | values)

    def test_a_fresh_backend_names_the_values_of_the_site_that_its_mapping_needs(self):
        backend = self._backend()
        names = set(backend.site_value_ids.mapped("name"))
        self.assertLessEqual({"pk_group", "pk_org", "pk_accountingbook", "receipt_tradetype"}, names)
        backend.site_value_ids.filtered(lambda row: row.name == "pk_org").value = " 0101 "
        backend.action_load_mapping()
        self.assertEqual(len(backend.site_value_ids), len(names))
        self.assertEqual(backend._prepare_settings().options["constants"]["pk_org"], "0101")

    def test_each_of_the_four_has_a_mapping_for_all_it_sends(self):
        for dialect in ("yonyou_nc", "yonyou_nc5", "yonyou_u8", "yonyou_u9"):
            backend = self._backend(dialect)
            self.assertEqual(set(backend.mapping_ids.mapped("kind")), set(backend._dialect_class().flows_out), dialect)

    def test_the_address_is_complete_with_a_sender_and_without_a_login(self):
        self.assertTrue(self._backend().setup_address)
        self.assertFalse(self._backend("yonyou_u9").setup_address)

    def test_what_the_form_says_reaches_the_dialect(self):
        options = self._backend(yonyou_encoding="GBK", yonyou_refuses_repeats=False)._prepare_settings().options
        self.assertEqual((options["encoding"], options["refuses_repeats"]), ("GBK", False))

    def test_every_sentence_of_the_dialect_can_be_read_in_both_languages(self):
        backend = self.env["erp.backend"]
        for sentence in words.ADVICE:
            self.assertNotEqual(backend.with_context(lang="zh_CN")._in_words(sentence), sentence)
            self.assertEqual(backend.with_context(lang="en_US")._in_words(sentence), sentence)
