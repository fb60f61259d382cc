from odoo import fields, models
from odoo.tools import SQL


class CrmKnowledgeWord(models.Model):
    """Words that published articles have: what a mistyped word in a question may be meant for."""

    _name = "crm.knowledge.word"
    _description = "Known Word"
    _log_access = False
    _rec_name = "word"

    word = fields.Char(required=True)

    _word_unique = models.UniqueIndex("(word)")

    def init(self):
        if self._forgives_typos():
            self.env.cr.execute(
                """CREATE INDEX IF NOT EXISTS crm_knowledge_word_trigram_idx
                   ON crm_knowledge_word USING gin (word gin_trgm_ops)"""
            )

    def _forgives_typos(self):
        """Asked of the database, not of the registry: that one looks only when it is loaded."""
        self.env.cr.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return bool(self.env.cr.rowcount)

    def _learn(self, words):
        if words:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO crm_knowledge_word (word) SELECT unnest(%s) ON CONFLICT (word) DO NOTHING",
                    sorted(words),
                )
            )
