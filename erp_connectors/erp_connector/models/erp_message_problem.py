import re

from odoo import api, fields, models


class ErpMessage(models.Model):
    """What is wrong, in the reader's language. Lanes write English: they know no reader, and the audit wants one form."""

    _inherit = "erp.message"

    error_in_words = fields.Char("What Is Wrong", compute="_compute_error_in_words")

    @api.depends("error_text")
    @api.depends_context("lang")
    def _compute_error_in_words(self):
        sentences = [(re.compile(pattern, re.S), words) for pattern, words in self._problem_sentences()]
        for message in self:
            message.error_in_words = self._problem_in_words(message.error_text, sentences)

    def _problem_in_words(self, text, sentences):
        """One stored problem in words; what nobody of us has written (the ERP's own text) stays as it is."""
        if not text:
            return text
        known = self.env["erp.backend"]._in_words(text)
        if known != text:
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
        return text

    @api.model
    def _problem_sentences(self):
        """(pattern of what engine, transport and lane write, the same in the reader's language)."""
        return [*self._mapping_sentences(), *self._network_sentences(), *self._lane_sentences()]

    def _mapping_sentences(self):
        _ = self.env._
        return [
            (r"line (?P<number>\d+): (?P<problem>.+)", _("Line %(number)s: %(problem)s")),
            (
                r"(?P<field>\S+) is empty and the ERP needs it",
                _("“%(field)s” is empty, and the ERP cannot do without it."),
            ),
            (
                r"(?P<field>\S+) \((?P<record>.+)\) is not known in the ERP",
                _("“%(field)s” (%(record)s) is not known in the ERP."),
            ),
            (
                r"the value “(?P<value>.*)” has no counterpart in the value map “(?P<map>.*)”",
                _("“%(value)s” has no counterpart in the value map “%(map)s”."),
            ),
            (
                r"(?P<target>\S+) has (?P<length>\d+) characters and the ERP takes (?P<most>\d+)",
                _("“%(target)s” has %(length)s characters, and the ERP takes %(most)s."),
            ),
            (
                r"the expression for (?P<target>\S+) failed: (?P<reason>.+)",
                _("The expression for “%(target)s” failed: %(reason)s"),
            ),
            (r"there is no mapping for (?P<kind>.+)", _("There is no mapping for this kind of document (%(kind)s).")),
        ]

    def _network_sentences(self):
        _ = self.env._
        return [
            (r"the server cannot be reached", _("The ERP's server cannot be reached.")),
            (r"the answer did not end in time", _("The ERP's answer did not end in time.")),
            (r"the server did not answer in time", _("The ERP did not answer in time.")),
            (
                r"the connection broke before the answer was complete",
                _("The connection broke before the answer was complete."),
            ),
            (r"the secure connection failed: (?P<reason>.+)", _("The secure connection failed: %(reason)s")),
            (r"the address of the ERP is not a valid URL", _("The address of the ERP is not a valid URL.")),
            (r"(?P<host>\S+) is not the configured server", _("%(host)s is not the configured server.")),
            (r"the server answered with a redirect", _("The server answered with a redirect.")),
            (r"the answer is larger than (?P<size>\d+) bytes", _("The answer is larger than %(size)s bytes.")),
            (r"there is no web service at this address", _("There is no web service at this address.")),
            (r"the ERP asks to slow down", _("The ERP asks to slow down.")),
            (
                r"the ERP does not accept the login of this backend",
                _("The ERP does not accept the login of this backend."),
            ),
            (r"the server answered with an error page", _("The server answered with an error page.")),
            (r"the answer is not SOAP", _("The answer is not what this web service should send.")),
            (
                r"the answer is not SOAP: (?P<body>.+)",
                _("The answer is not what this web service should send: %(body)s"),
            ),
            (r"the ERP sent no answer \((?P<reason>\w+)\)", _("The ERP sent no answer (%(reason)s).")),
            (
                r"the ERP answered with a fault that says nothing",
                _("The ERP reports an error and does not say which."),
            ),
            (
                r"the request does not fit the ERP's contract: (?P<reason>.+)",
                _("The request does not fit the ERP's contract: %(reason)s"),
            ),
        ]

    def _lane_sentences(self):
        _ = self.env._
        return [
            (r"the sender was stopped during the call", _("The sender was stopped during the call.")),
            (
                r"the ERP has taken delivery and has not confirmed it in time",
                _("The ERP has taken delivery and has not confirmed it in time."),
            ),
            (
                r"nobody knows whether the ERP has this document, and it cannot be asked: look there, then decide",
                _("Nobody knows whether the ERP has this document, and it cannot be asked: look there, then decide."),
            ),
            (
                r"the ERP said yes and has not stored the document",
                _("The ERP said yes and has not stored the document."),
            ),
            (
                r"accepted, and then not found at once: (?P<problem>.+)",
                _("Accepted, and then not found at once: %(problem)s"),
            ),
            (
                r"the ERP has it more than once: (?P<documents>.+)",
                _("The ERP has this document more than once: %(documents)s"),
            ),
            (
                r"(?P<model>\S+) (?P<number>\d+) or the ERP document (?P<document>.+) is linked already",
                _("Either this record or the ERP's document %(document)s is linked already."),
            ),
        ]
