from odoo import models


class ErpMessage(models.Model):
    """What the SAP dialects write about a problem, in the reader's language."""

    _inherit = "erp.message"

    def _problem_sentences(self):
        _ = self.env._
        return [
            *super()._problem_sentences(),
            (r"the backend has no value for (?P<name>\w+)", _("The backend has no SAP value for “%(name)s”.")),
            (
                r"the profile of this backend has no function for (?P<use>\w+)",
                _("The functions of this backend name none for “%(use)s”."),
            ),
            (r"debit and credit differ by (?P<amount>\S+)", _("Debit and credit differ by %(amount)s.")),
            (r"SAP has no material (?P<number>.+)", _("SAP has no material %(number)s.")),
            (
                r"SAP confirms and names no document|SAP reports no error and names no document",
                _("SAP reports no error and names no document."),
            ),
            (
                r"the service answered with something else than an empty receipt",
                _("The service answered with something else than an empty receipt."),
            ),
            (r"SAP does not accept the login of this backend", _("SAP does not accept the login of this backend.")),
            (r"SAP asks to slow down", _("SAP asks to slow down.")),
            (r"SAP refused and did not say why", _("SAP refused and did not say why.")),
            (r"there are control characters in a text", _("There are control characters in a text.")),
            (
                r"“(?P<value>.*)” is longer than (?P<most>\d+) characters",
                _("“%(value)s” is longer than %(most)s characters."),
            ),
            (r"“(?P<value>.*)” is no day", _("“%(value)s” is no day.")),
            (r"“(?P<value>.*)” is no number", _("“%(value)s” is no number.")),
        ]
