from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..engine.query import synonym_index, words


class CrmKnowledgeSynonym(models.Model):
    _name = "crm.knowledge.synonym"
    _inherit = ["crm.cached.rule"]
    _description = "Synonyms"
    _rec_name = "phrases"

    phrases = fields.Char(
        "Same Meaning", required=True,
        help="Words or phrases that mean the same, separated by commas: whoever asks with one finds the others.",
    )  # fmt: skip
    active = fields.Boolean(default=True)

    @api.constrains("phrases")
    def _check_phrases(self):
        for synonym in self:
            if len({words(phrase) for phrase in synonym._split()}) < 2:
                raise ValidationError(self.env._("Write at least two words or phrases, separated by commas."))

    def _split(self):
        self.ensure_one()
        parts = (self.phrases or "").replace("，", ",").replace("、", ",").split(",")
        return [part.strip() for part in parts if words(part)]

    @api.model
    @tools.ormcache()
    def _index(self):
        """{words: other phrases} of all synonyms; the same for every reader, so read with all rights."""
        return synonym_index([synonym._split() for synonym in self.sudo().search([])])
