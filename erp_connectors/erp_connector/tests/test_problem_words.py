from odoo.tests import tagged

from ..engine.dialect import Exchange
from ..engine.mapping import Context, MappingError, Rule, apply
from ..engine.ship_to import NumberMissing
from ..outbox.statements import LOST_ATTEMPTS
from ..soap.faults import of_status, outcome_of
from ..soap.transport import TransportError
from .paper_erp import PaperErpCase


def mapping_problem(rules, document, **context):
    """What a lane stores when this document cannot be mapped."""
    try:
        apply(rules, document, Context(**context))
    except MappingError as error:
        return str(error)
    raise AssertionError("this could be mapped")


@tagged("post_install", "-at_install")
class TestProblemWords(PaperErpCase):
    """What went wrong is stored in English and read in the reader's language."""

    def _read(self, text, lang="zh_CN"):
        message = self.env["erp.message"].create(
            {
                "backend_id": self.backend.id,
                "direction": "out",
                "kind": "order",
                "action": "create",
                "state": "dead",
                "message_key": f"words-{text}",
                "partition_key": "words",
                "error_text": text,
            }
        )
        return message.with_context(lang=lang).error_in_words

    def _assert_chinese(self, text, *parts):
        words = self._read(text)
        self.assertRegex(words, "[\u4e00-\u9fff]", f"nobody has translated: {text}")
        for part in parts:
            self.assertIn(part, words)

    def test_what_a_mapping_lacks_is_named_in_the_readers_words(self):
        self._assert_chinese(mapping_problem([Rule("vat_id", source="vat", required=True)], {"vat": ""}), "税号")
        lines = {"lines": [{"quantity": "1"}, {"quantity": ""}]}
        problem = mapping_problem([Rule("lines[].qty", source="lines[].quantity", required=True)], lines)
        self._assert_chinese(problem, "第 2 行", "数量")
        rule = Rule("tax", "map", "tax", map_name="tax")
        self._assert_chinese(mapping_problem([rule], {"tax": "VAT 13%"}, maps={}), "VAT 13%", "tax")
        reference = Rule("cust", "reference", "customer")
        unknown = mapping_problem([reference], {"customer": {"$ref": "res.partner,7"}})
        self._assert_chinese(unknown, "客户", "res.partner,7")
        self._assert_chinese(mapping_problem([Rule("n", source="name", max_length=2)], {"name": "abc"}), "3", "2")

    def test_a_delivery_address_without_a_number_is_named_in_the_readers_words(self):
        problem = outcome_of(NumberMissing("苏州仓库", "SHIP_TO_PARTY"))
        self.assertEqual((problem.kind, problem.field), ("refused", "SHIP_TO_PARTY"))
        self._assert_chinese(problem.text, "苏州仓库")
        self._assert_chinese(problem.advice, "编号")

    def test_what_the_network_did_is_told_in_the_readers_words(self):
        problems = [
            str(TransportError("UNREACHABLE", "the server cannot be reached")),
            outcome_of(ValueError("x"), Exchange(request="<a/>", response="<html>", status=200)).text,
            outcome_of(ValueError("x"), Exchange(request="<a/>")).text,
            *(of_status(status).text for status in (401, 404, 429, 500)),
        ]
        for problem in problems:
            self._assert_chinese(problem)

    def test_what_a_dead_sender_leaves_is_told_in_the_readers_words(self):
        self.assertIn("the sender was stopped during the call", LOST_ATTEMPTS)
        self._assert_chinese("the sender was stopped during the call")

    def test_the_erps_own_words_stay_as_they_are(self):
        self.assertEqual(self._read("凭证分录1没有找到科目:660201 %(odd)s"), "凭证分录1没有找到科目:660201 %(odd)s")
        self.assertEqual(self._read("", "en_US"), "")

    def test_english_readers_get_sentences(self):
        problem = mapping_problem([Rule("vat_id", source="vat", required=True)], {"vat": ""})
        self.assertEqual(self._read(problem, "en_US"), "“Tax Number” is empty, and the ERP cannot do without it.")

    def test_what_a_job_stored_in_its_language_is_read_in_the_readers(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        stored = "Products are Odoo's; “拉花缸 600ml” was not taken over."
        chinese = self._read(stored)
        self.assertNotIn("not taken over", chinese)
        self.assertIn("拉花缸 600ml", chinese)
        self.assertEqual(self._read(chinese, "en_US"), stored)

    def test_what_a_dialect_filled_in_is_read_in_the_readers_words(self):
        backend = self.env["erp.backend"].with_context(lang="zh_CN")
        for told in (backend._in_words("Paper sent no answer"), backend._say("Paper sent no answer")):
            self.assertEqual(told, "Paper 没有应答")
        self.assertEqual(backend.with_context(lang="en_US")._in_words("Paper sent no answer"), "Paper sent no answer")
        self.assertEqual(
            backend._in_words("ORA-00942: table or view does not exist"), "ORA-00942: table or view does not exist"
        )
