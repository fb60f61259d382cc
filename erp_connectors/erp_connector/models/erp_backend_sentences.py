from functools import lru_cache

from odoo import api, models

from ..engine import ship_to
from ..engine.retelling import Retelling
from ..soap import faults


@lru_cache(maxsize=16)
def _retelling(english, told):
    return Retelling(list(zip(english, told, strict=True)))


class ErpBackend(models.Model):
    """What dialects say, in the language of the reader. A dialect is plain Python and writes English; its addon lists
    its sentences so that they can be translated."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_words(self):
        """{a dialect's English sentence: the same sentence in the user's language}. A dialect's addon adds its own, or
        lists it among its _dialect_sentences; there is the place for one with something filled in."""
        return {
            ship_to.ADVICE: self.env._(
                "write the number that the ERP has for this delivery address into its Reference in Odoo"
            ),
            faults.NOT_TEXT: self.env._("remove the control characters from the record's texts and send it again"),
        }

    @api.model
    def _in_words(self, sentence):
        """A sentence of a dialect in the user's language; one that is not known (the ERP's own text) as it is."""
        known = self._dialect_words().get(sentence)
        if known or not sentence:
            return known or sentence
        english = self.with_context(lang="en_US")._dialect_sentences()
        return _retelling(tuple(english), tuple(self._dialect_sentences())).tell(sentence) or sentence

    @api.model
    def _say(self, problem):
        """What engine, transport or dialect said went wrong, in the user's language."""
        messages = self.env["erp.message"]
        return messages._problem_in_words(problem, messages._known_problems())
