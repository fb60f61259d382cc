import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from ..engine import documents, mapping_file
from .paper_books import Paper, PaperCase


@tagged("post_install", "-at_install")
class TestMappingScreen(PaperCase):
    def mapping(self, kind="customer"):
        return self.backend.mapping_ids.filtered(lambda mapping: mapping.kind == kind).with_user(self.manager)

    def imported(self, mapping, text):
        wizard = self.env["erp.mapping.import"].with_user(self.manager)
        wizard = wizard.create({"mapping_id": mapping.id, "content": base64.b64encode(text.encode())})
        return wizard.action_import()

    def preview(self, record):
        mapping = self.mapping(record._erp_kind)
        wizard = self.env["erp.mapping.preview"].with_user(self.manager)
        wizard = wizard.create({"mapping_id": mapping.id, "res_id": record.id})
        wizard.action_show()
        return wizard

    def test_a_mapping_that_went_through_a_spreadsheet_is_the_same(self):
        mapping = self.mapping("order")
        before = mapping._rules()
        self.imported(mapping, base64.b64decode(mapping.file).decode("utf-8-sig").replace("\r\n", "\n"))
        self.assertEqual(mapping._rules(), before)
        self.assertEqual(before, Paper.default_mapping("order"))

    def test_one_wrong_line_leaves_every_rule_as_it_was(self):
        mapping = self.mapping()
        before = mapping.line_ids
        text = "target,rule,source\nname,field,name\ntown,guess,city\nvat,expression,1 +\n"
        with self.assertRaises(UserError) as caught:
            self.imported(mapping, text)
        words = str(caught.exception)
        self.assertIn("Line 3: unknown rule “guess”", words)
        self.assertIn("Line 4: the expression cannot be read", words)
        self.assertNotIn("Line 2", words)
        self.assertEqual(mapping.line_ids, before)

    def test_a_file_that_is_no_text_is_refused_in_words(self):
        mapping = self.mapping()
        with self.assertRaisesRegex(UserError, "UTF-8"):
            mapping._import_rules("目标".encode("gbk"))

    def test_errors_of_a_file_are_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        mapping = self.mapping().with_context(lang="zh_CN")
        with self.assertRaises(UserError) as caught:
            mapping._import_rules(b"target,rule\nname,guess\n")
        self.assertIn("第 2 行", str(caught.exception))

    def test_the_form_says_what_cannot_work_before_anything_is_sent(self):
        mapping = self.mapping()
        with Form(mapping) as form:
            with form.line_ids.new() as line:
                line.target = "fax"
                line.source = "telefax"
        self.assertIn("“fax” takes from “telefax”", mapping.problem_text)
        mapping.line_ids.filtered(lambda line: line.target == "fax").unlink()
        self.assertFalse(mapping.problem_text)

    def test_a_rule_with_an_empty_value_map_is_named(self):
        self.assertIn("value map “tax”", self.mapping("order").problem_text)
        self.env["erp.value.map"].create(
            {"backend_id": self.backend.id, "name": "tax", "odoo_value": "*", "erp_value": "0"}
        )
        self.mapping("order").invalidate_recordset()
        self.assertFalse(self.mapping("order").problem_text)

    def test_the_preview_shows_document_values_and_request_and_sends_nothing(self):
        shown = self.preview(self.baihui)
        self.assertEqual(shown.result, "good")
        self.assertIn('"town": "上海"', shown.mapped)
        self.assertIn('"city": "上海"', shown.document)
        self.assertIn("<create kind='customer'", shown.request)
        self.assertNotIn("send", Paper.calls)
        self.assertFalse(self.messages())

    def test_the_preview_never_shows_a_password(self):
        shown = self.preview(self.baihui)
        self.assertNotIn("open sesame", shown.request)

    def test_the_preview_names_the_field_that_is_missing_in_words(self):
        order = self.order()
        order.order_line.tax_ids = self.tax("Odd 7%", 7)
        shown = self.preview(order)
        self.assertEqual((shown.result, shown.problem_field), ("problem", "rows[].tax"))
        self.assertEqual(shown.problem, "Line 1: “tax: Odd 7%” has no counterpart in the ERP (Tax).")
        self.assertIn("value maps", shown.advice)
        self.assertFalse(shown.request)

    def test_the_preview_says_what_would_be_sent_first(self):
        order = self.order(self.azure)
        shown = self.preview(order)
        self.assertEqual(shown.result, "good")
        self.assertIn("Azure Interior", shown.note)
        self.link(self.azure, "77")
        self.assertIn('"buyer": "77"', self.preview(order).mapped)

    def test_without_the_erp_the_preview_still_shows_the_values(self):
        Paper.down = True
        shown = self.preview(self.baihui)
        self.assertEqual(shown.result, "good")
        self.assertTrue(shown.mapped)
        self.assertIn("cannot be reached", shown.note)

    def test_an_expression_cannot_reach_what_it_should_not(self):
        line = self.mapping().line_ids[0]
        for source in ("document['name'].__class__.__mro__", "__import__('os')", "1 +", "lambda: 1; 2"):
            with self.assertRaises(ValidationError, msg=source):
                line.write({"rule": "expression", "source": source})

    def test_an_expression_that_fails_is_named_with_its_field(self):
        line = self.mapping().line_ids.filtered(lambda line: line.target == "town")
        line.write({"rule": "expression", "source": "document['town'].upper()"})
        shown = self.preview(self.baihui)
        self.assertEqual((shown.result, shown.problem_field), ("problem", "town"))
        self.assertIn("The expression for “town” failed", shown.problem)

    def test_the_preview_opens_on_the_newest_record(self):
        wizard = self.env["erp.mapping.preview"].with_user(self.manager)
        wizard = wizard.with_context(default_mapping_id=self.mapping("product").id)
        self.assertEqual(wizard.default_get(["mapping_id", "res_id"])["res_id"], self.machine.id)

    def test_the_dialog_has_a_record_chosen_and_shows_it_at_one_press(self):
        wizard = self.env["erp.mapping.preview"].with_user(self.manager)
        with Form(wizard.with_context(default_mapping_id=self.mapping("product").id)) as form:
            self.assertEqual(form.res_id, self.machine.id)
        form.record.action_show()
        self.assertEqual(form.record.result, "good")

    def test_a_record_that_is_gone_is_told_not_crashed_on(self):
        wizard = self.env["erp.mapping.preview"].with_user(self.manager)
        wizard = wizard.create({"mapping_id": self.mapping().id, "res_id": self.azure.id})
        self.azure.unlink()
        with self.assertRaisesRegex(UserError, "Choose a record"):
            wizard.action_show()

    def test_who_only_watches_can_neither_import_nor_preview(self):
        mapping = self.mapping().with_user(self.watcher)
        with self.assertRaises(AccessError):
            self.env["erp.mapping.preview"].with_user(self.watcher).create({"mapping_id": mapping.id})
        with self.assertRaises(AccessError):
            mapping._import_rules(mapping_file.dumps(mapping._rules()).encode())

    def test_our_documents_have_the_fields_that_the_catalogue_names(self):
        warehouse = {"parent_id": self.baihui.id, "type": "delivery", "city": "苏州"}
        order = self.order()
        order.partner_shipping_id = order.partner_invoice_id = self.env["res.partner"].create(warehouse)
        records = {"customer": self.baihui, "product": self.machine, "order": order}
        for kind, record in records.items():
            document = self.backend._document_of(record)
            found = {"external_id", *document}
            for name, value in document.items():
                if isinstance(value, list):
                    found |= {f"{name}[].{inner}" for row in value for inner in row}
                elif isinstance(value, dict) and "$ref" not in value:
                    found |= {f"{name}.{inner}" for inner in value}
            self.assertEqual(found, set(documents.paths(kind)), kind)

    def test_documents_are_written_in_the_companys_language_whoever_presses_the_button(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        unit = self.machine.uom_id
        unit.with_context(lang="zh_CN").name = "台"
        reader = self.machine.with_context(lang="zh_CN")
        self.company.partner_id.lang = "en_US"
        self.assertEqual(self.backend._document_of(reader)["unit"], unit.with_context(lang="en_US").name)


@tagged("post_install", "-at_install")
class TestMappingDownload(PaperCase, HttpCase):
    def test_the_file_is_downloaded_through_the_button(self):
        mapping = self.backend.mapping_ids.filtered(lambda mapping: mapping.kind == "customer")
        with patch.object(type(self.manager), "_mfa_type", lambda self: None):
            self.manager.password = "erp_setup_9"
            self.authenticate("erp_setup", "erp_setup_9")
        answer = self.url_open(mapping.action_export()["url"])
        self.assertEqual(answer.status_code, 200)
        rules, problems = mapping_file.loads(mapping_file.decoded(answer.content))
        self.assertEqual((rules, problems), (Paper.default_mapping("customer"), []))
