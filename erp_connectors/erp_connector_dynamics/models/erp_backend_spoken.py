from odoo import api, models


class ErpBackend(models.Model):
    """What the dialect of Dynamics says in English, besides its advice."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_sentences(self):
        return [
            *super()._dialect_sentences(),
            self.env._("Dynamics answers, the login is accepted, and all pages are published."),
            self.env._("Dynamics did not let us read"),
            self.env._("Dynamics has no codeunit %(name)s"),
            self.env._("Dynamics has no record %(number)s"),
            self.env._("Dynamics has no page for %(kind)s"),
            self.env._("%(kind)s %(number)s has been posted"),
            self.env._("the codeunit %(name)s has no %(function)s with these parameters"),
            self.env._("the codeunit answered and did not post %(number)s"),
            self.env._("the page %(page)s does not publish the field %(field)s"),
            self.env._("the token service did not give a token: check client id, secret and scope"),
        ]
