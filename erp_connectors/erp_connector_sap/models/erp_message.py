from odoo import models

# Each with its sentence in the same place of _sap_sentences: Odoo's exporter takes every text beside a translated one for
# a term, so they cannot stand in pairs.
PATTERNS = (
    r"the backend has no value for (?P<name>\w+)",
    r"the profile of this backend has no function for (?P<use>\w+)",
    r"debit and credit differ by (?P<amount>\S+)",
    r"SAP has no material (?P<number>.+)",
    r"SAP confirms and names no document|SAP reports no error and names no document",
    r"the service answered with something else than an empty receipt",
    r"SAP does not accept the login of this backend",
    r"SAP asks to slow down",
    r"SAP refused and did not say why",
    r"there are control characters in a text",
    r"“(?P<value>.*)” is longer than (?P<most>\d+) characters",
    r"“(?P<value>.*)” is no day",
    r"“(?P<value>.*)” is no number",
)


class ErpMessage(models.Model):
    """What the SAP dialects write about a problem, in the reader's language."""

    _inherit = "erp.message"

    def _problem_sentences(self):
        return [*super()._problem_sentences(), *zip(PATTERNS, self._sap_sentences(), strict=True)]

    def _sap_sentences(self):
        return [
            self.env._("The backend has no SAP value for “%(name)s”."),
            self.env._("The functions of this backend name none for “%(use)s”."),
            self.env._("Debit and credit differ by %(amount)s."),
            self.env._("SAP has no material %(number)s."),
            self.env._("SAP reports no error and names no document."),
            self.env._("The service answered with something else than an empty receipt."),
            self.env._("SAP does not accept the login of this backend."),
            self.env._("SAP asks to slow down."),
            self.env._("SAP refused and did not say why."),
            self.env._("There are control characters in a text."),
            self.env._("“%(value)s” is longer than %(most)s characters."),
            self.env._("“%(value)s” is no day."),
            self.env._("“%(value)s” is no number."),
        ]
