from odoo import api, models


class ErpBackend(models.Model):
    """What SAP's dialects say in English, besides their advice and what erp_message.py knows."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_sentences(self):
        return [
            *super()._dialect_sentences(),
            self.env._("SAP answers, the login is accepted, and its customers can be read."),
            self.env._("S/4HANA answers, the login is accepted, and the services are there."),
            self.env._("SAP answered with a fault"),
            self.env._("SAP has taken delivery"),
            self.env._("SAP names the document %(number)s and says: %(said)s"),
            self.env._("SAP refused the message and did not say why"),
            self.env._("%(document)s holds neither a sales order nor a delivery"),
            self.env._("%(function)s has no parameter %(name)s"),
            self.env._("%(identifier)s is longer than %(most)s characters"),
            self.env._("%(number)s: linked by its number, nothing is sent"),
            self.env._("%(number)s: looked for in SAP and linked by its number"),
            self.env._("%(path)s has no field %(name)s"),
            self.env._("%(use)s: “%(name)s” is not known"),
            self.env._("%(value)s has more than %(most)s digits"),
            self.env._("%(value)s has more than %(most)s places"),
            self.env._("a bracket closes what is not open"),
            self.env._("a bracket is not closed"),
            self.env._("the answer is not a SOAP envelope"),
            self.env._("the confirmation refers to no message of ours"),
            self.env._("the contract has no %(name)s in %(path)s"),
            self.env._("the delivery has no number"),
            self.env._("the sales order has no number"),
            self.env._("what answers at the address for %(service)s is not SAP"),
            self.env._("“%(name)s” is no parameter"),
            self.env._("“%(name)s” is none of %(known)s"),
            self.env._("“%(value)s” is not a moment with a time zone"),
            self.env._("“%(value)s” is not made of digits"),
        ]
