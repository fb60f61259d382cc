from odoo import api, models


class ErpBackend(models.Model):
    """What several dialects say, each with the name of its ERP in it."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_sentences(self):
        """Sentences of dialects besides their advice, in the user's language, with %(name)s where something is filled in.
        A dialect's addon adds its own; tests/conformance/test_sentences.py finds those that are missing."""
        return [
            self.env._("%(erp)s answered with a fault that says nothing"),
            self.env._("%(erp)s answered with an error"),
            self.env._("%(erp)s asks to slow down"),
            self.env._("%(erp)s does not accept the login of this backend"),
            self.env._("%(erp)s does not accept the login of this backend: %(said)s"),
            self.env._("%(erp)s refused and did not say why"),
            self.env._("%(erp)s refused the question"),
            self.env._("%(erp)s did not answer the question"),
            self.env._("%(erp)s said yes and did not name the document"),
            self.env._("%(erp)s sent an empty answer"),
            self.env._("%(erp)s sent an answer without a result"),
            self.env._("%(erp)s sent an answer without a status"),
            self.env._("%(erp)s sent no answer"),
            self.env._("the backend has no value for %(name)s"),
        ]
