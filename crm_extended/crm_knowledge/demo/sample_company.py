"""The sample company's articles: 30 subjects in English and Chinese, already published."""

from html import escape

ROLES = {
    "manager": "crm_knowledge.group_approver",
    "support": "crm_knowledge.group_author",
    "service": "crm_knowledge.group_author",
    "marketing": "crm_knowledge.group_author",
}

# The sample names its categories in English in both languages.
FOLDERS = {
    "Coffee": "咖啡",
    "Courses": "课程",
    "Errors": "故障代码",
    "Installation": "安装",
    "Invoices": "发票",
    "Maintenance": "保养",
    "Membership": "会员",
    "Orders": "订单",
    "Service": "服务",
    "Warranty": "保修",
}


def load(env, sample):
    """Create the articles of `sample.rows("articles")` that are not there yet; return all of them.

    Whoever loads the sample has decided that its articles are right, so they are published without a second person.
    """
    _staff(env, sample)
    Article = env["crm.knowledge.article"]
    rows = [row for row in sample.rows("articles") if row["language"] in dict(env["res.lang"].get_installed())]
    known = sample.ids(env, Article._name)
    new = [row for row in rows if row["article_id"] not in known]
    folders = _folders(env, new)
    # Originals first: a translation names its original.
    for originals in (True, False):
        batch = [row for row in new if bool(row["translation_of"]) != originals]
        articles = Article.create([_values(env, sample, row, folders, known) for row in batch])
        sample.keep(articles, [row["article_id"] for row in batch])
        known.update(zip((row["article_id"] for row in batch), articles.ids, strict=True))
        for article, row in zip(articles, batch, strict=True):
            _publish(article, row)
    # Now, quietly: the scheduled action of the first night would remind by e-mail.
    Article._cron_remind_review()
    return Article.browse(known[row["article_id"]] for row in rows)


def _staff(env, sample):
    for row in sample.rows("staff"):
        user = sample.find(env, row["staff_id"])
        if row["role"] in ROLES and user and user._name == "res.users":
            user.group_ids += env.ref(ROLES[row["role"]])


def _folders(env, rows):
    """{category: folder id}, one folder per category of the originals, named in both languages."""
    by_topic = {}
    for row in rows:
        by_topic.setdefault(row["topic"], {})[row["language"]] = row["category"]
    Folder = env["crm.knowledge.folder"].with_context(lang="en_US")
    folders = {}
    for names in by_topic.values():
        name = names.get("en_US") or next(iter(names.values()))
        folder = Folder.search([("name", "=", name)], limit=1) or Folder.create({"name": name})
        for language, translated in names.items():
            chinese = FOLDERS.get(translated) if language == "zh_CN" else None
            folder.with_context(lang=language).name = chinese or translated
            folders[translated] = folder.id
    return folders


def _values(env, sample, row, folders, known):
    owner = sample.find(env, row["owner_id"])
    return {
        "name": row["title"],
        "body": "".join(f"<p>{escape(text)}</p>" for text in row["body"].split("\n\n")),
        "lang": row["language"],
        "audience": row["audience"],
        "folder_id": folders[row["category"]],
        "source_id": known.get(row["translation_of"], False),
        "owner_id": owner.id if owner and owner._name == "res.users" else env.uid,
        "company_id": False,
    }


def _publish(article, row):
    version = article.env["crm.knowledge.version"].create(article._prepare_version_values())
    version._publish(article.env.ref("base.user_root"))
    version.decided_on = row["published_on"]
    article.write(
        {"state": "published", "review_by": row["review_by"], "source_number": article.source_id.published_number}
    )
