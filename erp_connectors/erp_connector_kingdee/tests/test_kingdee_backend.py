from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from ..engine import words


@tagged("post_install", "-at_install")
class TestKingdeeBackend(TransactionCase):
    def _backend(self, dialect="kingdee_eas", **values):
        fresh = {"name": "EAS", "dialect": dialect, "url": "http://127.0.0.1:6888", "erp_company": "001"}
        return self.env["erp.backend"].create(fresh | values)

    def test_a_fresh_eas_has_mapping_and_the_names_of_its_site_values(self):
        backend = self._backend()
        self.assertIn("journal_entry", backend.mapping_ids.mapped("kind"))
        self.assertEqual(set(backend.site_value_ids.mapped("name")), {"company_number", "creator"})
        options = backend._prepare_settings().options
        self.assertEqual((options["solution"], options["credit"], options["db_type"]), ("eas", "0", "oracle"))
        self.assertEqual(options["currencies"]["BB01"], "CNY")

    def test_a_site_service_reaches_the_dialect(self):
        backend = self._backend()
        backend.facade_ids.create({"backend_id": backend.id, "kind": "order", "service": "WSOrderFacade", "find": "-"})
        dialect = backend._dialect_class()(backend._prepare_settings())
        self.assertEqual(dialect.facade("order").service, "WSOrderFacade")
        self.assertEqual(dialect.facade("order").template("find"), "")
        self.assertIsNone(dialect.facade("customer"))

    def test_a_fresh_k3_cloud_goes_all_the_way(self):
        backend = self._backend("kingdee_k3cloud", k3_key_field="F_ODOO_KEY")
        options = backend._prepare_settings().options
        self.assertEqual(options["until"]["order"], "audit")
        self.assertEqual(options["key_field"], "F_ODOO_KEY")
        self.assertIn("org", backend.site_value_ids.mapped("name"))

    def test_where_k3_cloud_keeps_carriers_and_minimum_quantities_is_the_sites_to_say(self):
        backend = self._backend("kingdee_k3cloud")
        options = backend._prepare_settings().options
        self.assertEqual(options["carrier_field"], "FCarrierID.FName")
        self.assertEqual(options["from_quantity_field"], "FFromQty")
        backend.write({"k3_carrier_field": " F_PQTZ_CARRIER ", "k3_from_quantity_field": False})
        options = backend._prepare_settings().options
        self.assertEqual((options["carrier_field"], options["from_quantity_field"]), ("F_PQTZ_CARRIER", ""))

    def test_the_language_of_k3_cloud_is_a_number(self):
        with self.assertRaises(ValidationError):
            self._backend("kingdee_k3cloud", kingdee_language="L2")
        self._backend(kingdee_language="L2")

    def test_every_sentence_of_the_dialects_can_be_read_in_both_languages(self):
        backend = self.env["erp.backend"]
        for sentence in words.ADVICE:
            self.assertNotEqual(backend.with_context(lang="zh_CN")._in_words(sentence), sentence)
            self.assertEqual(backend.with_context(lang="en_US")._in_words(sentence), sentence)
