from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import DolibarrCommon


@tagged("post_install", "-at_install")
class TestBackend(DolibarrCommon):
    def test_a_fresh_backend_has_the_mapping_and_the_caution_of_its_dialect(self):
        self.assertEqual(set(self.backend.mapping_ids.mapped("kind")), set(self.backend._dialect_class().flows_out))
        self.assertTrue(self.backend.ask_first and self.backend.read_back)

    def test_secrets_are_sealed_and_never_shown(self):
        row = self.backend.sudo()
        self.assertNotIn("correct horse", row.password_sealed)
        self.assertEqual(self.backend.password, "••••••••")
        self.backend.password = "••••••••"
        self.assertEqual(self.backend._prepare_settings().password, "correct horse")
        self.backend.password = "new one"
        self.assertEqual(self.backend._prepare_settings().password, "new one")

    def test_an_unreachable_erp_is_said_in_words(self):
        with self.assertRaisesRegex(UserError, "Dolibarr does not work yet.*cannot be reached"):
            self.backend.action_check_connection()

    def test_an_address_that_is_none_is_refused(self):
        with self.assertRaises(ValidationError):
            self.backend.url = "erp.example.com"

    def test_limits_must_be_positive(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.backend.write({"lanes": 0})
            self.backend.flush_recordset()

    def test_loading_the_mapping_again_replaces_it(self):
        lines = self.backend.mapping_ids.line_ids
        self.backend.action_load_mapping()
        self.assertFalse(lines.exists())
        self.assertEqual(len(self.backend.mapping_ids.line_ids), len(lines))

    def test_a_salesperson_sees_no_backend(self):
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.backend.with_user(seller).read(["name"])

    def test_an_expression_that_is_no_expression_is_refused(self):
        with self.assertRaises(ValidationError):
            self.backend.mapping_ids[0].line_ids[0].write({"rule": "expression", "source": "import os"})
