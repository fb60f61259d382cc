from odoo import models


class ErpMessage(models.Model):
    """What the SAP dialects write about a problem, in the reader's language."""

    _inherit = "erp.message"

    def _problem_sentences(self):
        return [
            *super()._problem_sentences(),
            (r"the backend has no value for (?P<name>\w+)", self.env._("The backend has no SAP value for “%(name)s”.")),
            (
                r"the profile of this backend has no function for (?P<use>\w+)",
                self.env._("The functions of this backend name none for “%(use)s”."),
            ),
            (r"debit and credit differ by (?P<amount>\S+)", self.env._("Debit and credit differ by %(amount)s.")),
            (r"SAP has no material (?P<number>.+)", self.env._("SAP has no material %(number)s.")),
            (
                r"SAP confirms and names no document|SAP reports no error and names no document",
                self.env._("SAP reports no error and names no document."),
            ),
            (
                r"the service answered with something else than an empty receipt",
                self.env._("The service answered with something else than an empty receipt."),
            ),
            (
                r"SAP does not accept the login of this backend",
                self.env._("SAP does not accept the login of this backend."),
            ),
            (r"SAP asks to slow down", self.env._("SAP asks to slow down.")),
            (r"SAP refused and did not say why", self.env._("SAP refused and did not say why.")),
            (r"there are control characters in a text", self.env._("There are control characters in a text.")),
            (
                r"“(?P<value>.*)” is longer than (?P<most>\d+) characters",
                self.env._("“%(value)s” is longer than %(most)s characters."),
            ),
            (r"“(?P<value>.*)” is no day", self.env._("“%(value)s” is no day.")),
            (r"“(?P<value>.*)” is no number", self.env._("“%(value)s” is no number.")),
        ]
