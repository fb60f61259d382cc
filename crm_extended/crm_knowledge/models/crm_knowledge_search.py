from markupsafe import Markup

from odoo import api, models
from odoo.tools import SQL

from ..engine import query, ranking
from ..engine.audience import narrower, readable
from ..engine.language import configuration
from ..engine.snippet import snippet


class CrmKnowledgeSearch(models.AbstractModel):
    """Find published articles. One statement over the whole index; the reader's audience is part of it."""

    _name = "crm.knowledge.search"
    _description = "Knowledge Search"

    @api.model
    def _find(self, text, audience=None, language=None, limit=5, typing=False):
        """Return the published articles that may answer `text`, best first, each subject once.

        :param audience: for whom: public, customer, partner or internal. Never more than the user may read; an
            agent who writes to a customer asks for "customer" and gets only what may be sent.
        :param language: the reader's, preferred where an article exists in several; default: the user's.
        :param typing: the last word of `text` may be unfinished.
        :return: list of dict(article_id, version_id, name, snippet (safe HTML), url, lang, score).
        """
        terms = query.terms(text, self.env["crm.knowledge.synonym"]._index(), typing=typing)
        if not terms or limit < 1:
            return []
        reader = self.env.user._knowledge_reader()
        audiences = readable(narrower(audience, reader) if audience else reader)
        self.env["crm.knowledge.version"].flush_model()
        rows = self.env.execute_query(self._statement(terms, audiences, limit * 4))
        hits = [ranking.Hit(*row) for row in rows]
        best = ranking.best_per_subject(hits, language or self.env.lang, limit)
        return self._describe(best, terms)

    def _describe(self, hits, terms):
        # Only versions that the statement above found readable; portal users have no right on the article itself.
        versions = self.env["crm.knowledge.version"].sudo().browse([hit.version for hit in hits])
        # A single Chinese character helps to find, but marked everywhere it only makes the text hard to read.
        words = [term.text for term in terms if not term.han or len(term.text) > 1] or [term.text for term in terms]
        return [
            {
                "article_id": hit.article,
                "version_id": hit.version,
                "name": version.name,
                "snippet": Markup(snippet((version.plain_text or "").replace("\n", " "), words)),
                "url": f"/knowledge/{hit.article}",
                "lang": version.lang,
                "score": hit.score,
            }
            for hit, version in zip(hits, versions, strict=True)
        ]

    def _statement(self, terms, audiences, limit):
        """The whole search: terms and what mistyped ones may mean, where they stand, how rare they are, the sum."""
        asked = SQL(", ").join(
            SQL("(%s, %s, %s::float8, %s, %s)", term.group, term.text, term.boost, term.prefix, term.han)
            for term in terms
        )
        configurations = sorted({configuration(code) for code, _name in self.env["res.lang"].get_installed()})
        return SQL(
            """
            WITH asked(grp, term, boost, prefix, han) AS (VALUES %(asked)s),
            wanted AS (SELECT grp, term, boost, prefix FROM asked %(meant)s),
            terms AS (
                -- Grouped as text: two queries that differ only in the prefix mark are equal to PostgreSQL.
                SELECT config, grp, query::text AS label, query::text::tsquery AS query, max(boost) AS boost
                  FROM (SELECT c.config, w.grp, w.boost,
                               CASE WHEN w.prefix THEN to_tsquery('simple', quote_literal(w.term) || ':*')
                                    ELSE plainto_tsquery(c.config::regconfig, w.term) END AS query
                          FROM wanted w CROSS JOIN unnest(%(configurations)s) AS c(config)) AS lexemes
                 WHERE numnode(query) > 0
                 GROUP BY config, grp, query::text
            ),
            corpus AS (
                SELECT search_config AS config, count(*)::float8 AS articles, avg(length(search_vector)) AS words
                  FROM crm_knowledge_version v WHERE %(visible)s GROUP BY search_config
            ),
            met AS (
                SELECT v.id, v.article_id, v.subject_id, v.lang, t.grp, c.articles,
                       count(*) OVER (PARTITION BY t.config, t.label) AS n,
                       t.boost * ts_rank(%(weights)s, v.search_vector, t.query)
                           / (1 - %(length)s + %(length)s * length(v.search_vector) / c.words) AS weight
                  FROM terms t
                  JOIN crm_knowledge_version v ON v.search_config = t.config AND v.search_vector @@ t.query
                  JOIN corpus c ON c.config = t.config
                 WHERE %(visible)s
            ),
            best AS (
                SELECT id, article_id, subject_id, lang, grp,
                       max(weight * power(ln(1 + (articles - n + 0.5) / (n + 0.5)), %(rarity)s)) AS score
                  FROM met GROUP BY id, article_id, subject_id, lang, grp
            )
            SELECT article_id, id, subject_id, lang, sum(score) AS score
              FROM best
             GROUP BY article_id, id, subject_id, lang
             ORDER BY score DESC, article_id
             LIMIT %(limit)s
            """,
            asked=asked,
            meant=self._mistyped(),
            configurations=configurations,
            visible=self._visible(audiences),
            weights=ranking.WEIGHTS,
            length=ranking.LENGTH,
            rarity=ranking.RARITY,
            limit=limit,
        )

    def _mistyped(self):
        """Add the known words nearest to a word that no article has."""
        if not self.env["crm.knowledge.word"]._forgives_typos():
            return SQL()
        return SQL(
            """UNION ALL
               SELECT a.grp, near.word, a.boost * near.likeness * %(boost)s, false
                 FROM asked a
                 CROSS JOIN LATERAL (
                     SELECT word, similarity(word, a.term) AS likeness
                       FROM crm_knowledge_word
                      WHERE word %% a.term AND similarity(word, a.term) >= %(least)s
                      ORDER BY likeness DESC, word LIMIT %(choices)s) AS near
                WHERE NOT a.han AND NOT a.prefix AND length(a.term) >= 4
                  AND NOT EXISTS (SELECT 1 FROM crm_knowledge_word w WHERE w.word = a.term)""",
            boost=ranking.TYPO_BOOST,
            least=ranking.TYPO,
            choices=ranking.TYPO_CHOICES,
        )

    def _visible(self, audiences):
        return SQL(
            "v.is_live AND v.audience = ANY(%s) AND (v.company_id IS NULL OR v.company_id = ANY(%s))",
            list(audiences),
            self.env.companies.ids,
        )
