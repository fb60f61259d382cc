from odoo import api, models


class ErpBackend(models.Model):
    """What Yonyou's dialects say in English, besides their advice."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_sentences(self):
        return [
            *super()._dialect_sentences(),
            self.env._("NC answers, the login as %(sender)s is accepted."),
            self.env._("U8 answers, the login as %(sender)s is accepted."),
            self.env._("U9 answers, the login is accepted; %(count)s services are described."),
            self.env._("No service is described yet (Site Services), so the login could not be tried."),
            self.env._("%(erp)s answered and said nothing about this document"),
            self.env._("U8 said yes and named no document: nothing was written"),
            self.env._("the answer is no exchange document: %(said)s"),
            self.env._("the answer of the site's service is not UTF-8"),
            self.env._("the backend names no uapws component"),
            self.env._("the site's service answered with an error page"),
        ]
