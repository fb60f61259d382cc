import re
from uuid import uuid4

from odoo import api, fields, models
from odoo.tools import SQL

KEY = re.compile(r"[0-9a-f]{32}")


class CrmKnowledgeSuggestion(models.Model):
    """One article shown for one question (`ask`). A row without article: nothing was found, an article is missing."""

    _name = "crm.knowledge.suggestion"
    _description = "Suggested Article"
    _order = "id DESC"

    ask = fields.Char("Question Key", required=True, readonly=True, help="One question, from its first letter on.")
    text = fields.Char("Question", readonly=True)
    channel = fields.Selection(
        [("portal", "Portal"), ("request", "Request Form"), ("call", "Call"), ("chatbot", "Chatbot"),
         ("agent", "Agent"), ("email", "E-mail")],
        required=True, readonly=True,
    )  # fmt: skip
    article_id = fields.Many2one("crm.knowledge.article", readonly=True, index="btree_not_null", ondelete="cascade")
    found = fields.Boolean(readonly=True)
    user_id = fields.Many2one("res.users", "Asked by", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    shown = fields.Integer(readonly=True)
    opened = fields.Integer(readonly=True)
    solved = fields.Integer(readonly=True)
    solved_at = fields.Datetime(readonly=True)

    _one_row = models.UniqueIndex("(ask, article_id) WHERE article_id IS NOT NULL")
    _one_gap = models.UniqueIndex("(ask) WHERE article_id IS NULL")

    @api.model
    def _key(self, ask=""):
        """`ask` if it is a key, else a new one."""
        return ask if KEY.fullmatch(str(ask or "")) else uuid4().hex

    @api.model
    def _record(self, ask, channel, text, hits):
        """Count what was shown for a question. While somebody types the same question its rows are only updated."""
        values = (ask, channel, text[:500], self.env.uid, self.env.company.id)
        if hits:
            self.env.cr.execute("DELETE FROM crm_knowledge_suggestion WHERE ask = %s AND NOT found", [ask])
            self._insert(values, [hit["article_id"] for hit in hits])
        else:
            self.env.cr.execute("SELECT 1 FROM crm_knowledge_suggestion WHERE ask = %s AND found LIMIT 1", [ask])
            if not self.env.cr.rowcount:
                self._insert(values, [None])

    def _insert(self, values, article_ids):
        target = SQL("(ask, article_id) WHERE article_id IS NOT NULL")
        if article_ids == [None]:
            target = SQL("(ask) WHERE article_id IS NULL")
        self.env.cr.execute(
            SQL(
                """INSERT INTO crm_knowledge_suggestion
                       (ask, channel, text, user_id, company_id, create_date, create_uid, article_id, found, shown)
                   SELECT %(ask)s, %(channel)s, %(text)s, %(uid)s, %(company)s, now() AT TIME ZONE 'UTC', %(uid)s,
                          t.id, t.id IS NOT NULL, 1
                     FROM unnest(%(articles)s::int[]) AS t(id)
                   ON CONFLICT %(target)s DO UPDATE SET text = EXCLUDED.text""",
                ask=values[0],
                channel=values[1],
                text=values[2],
                uid=values[3],
                company=values[4],
                articles=article_ids,
                target=target,
            )  # fmt: skip
        )
        self.invalidate_model()

    @api.model
    def _mark_opened(self, ask, article_id):
        return self._mark(ask, article_id, {"opened": 1})

    @api.model
    def _mark_solved(self, ask, article_id):
        """The reader says that this answered the question: nobody has to be asked any more. Counted once."""
        return self._mark(ask, article_id, {"opened": 1, "solved": 1, "solved_at": fields.Datetime.now()})

    def _mark(self, ask, article_id, values):
        # A reader has no right on the statistics; only a row that was shown for this very question is touched.
        row = self.sudo().search([("ask", "=", ask), ("article_id", "=", article_id)], limit=1)
        if row and not row.solved:
            row.write(values)
        return bool(row)

    @api.autovacuum
    def _gc_old_questions(self):
        """Questions are kept for two years, then only the articles' own counts of use remain."""
        old = self.search([("create_date", "<", "now -730d")], limit=10000)
        old.unlink()
        return len(old), len(old) == 10000
