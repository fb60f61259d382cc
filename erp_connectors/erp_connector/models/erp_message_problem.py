import re
from functools import lru_cache

from odoo import api, fields, models
from odoo.tools.translate import code_translations

from ..engine.retelling import Retelling

# What engine, transport and lane write, by the name of the sentence in the reader's language below.
PATTERNS = {
    "line": r"line (?P<number>\d+): (?P<problem>.+)",
    "is_empty_and_the_erp": r"(?P<field>\S+) is empty and the ERP needs it",
    "is_not_known_in_the": r"(?P<field>\S+) \((?P<record>.+)\) is not known in the ERP",
    "the_value_has_no_counterpart": r"the value “(?P<value>.*)” has no counterpart in the value map “(?P<map>.*)”",
    "has_characters_and_the_erp": r"(?P<target>\S+) has (?P<length>\d+) characters and the ERP takes (?P<most>\d+)",
    "the_expression_for_failed": r"the expression for (?P<target>\S+) failed: (?P<reason>.+)",
    "there_is_no_mapping_for": r"there is no mapping for (?P<kind>.+)",
    "the_number_of_the_address": r"the ERP's number of the delivery address “(?P<name>.*)” is not known",
    "the_server_cannot_be_reached": r"the server cannot be reached",
    "the_answer_did_not_end": r"the answer did not end in time",
    "the_server_did_not_answer": r"the server did not answer in time",
    "the_connection_broke_before_the": r"the connection broke before the answer was complete",
    "the_secure_connection_failed": r"the secure connection failed: (?P<reason>.+)",
    "the_address_of_the_erp": r"the address of the ERP is not a valid URL",
    "is_not_the_configured_server": r"(?P<host>\S+) is not the configured server",
    "the_server_answered_with_a": r"the server answered with a redirect",
    "the_answer_is_larger_than": r"the answer is larger than (?P<size>\d+) bytes",
    "the_erp_does_not_hand": r"the ERP does not hand out the contract of its web service",
    "there_is_no_web_service": r"there is no web service at this address",
    "the_erp_asks_to_slow": r"the ERP asks to slow down",
    "the_erp_does_not_accept": r"the ERP does not accept the login of this backend",
    "the_server_answered_with_an": r"the server answered with an error page",
    "the_answer_is_not_soap": r"the answer is not SOAP",
    "a_web_page_answered": r"(?i:the answer is not SOAP:\s*<(?:!doctype html|html)).*",
    "the_answer_is_not_soap_more": r"the answer is not SOAP: (?P<body>.+)",
    "the_erp_sent_no_answer": r"the ERP sent no answer \((?P<reason>\w+)\)",
    "the_erp_answered_with_a": r"the ERP answered with a fault that says nothing",
    "the_request_does_not_fit": r"the request does not fit the ERP's contract: (?P<reason>.+)",
    "a_text_of_the_document": r"a text of the document has a character that no request can carry",
    "the_sender_was_stopped_during": r"the sender was stopped during the call",
    "the_erp_has_taken_delivery": r"the ERP has taken delivery and has not confirmed it in time",
    "nobody_knows_whether_the_erp": r"nobody knows whether the ERP has this document, and it cannot be asked: .+",
    "the_erp_said_yes_and": r"the ERP said yes and has not stored the document",
    "accepted_and_then_not_found": r"accepted, and then not found at once: (?P<problem>.+)",
    "the_erp_has_it_more": r"the ERP has it more than once: (?P<documents>.+)",
    "or_the_erp_document_is": r"(?P<model>\S+) (?P<number>\d+) or the ERP document (?P<document>.+) is linked already",
}


@lru_cache(maxsize=64)
def _retelling(modules, languages, reader):
    pairs = []
    for module in modules:
        told = code_translations.get_python_translations(module, reader)
        for language in languages:
            known = code_translations.get_python_translations(module, language)
            pairs += [(sentence, told.get(source, source)) for source, sentence in known.items() if language != reader]
        pairs += told.items()
    return Retelling(pairs)


class ErpMessage(models.Model):
    """What is wrong, in the reader's language. Lanes write English: they know no reader, and the audit wants one form."""

    _inherit = "erp.message"

    error_in_words = fields.Char("What Is Wrong", compute="_compute_error_in_words")

    @api.depends("error_text")
    @api.depends_context("lang")
    def _compute_error_in_words(self):
        sentences = self._known_problems()
        for message in self:
            message.error_in_words = self._problem_in_words(message.error_text, sentences)

    @api.model
    def _known_problems(self):
        return [(re.compile(pattern, re.S), words) for pattern, words in self._problem_sentences()]

    def _problem_in_words(self, text, sentences):
        """One stored problem in words; what nobody of us has written (the ERP's own text) stays as it is."""
        if not text:
            return text
        known = self.env["erp.backend"]._dialect_words().get(text)
        if known:
            return known
        for pattern, words in sentences:
            match = pattern.fullmatch(text)
            if match:
                parts = match.groupdict()
                if parts.get("field"):
                    parts["field"] = self.env["erp.backend"]._field_words(parts["field"]) or parts["field"]
                if parts.get("problem"):
                    parts["problem"] = self._problem_in_words(parts["problem"], sentences)
                return words % parts
        return self._retelling().tell(text) or text

    @api.model
    def _retelling(self):
        """The Retelling of our addons' sentences from every installed language into the reader's: what was applied by a
        job is stored in the language of whoever the job belongs to."""
        modules = sorted(name for name in self.env.registry._init_modules if name.startswith("erp_connector"))
        languages = tuple(code for code, _name in self.env["res.lang"].get_installed())
        return _retelling(tuple(modules), languages, self.env.lang or "en_US")

    @api.model
    def _problem_sentences(self):
        """(pattern of what is stored, the same in the reader's language). A dialect's addon adds its own."""
        words = {**self._mapping_sentences(), **self._network_sentences(), **self._lane_sentences()}
        return [(pattern, words[name]) for name, pattern in PATTERNS.items()]

    def _mapping_sentences(self):
        return {
            "line": self.env._("Line %(number)s: %(problem)s"),
            "is_empty_and_the_erp": self.env._("“%(field)s” is empty, and the ERP cannot do without it."),
            "is_not_known_in_the": self.env._("“%(field)s” (%(record)s) is not known in the ERP."),
            "the_value_has_no_counterpart": self.env._("“%(value)s” has no counterpart in the value map “%(map)s”."),
            "has_characters_and_the_erp": self.env._(
                "“%(target)s” has %(length)s characters, and the ERP takes %(most)s."
            ),
            "the_expression_for_failed": self.env._("The expression for “%(target)s” failed: %(reason)s"),
            "the_number_of_the_address": self.env._(
                "The ERP's number of the delivery address “%(name)s” is not known."
            ),
            "there_is_no_mapping_for": self.env._("There is no mapping for this kind of document (%(kind)s)."),
        }

    def _network_sentences(self):
        return {
            "the_server_cannot_be_reached": self.env._("The ERP's server cannot be reached."),
            "the_answer_did_not_end": self.env._("The ERP's answer did not end in time."),
            "the_server_did_not_answer": self.env._("The ERP did not answer in time."),
            "the_connection_broke_before_the": self.env._("The connection broke before the answer was complete."),
            "the_secure_connection_failed": self.env._("The secure connection failed: %(reason)s"),
            "the_address_of_the_erp": self.env._("The address of the ERP is not a valid URL."),
            "is_not_the_configured_server": self.env._("%(host)s is not the configured server."),
            "the_server_answered_with_a": self.env._("The server answered with a redirect."),
            "the_answer_is_larger_than": self.env._("The answer is larger than %(size)s bytes."),
            "the_erp_does_not_hand": self.env._(
                "There is no such web service at this address: the ERP does not hand out its contract."
            ),
            "there_is_no_web_service": self.env._("There is no web service at this address."),
            "the_erp_asks_to_slow": self.env._("The ERP asks to slow down."),
            "the_erp_does_not_accept": self.env._("The ERP does not accept the login of this backend."),
            "the_server_answered_with_an": self.env._("The server answered with an error page."),
            "the_answer_is_not_soap": self.env._("The answer is not what this web service should send."),
            "a_web_page_answered": self.env._(
                "A web page answered, not the ERP's web service. Does the address lead to the right place?"
            ),
            "the_answer_is_not_soap_more": self.env._("The answer is not what this web service should send: %(body)s"),
            "the_erp_sent_no_answer": self.env._("The ERP sent no answer (%(reason)s)."),
            "the_erp_answered_with_a": self.env._("The ERP reports an error and does not say which."),
            "the_request_does_not_fit": self.env._("The request does not fit the ERP's contract: %(reason)s"),
            "a_text_of_the_document": self.env._(
                "A text of the document has a character that no request can carry, such as a line break pasted from a "
                "word processor."
            ),
        }

    def _lane_sentences(self):
        return {
            "the_sender_was_stopped_during": self.env._("The sender was stopped during the call."),
            "the_erp_has_taken_delivery": self.env._("The ERP has taken delivery and has not confirmed it in time."),
            "nobody_knows_whether_the_erp": self.env._(
                "Nobody knows whether the ERP has this document, and it cannot be asked: look there, then decide."
            ),
            "the_erp_said_yes_and": self.env._("The ERP said yes and has not stored the document."),
            "accepted_and_then_not_found": self.env._("Accepted, and then not found at once: %(problem)s"),
            "the_erp_has_it_more": self.env._("The ERP has this document more than once: %(documents)s"),
            "or_the_erp_document_is": self.env._(
                "Either this record or the ERP's document %(document)s is linked already."
            ),
        }
