from odoo import api, models


class ErpBackend(models.Model):
    """What Dolibarr's dialect says in English."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_sentences(self):
        return [
            *super()._dialect_sentences(),
            self.env._("Dolibarr answers, and the login is accepted."),
            self.env._("correct the web service key of the backend"),
            self.env._("correct login and password of the backend"),
            self.env._("the user of the backend is disabled in Dolibarr"),
            self.env._("give the backend's user the right in Dolibarr"),
            self.env._("the request lacks something Dolibarr wants; look at the request in the attempt"),
            self.env._("correct the record and send it again"),
            self.env._("Dolibarr has several third parties with this external reference"),
            self.env._("Dolibarr's database refused"),
            self.env._("Dolibarr keeps %(key)s as it is"),
            self.env._("Dolibarr has this order without all of its lines"),
            self.env._(
                "look for what another record has already (code, e-mail, tax number) or what Dolibarr does not allow"
            ),
            self.env._("the amounts are in %(named)s, not in %(own)s"),
            self.env._(
                "enter it in Dolibarr by hand: its web services name no currency and take every amount as its own"
            ),
            self.env._("the payment is for several invoices"),
            self.env._("the payment is for no invoice"),
            self.env._("register one payment for each invoice: Dolibarr books no payment on several"),
            self.env._("look at it in Dolibarr: only what is validated and not paid can be cancelled from here"),
        ]
