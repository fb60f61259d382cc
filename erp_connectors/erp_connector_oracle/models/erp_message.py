from odoo import models

# What the dialects say, each with its sentence in the same place of _oracle_sentences. (Odoo's exporter of terms takes
# every text that stands beside a translated one for a term, so they cannot stand in pairs.)
PATTERNS = (
    r"the backend has no value for (?P<name>\S+)",
    r"the contract has no field (?P<place>\S+)",
    r"(?P<place>\S+) has control characters, which no XML message can carry",
    r"only money from the customer can be sent",
    r"Oracle has no customer (?:account )?(?P<number>\S+)",
    r"there is no web service at (?P<path>\S+)",
    r"Oracle asks to slow down",
    r"Oracle does not accept the login of this backend(?:: .*)?",
    r"Oracle sent an (?:empty answer|answer without content)",
    r"Oracle answered with a fault that says nothing|(?:Oracle answered \S+ and|E-Business Suite) did not say why",
    r"Oracle took the order and does not show it",
    r"(?:Oracle|E-Business Suite) said yes and did not name the (?:number|document) \((?P<name>.*)\)",
    r"E-Business Suite checked the document and stored nothing",
    r"E-Business Suite stopped in the middle: (?P<problem>.+)",
    r"receipt (?P<number>\S+) is there, but it could not be settled: (?P<problem>.+)",
    r"Oracle did not start the import",
    r"the import of the journal ended with (?P<status>\w+): request (?P<number>\d+)",
    r"the import of the journal has not ended yet: request (?P<number>\d+)",
)


class ErpMessage(models.Model):
    """What the Oracle dialects say in their own words, in the reader's language. Oracle's own text stays as it is."""

    _inherit = "erp.message"

    def _problem_sentences(self):
        return [*super()._problem_sentences(), *zip(PATTERNS, self._oracle_sentences(), strict=True)]

    def _oracle_sentences(self):
        return [
            self.env._("The backend has no value for “%(name)s”."),
            self.env._("Oracle's contract has no field “%(place)s”."),
            self.env._("“%(place)s” has control characters, which no message can carry."),
            self.env._("Only money from the customer can be sent."),
            self.env._("Oracle has no customer with the number %(number)s."),
            self.env._("There is no web service at %(path)s."),
            self.env._("Oracle asks to slow down."),
            self.env._("Oracle does not accept the login of this backend."),
            self.env._("Oracle sent an empty answer."),
            self.env._("Oracle refuses this and does not say why."),
            self.env._("Oracle took the order and does not show it."),
            self.env._("Oracle said yes and did not name the document (%(name)s is missing)."),
            self.env._("Oracle checked the document and stored nothing."),
            self.env._("Oracle's procedure stopped in the middle: %(problem)s"),
            self.env._("The receipt is in Oracle as %(number)s, but it could not be settled: %(problem)s"),
            self.env._("Oracle did not start the import."),
            self.env._("The import of the journal ended with %(status)s (request %(number)s)."),
            self.env._("The import of the journal has not ended yet (request %(number)s)."),
        ]
