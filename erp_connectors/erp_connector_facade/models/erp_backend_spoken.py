from odoo import api, models


class ErpBackend(models.Model):
    """What dialects say about the site's own services."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_sentences(self):
        return [
            *super()._dialect_sentences(),
            self.env._("%(erp)s sent an answer without %(member)s"),
            self.env._("%(erp)s: no service of the site answers “%(call)s” for %(kind)s"),
            self.env._("no service for %(kind)s is described"),
            self.env._("the answer is not %(style)s: %(said)s"),
            self.env._("the ledger of %(kind)s repeats its pages"),
            self.env._("a row of %(kind)s has no position"),
            self.env._("a row of %(kind)s: “%(value)s” is no moment (%(member)s)"),
            self.env._("a row of the ledger has no external_id"),
            self.env._("the row %(row)s of the ledger cannot be read: %(member)s is “%(value)s”"),
            self.env._("the character U+%(code)s cannot be sent"),
            self.env._("%(encoding)s has no letter %(letters)s"),
        ]
