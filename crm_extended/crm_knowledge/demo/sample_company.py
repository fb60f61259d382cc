"""The sample company's articles: 30 subjects in English and Chinese, already published."""

from html import escape

MODULE = "crm_knowledge_sample"


def load(env, sample):
    """Create the articles of `sample.rows("articles")` that are not there yet; return all of them.

    Whoever loads the sample has decided that its articles are right, so they are published without a second person.
    """
    rows = list(sample.rows("articles"))
    known = {
        data.name: data.res_id
        for data in env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "crm.knowledge.article")])
    }
    installed = {code for code, _name in env["res.lang"].get_installed()}
    folders = _folders(env, rows)
    for row in sorted(rows, key=lambda row: bool(row["translation_of"])):
        if row["article_id"] in known or row["language"] not in installed:
            continue
        article = env["crm.knowledge.article"].create(_values(row, folders, known))
        known[row["article_id"]] = article.id
        _publish(article, row)
        env["ir.model.data"].create(
            {"module": MODULE, "name": row["article_id"], "model": article._name, "res_id": article.id}
        )
    return env["crm.knowledge.article"].browse(known[row["article_id"]] for row in rows if row["article_id"] in known)


def _folders(env, rows):
    """{category: folder id}; the categories of the translations name the folder in their language."""
    by_topic = {}
    for row in rows:
        by_topic.setdefault(row["topic"], {})[row["language"]] = row["category"]
    folders = {}
    for names in by_topic.values():
        name = names.get("en_US") or next(iter(names.values()))
        folder = env["crm.knowledge.folder"].with_context(lang="en_US").search([("name", "=", name)], limit=1)
        folder = folder or env["crm.knowledge.folder"].with_context(lang="en_US").create({"name": name})
        for language, translated in names.items():
            if language in dict(env["res.lang"].get_installed()):
                folder.with_context(lang=language).name = translated
            folders[translated] = folder.id
    return folders


def _values(row, folders, known):
    paragraphs = row["body"].split("\n\n")
    return {
        "name": row["title"],
        "body": "".join(f"<p>{escape(text)}</p>" for text in paragraphs),
        "lang": row["language"],
        "audience": row["audience"],
        "folder_id": folders[row["category"]],
        "source_id": known.get(row["translation_of"], False),
        "company_id": False,
    }


def _publish(article, row):
    version = article.env["crm.knowledge.version"].create(article._prepare_version_values())
    version._publish(article.env.ref("base.user_root"))
    version.decided_on = row["published_on"]
    article.write(
        {"state": "published", "review_by": row["review_by"], "source_number": article.source_id.published_number}
    )
