from odoo import api, models


class ErpBackend(models.Model):
    """What Oracle's dialects say in English, besides their advice and what erp_message.py knows."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_sentences(self):
        return [
            *super()._dialect_sentences(),
            self.env._(
                "E-Business Suite answers and publishes %(count)s packages. The login is tried with a document."
            ),
            self.env._("E-Business Suite answers, the login is accepted, and %(count)s packages are published."),
            self.env._("Oracle Fusion answers, the login is accepted, and all %(count)s services are there."),
            self.env._("%(kind)s: “%(name)s” is not known; known are %(known)s"),
            self.env._("%(kind)s: package, product and procedure are needed"),
            self.env._("%(name)s: the type %(type)s is not known (number, date)"),
            self.env._("a profile is an object with one object for each document"),
            self.env._("this is not JSON: %(problem)s"),
        ]
