from odoo import api, models


class ErpBackend(models.Model):
    """What X3's dialect says in English, besides its advice."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_sentences(self):
        return [
            *super()._dialect_sentences(),
            self.env._("X3 answers, the login is accepted. %(services)s."),
            self.env._("X3 does not publish %(name)s: %(said)s"),
            self.env._("X3 does not show %(number)s"),
            self.env._("X3 has no free connection in its web service pool"),
            self.env._("X3 said yes and did not name the number (%(field)s)"),
            self.env._("an amount of the open item %(number)s is no number: %(row)s"),
            self.env._("the list of %(kind)s does not show %(column)s"),
            self.env._("the list of %(kind)s has %(count)s rows or more: raise the list size of this backend"),
            self.env._("the result inside X3's answer is not XML: set adxwss.optreturn=XML"),
            self.env._("the web service %(name)s has no field %(field)s in %(block)s"),
        ]
