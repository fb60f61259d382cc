from odoo import models


class ErpMessage(models.Model):
    """What the Oracle dialects say in their own words, in the reader's language. Oracle's own text stays as it is."""

    _inherit = "erp.message"

    def _problem_sentences(self):
        return [*super()._problem_sentences(), *self._oracle_before_sending(), *self._oracle_answers()]

    def _oracle_before_sending(self):
        return [
            (r"the backend has no value for (?P<name>\S+)", self.env._("The backend has no value for “%(name)s”.")),
            (r"the contract has no field (?P<place>\S+)", self.env._("Oracle's contract has no field “%(place)s”.")),
            (
                r"(?P<place>\S+) has control characters, which no XML message can carry",
                self.env._("“%(place)s” has control characters, which no message can carry."),
            ),
            (r"only money from the customer can be sent", self.env._("Only money from the customer can be sent.")),
            (
                r"Oracle has no customer (account )?(?P<number>\S+)",
                self.env._("Oracle has no customer with the number %(number)s."),
            ),
            (r"there is no web service at (?P<path>\S+)", self.env._("There is no web service at %(path)s.")),
        ]

    def _oracle_answers(self):
        return [
            (r"Oracle asks to slow down", self.env._("Oracle asks to slow down.")),
            (
                r"Oracle does not accept the login of this backend(: (?P<said>.*))?",
                self.env._("Oracle does not accept the login of this backend."),
            ),
            (r"Oracle sent an (empty answer|answer without content)", self.env._("Oracle sent an empty answer.")),
            (
                r"Oracle answered with a fault that says nothing|Oracle answered \S+ and did not say why"
                r"|E-Business Suite did not say why",
                self.env._("Oracle refuses this and does not say why."),
            ),
            (r"Oracle took the order and does not show it", self.env._("Oracle took the order and does not show it.")),
            (
                r"(Oracle|E-Business Suite) said yes and did not name the (number|document) \((?P<name>.*)\)",
                self.env._("Oracle said yes and did not name the document (%(name)s is missing)."),
            ),
            (
                r"E-Business Suite checked the document and stored nothing",
                self.env._("Oracle checked the document and stored nothing."),
            ),
            (
                r"E-Business Suite stopped in the middle: (?P<problem>.+)",
                self.env._("Oracle's procedure stopped in the middle: %(problem)s"),
            ),
            (
                r"receipt (?P<number>\S+) is there, but it could not be settled: (?P<problem>.+)",
                self.env._("The receipt is in Oracle as %(number)s, but it could not be settled: %(problem)s"),
            ),
            (r"Oracle did not start the import", self.env._("Oracle did not start the import.")),
            (
                r"the import of the journal ended with (?P<status>\w+): request (?P<number>\d+)",
                self.env._("The import of the journal ended with %(status)s (request %(number)s)."),
            ),
            (
                r"the import of the journal has not ended yet: request (?P<number>\d+)",
                self.env._("The import of the journal has not ended yet (request %(number)s)."),
            ),
        ]
