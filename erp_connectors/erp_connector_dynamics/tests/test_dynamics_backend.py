from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from ..engine import words


@tagged("post_install", "-at_install")
class TestDynamicsBackend(TransactionCase):
    def _backend(self, **values):
        fresh = {"name": "NAV", "dialect": "dynamics", "url": "http://127.0.0.1:7047/BC", "erp_company": "CRONUS"}
        return self.env["erp.backend"].create(fresh | values)

    def test_a_fresh_backend_can_send_at_once(self):
        backend = self._backend()
        self.assertEqual(set(backend.mapping_ids.mapped("kind")), set(backend._dialect_class().flows_out))
        self.assertTrue(backend.ask_first)
        options = backend._prepare_settings().options
        self.assertEqual(options["services"]["order"], "SalesOrder")
        self.assertEqual(options["key_fields"]["order"], "External_Document_No")
        self.assertEqual(options["local_currency"], backend.company_id.currency_id.name)

    def test_what_a_site_calls_its_pages_reaches_the_dialect(self):
        backend = self._backend(dynamics_order_page="Verkaufsauftrag", dynamics_customer_key="Our_Key")
        options = backend._prepare_settings().options
        self.assertEqual(options["services"]["order"], "Verkaufsauftrag")
        self.assertEqual(options["key_fields"]["customer"], "Our_Key")

    def test_the_batches_reach_the_dialect_and_an_empty_page_stays_empty(self):
        backend = self._backend(dynamics_payment_batch="ODOO", dynamics_application_page=False)
        options = backend._prepare_settings().options
        self.assertEqual(options["batches"], {"payment": "ODOO", "journal_entry": "DEFAULT"})
        self.assertEqual(options["services"]["application"], "")
        self.assertEqual(options["services"]["shipment"], "PostedSalesShipment")

    def test_a_codeunit_that_posts_is_named_in_a_line_and_nonsense_is_refused(self):
        backend = self._backend()
        self.assertEqual(backend._prepare_settings().options["posting"], "")
        line = "invoice = OdooPosting.PostInvoice(documentNo={number})"
        backend.dynamics_posting = line
        self.assertEqual(backend._prepare_settings().options["posting"], line)
        for nonsense in ("PostInvoice", "order = A.Post(no={number})", "invoice = A.Post(no={total})"):
            with self.assertRaises(ValidationError):
                backend.dynamics_posting = nonsense

    def test_the_token_address_of_an_entra_application_is_a_secure_one(self):
        with self.assertRaises(ValidationError):
            self._backend(dynamics_login="oauth2", dynamics_token_url="http://plain.example.com/token")
        self._backend(dynamics_login="oauth2", dynamics_token_url="https://login.example.com/token")

    def test_the_application_secret_does_not_follow_to_another_token_address(self):
        login = {"dynamics_login": "oauth2", "login": "id", "password": "secret"}
        backend = self._backend(dynamics_token_url="https://login.example.com/token", **login)
        backend.dynamics_token_url = "https://login.example.com/v2/token"
        self.assertEqual(backend._prepare_settings().password, "secret")
        backend.dynamics_token_url = "https://mine.example.com/token"
        self.assertEqual(backend._prepare_settings().password, "")

    def test_every_sentence_of_the_dialect_can_be_read_in_both_languages(self):
        self.assertFalse(set(words.ADVICE) - set(self.env["erp.backend"]._dialect_words()))
        chinese = self.env(context={"lang": "zh_CN"})
        for sentence in words.ADVICE:
            told = chinese["erp.backend"]._in_words(sentence)
            self.assertNotEqual(told, sentence)
            self.assertEqual(self.env["erp.backend"].with_context(lang="en_US")._in_words(sentence), sentence)

    def test_only_what_somebody_applies_is_read(self):
        kinds = self._backend()._flows_in()
        self.assertIn("invoice", kinds)
        for kind in kinds:
            self.assertTrue(hasattr(self.env["erp.backend"], f"_apply_{kind}"))
