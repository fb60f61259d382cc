import re

from odoo.exceptions import ValidationError
from odoo.tests import Form, TransactionCase, tagged

from ..engine import words


@tagged("post_install", "-at_install")
class TestSageBackend(TransactionCase):
    def _backend(self, **values):
        fresh = {"name": "X3", "dialect": "sage", "url": "http://127.0.0.1:8124", "sage_pool": "ODOO"}
        return self.env["erp.backend"].create(fresh | values)

    def test_a_fresh_backend_has_mapping_and_names(self):
        backend = self._backend(sage_site="SH1")
        self.assertEqual(set(backend.mapping_ids.mapped("kind")), set(backend._dialect_class().flows_out))
        options = backend._prepare_settings().options
        self.assertEqual(options["public_names"]["order"], "WSSOH")
        self.assertEqual(options["constants"]["site"], "SH1")
        self.assertEqual(options["key_fields"]["order"], "CUSORDREF")
        self.assertEqual(options["key_fields"]["credit_note"], "INVREF")

    def test_a_mapping_names_no_value_of_the_site_that_the_backend_does_not_have(self):
        backend = self._backend()
        named = set(backend.mapping_ids.line_ids.mapped("source")) | set(backend.value_map_ids.mapped("erp_value"))
        wanted = {name for text in named if text for name in re.findall(r"\{(\w+)\}", text)}
        self.assertLessEqual(wanted, set(backend._prepare_settings().options["constants"]))
        self.assertIn("entry_type", wanted)

    def test_the_classic_service_has_its_own_path(self):
        self.assertIn("adxwsvc", self._backend(sage_v6=True)._prepare_settings().options["path"])

    def test_a_column_of_the_site_is_named_in_a_line_and_nonsense_is_refused(self):
        backend = self._backend(sage_columns="open_item.paid = ZPAID\n\n")
        self.assertEqual(backend._prepare_settings().options["columns"], {"open_item.paid": "ZPAID"})
        for nonsense in ("open_item.colour = RED", "open_item.paid", "what"):
            with self.assertRaises(ValidationError):
                backend.sage_columns = nonsense
        with self.assertRaises(ValidationError):
            backend.sage_list_size = 1

    def test_only_what_somebody_applies_is_read(self):
        kinds = self._backend()._flows_in()
        self.assertEqual(set(kinds), set(self._backend()._dialect_class().flows_in))

    def test_choosing_x3_gives_it_time(self):
        with Form(self.env["erp.backend"]) as form:
            form.name, form.url, form.dialect, form.sage_pool = "X3", "http://127.0.0.1:8124", "sage", "ODOO"
            form.sage_site, form.sage_customer_category, form.sage_product_category = "SH1", "DOM", "FG"
        self.assertGreaterEqual(form.record.timeout, 60)
        self.assertEqual(form.record.lanes, 1)

    def test_every_sentence_of_the_dialect_can_be_read_in_both_languages(self):
        self.assertFalse(set(words.ADVICE) - set(self.env["erp.backend"]._dialect_words()))
        backend = self.env["erp.backend"]
        for sentence in words.ADVICE:
            self.assertNotEqual(backend.with_context(lang="zh_CN")._in_words(sentence), sentence)
            self.assertEqual(backend.with_context(lang="en_US")._in_words(sentence), sentence)
