from odoo import api, fields, models


class ErpMessage(models.Model):
    """What a person can do about a message that is stuck, in plain words."""

    _inherit = "erp.message"

    what_to_do = fields.Char("What to Do Now", compute="_compute_what_to_do")

    _done = models.Index("(backend_id, done_at) WHERE done_at IS NOT NULL")

    @api.depends("advice", "error_code", "state")
    @api.depends_context("lang")
    def _compute_what_to_do(self):
        known = self._known_advice()
        for message in self:
            stuck = message.state in ("dead", "review", "unknown")
            message.what_to_do = (message.advice_in_words or known.get(message.error_code or "")) if stuck else False

    @api.model
    def _known_advice(self):
        """{error code: advice} for problems that are the same with every ERP. A dialect's own advice comes first."""
        login = self.env._("Check login, password and key of the backend, test the connection, then send again.")
        network = self.env._("Nothing to do: it is tried again by itself as soon as the ERP answers.")
        unclear = self.env._(
            "Nothing to do: the ERP is asked whether it has the document before anything is sent again."
        )
        twice = self.env._("Look in the ERP which document is right, cancel the others there, then send again.")
        address = self.env._("Check the address of the backend and test the connection.")
        return {
            "MAPPING": self.env._(
                "Fill in the field named above on the record, or correct the mapping; then send again."
            ),
            "NOT_VALID": self.env._(
                "The mapping does not fit the ERP's contract: correct the rule of the field named above."
            ),
            "CANNOT_ASK": self.env._(
                "Look for the document in the ERP. Is it there: give up here. Is it not: send again."
            ),
            "LINK_CONFLICT": self.env._("Two records claim the same ERP document: find the wrong link and remove it."),
            "NOT_CONFIRMED": self.env._(
                "Look in the ERP whether it has the document and why it was not confirmed. Is it there: have the ERP "
                "confirm it, or give up here. Is it not: send again."
            ),
            "NOT_APPLIED": self.env._("Put right what the text says, here or in the ERP, then apply it again."),
            "NOT_STORED": self.env._("The ERP says yes and keeps nothing: ask its administrator, then send again."),
            "NOT_READ_BACK": unclear,
            "DOUBLED": twice,
            "DUPLICATE_FOUND": twice,
            "HTTP_401": login,
            "HTTP_403": login,
            "HTTP_404": address,
            "BAD_URL": address,
            "FOREIGN_HOST": address,
            "REDIRECT": address,
            "TLS": self.env._(
                "The certificate is not trusted: enter the CA file, or have the ERP's certificate renewed."
            ),
            "UNREACHABLE": network,
            "HTTP_429": network,
            "HTTP_502": network,
            "HTTP_503": network,
            "HTTP_504": network,
            "TIMEOUT": unclear,
            "CONNECTION_LOST": unclear,
            "WORKER_LOST": unclear,
            "NOT_SOAP": self.env._("The ERP answered with an error page: open the attempt to read it."),
            "NO_ANSWER": unclear,
            "TOO_LARGE": self.env._("The answer is larger than allowed: ask the ERP's administrator why."),
        }
