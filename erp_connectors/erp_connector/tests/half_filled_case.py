from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, TransactionCase


class HalfFilledCase(TransactionCase):
    """What every dialect promises of the first page of the guided set-up: it is kept half-filled, says what it still
    needs, and neither tests nor goes live before it has that.

    A dialect's addon derives from it and says in NEEDED which fields each of its dialects needs: {dialect: {field: a
    value}}.
    """

    NEEDED = {}

    def half_filled(self, dialect, **values):
        with Form(self.env["erp.backend"], "erp_connector.erp_backend_wizard_form") as form:
            form.dialect = dialect
            form.url = "https://erp.example.com"
            for name, value in values.items():
                form[name] = value
        return form.record

    def assert_kept_and_told(self, dialect, needed):
        backend = self.half_filled(dialect, **dict.fromkeys(needed, False))
        self.assertEqual((backend.state, bool(backend.gaps_text)), ("draft", bool(needed)))
        if needed:
            told = backend.with_context(lang="zh_CN")._gaps()
            self.assertFalse(set(told) & set(backend.with_context(lang="en_US")._gaps()))
            backend.action_setup_next()
            self.assertEqual(backend.setup_step, "address")
            with self.assertRaises(UserError, msg=dialect):
                backend.action_go_live()
            with self.assertRaises(ValidationError, msg=dialect):
                backend.state = "live"
        backend.write(needed)
        self.assertFalse(backend.gaps_text)
        for name, value in needed.items():
            backend[name] = False
            self.assertEqual(len(backend._gaps()), 1, f"{dialect}: {name}")
            backend[name] = value

    def test_the_first_page_is_kept_half_filled_and_says_what_is_missing(self):
        self.assertTrue(self.NEEDED)
        for dialect, needed in self.NEEDED.items():
            with self.subTest(dialect=dialect):
                self.assert_kept_and_told(dialect, needed)
