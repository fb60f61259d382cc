from odoo import api, models


class ErpBackend(models.Model):
    """What Kingdee's dialects say in English, besides their advice."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_sentences(self):
        return [
            *super()._dialect_sentences(),
            self.env._("EAS answers, the login is accepted. Fill in company_number to check the ledger too."),
            self.env._("EAS answers, the login is accepted; its chart of accounts can be read."),
            self.env._("EAS answers, the login is accepted; it shows no accounts of this company."),
            self.env._("EAS said yes and did not name the voucher"),
            self.env._("EAS opened a session and does not know it: %(said)s"),
            self.env._("EAS has no such service: look into Site Services"),
            self.env._("a balance has %(found)s columns where %(described)s are described"),
            self.env._("K/3 Cloud answers, the login is accepted; customers can be read."),
            self.env._("K/3 Cloud answers, the login is accepted; there is no customer yet."),
            self.env._("K/3 Cloud did not answer with rows"),
            self.env._("K/3 Cloud has it more than once: %(numbers)s"),
            self.env._("K/3 Cloud has no document %(key)s"),
            self.env._("K/3 Cloud opened a session and does not know it: does another login of this user end it?"),
        ]
