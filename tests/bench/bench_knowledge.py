"""How good is the search? Questions in customers' words, each with the one article that answers it.

recall_at_3     share of the questions whose article is among the first three
mrr             mean of 1 / rank (0 when it is not among the first ten)
gain_vs_ilike   our mean reciprocal rank over that of the searches people build with `ilike`: every word of the
                question, articles with most words first
gain_vs_trigram the same over pg_trgm's word_similarity of the question to title and text

The search and the list of synonyms were made with the articles and the questions with an odd number (counted from 0)
in sight: `recall_at_3_unseen` is that of the others, which nobody looked at, and the one to believe. All on the same
articles in one database.
"""

import os
import re

DEPTH = 10


def measure(env, sample):
    """Return the figures of one database in which the sample's articles are or can be loaded."""
    from odoo.addons.crm_knowledge.demo.sample_company import load

    load(env, sample)
    ours = {number: key for key, number in sample.ids(env, "crm.knowledge.article").items()}
    env.flush_all()
    env.cr.execute("ANALYZE crm_knowledge_version")
    questions = sample.rows("article_questions")
    searches = {"ours": _ours, "ilike": _ilike, "trigram": _trigram}
    ranks = {
        name: [_rank([ours.get(found) for found in search(env, row)], row["article_id"]) for row in questions]
        for name, search in searches.items()
    }
    mrr = {name: sum(1 / rank if rank else 0 for rank in found) / len(found) for name, found in ranks.items()}
    result = {
        "questions": len(questions),
        "recall_at_3": _recall(ranks["ours"]),
        "recall_at_3_unseen": _recall(ranks["ours"][::2]),
        "mrr": round(mrr["ours"], 3),
        "gain_vs_ilike": round(mrr["ours"] / mrr["ilike"], 2),
        "gain_vs_trigram": round(mrr["ours"] / mrr["trigram"], 2),
    }
    for language in sorted({row["language"] for row in questions}):
        mine = [rank for rank, row in zip(ranks["ours"], questions, strict=True) if row["language"] == language]
        result[f"recall_at_3_{language}"] = _recall(mine)
    return result


def _recall(ranks):
    return round(sum(1 for rank in ranks if 0 < rank <= 3) / len(ranks), 3)


def _rank(found, wanted):
    return found.index(wanted) + 1 if wanted in found else 0


def _ours(env, row):
    find = env["crm.knowledge.search"].with_context(lang=row["language"])._find
    return [hit["article_id"] for hit in find(row["question"], limit=DEPTH)]


def _ilike(env, row):
    words = re.findall(r"[\u3400-\u9fff]{2,}|[^\W\u3400-\u9fff]{3,}", row["question"])
    words = [word[i : i + 2] for word in words if word > "\u3400" for i in range(len(word) - 1)] + [
        word for word in words if word < "\u3400"
    ]
    env.cr.execute(
        """SELECT article_id FROM (
               SELECT article_id, (SELECT count(*) FROM unnest(%(words)s) w
                                    WHERE name || ' ' || plain_text ILIKE '%%' || w || '%%') AS met
                 FROM crm_knowledge_version WHERE is_live) AS counted
            WHERE met > 0 ORDER BY met DESC, article_id LIMIT %(depth)s""",
        {"words": words or [""], "depth": DEPTH},
    )
    return [found for (found,) in env.cr.fetchall()]


def _trigram(env, row):
    env.cr.execute(
        """SELECT article_id FROM crm_knowledge_version WHERE is_live
            ORDER BY word_similarity(%(text)s, name || ' ' || plain_text) DESC, article_id LIMIT %(depth)s""",
        {"text": row["question"], "depth": DEPTH},
    )
    return [found for (found,) in env.cr.fetchall()]


def main(house):
    """The figures in a database of its own with the sample's articles."""
    from house import database
    from house.sample import Sample

    environment = house.environment
    os.environ.update(environment.odoo_environment())
    with database.Copy(environment, database.template(environment, ["crm_knowledge"]), "bench") as name:
        import odoo
        from odoo.modules.registry import Registry

        odoo.tools.config.parse_config(["-c", str(database.config_for(environment, name)), "-d", name])
        try:
            with Registry(name).cursor() as cursor:
                figures = measure(odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {"lang": "en_US"}), Sample())
                cursor.rollback()
        finally:
            odoo.sql_db.close_all()
    return figures
