"""Knowledge articles and the labelled questions, from the texts beside this file.

Article file: '## topic | category | public or internal | title', then paragraphs. Question file: 'topic | question'.
An article's id follows from its topic and language, so both files can be edited without renumbering anything.
"""

from datetime import timedelta
from pathlib import Path

from .dice import dice
from .table import Table

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = {"en": "en_US", "zh": "zh_CN"}


def articles(language):
    """[{topic, category, audience, title, body}] of one language (en or zh)."""
    found = []
    for block in (TEXTS / f"articles_{language}.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        head, _newline, body = block.partition("\n")
        topic, category, audience, title = (part.strip() for part in head.split("|"))
        found.append({"topic": topic, "category": category, "audience": audience, "title": title, "body": body.strip()})
    return found


def questions(language):
    """[(topic, question)] of one language."""
    lines = (TEXTS / f"questions_{language}.txt").read_text(encoding="utf-8").strip().splitlines()
    return [tuple(part.strip() for part in line.split("|", 1)) for line in lines]


def write_knowledge(folder, seed, start):
    """articles.csv and article_questions.csv; returns {file: rows}."""
    columns = "article_id topic language translation_of category audience title body published_on review_by owner_id"
    with Table(folder, "articles", columns) as table:
        for language, code in LANGUAGES.items():
            for number, one in enumerate(articles(language), 1):
                rng = dice(seed, "article", number, language)
                published = start + timedelta(days=rng.randrange(500))
                twin = f"article_{number:02d}_en" if language == "zh" else None
                table.add(
                    f"article_{number:02d}_{language}",
                    one["topic"],
                    code,
                    twin,
                    one["category"],
                    one["audience"],
                    one["title"],
                    one["body"],
                    published,
                    published + timedelta(days=365),
                    rng.choice(("staff_07", "staff_12")),
                )
        counts = {"articles": table.rows}
    with Table(folder, "article_questions", "question_id language question article_id") as table:
        for language, code in LANGUAGES.items():
            ids = {one["topic"]: f"article_{n:02d}_{language}" for n, one in enumerate(articles(language), 1)}
            for topic, question in questions(language):
                table.add(f"question_{table.rows + 1:03d}", code, question, ids[topic])
        return counts | {"article_questions": table.rows}
