"""Which article answers a question best: the numbers of the ranking, and one answer per subject.

The score of an article is the sum over what was asked of
    boost x rarity x weight of the place where it stands (title, tags, text) x 1 / length
where rarity is that of BM25, ln(1 + (N - n + 0.5) / (n + 0.5)), to the power RARITY, because it weighs the word in
the question as well as in the article: a word that every article has tells nothing.
The statement is in the model; PostgreSQL computes all of it over its index.
"""

from dataclasses import dataclass

# PostgreSQL's order of weights is D, C, B, A: text, (unused), tags and folder, title.
WEIGHTS = "{0.6, 0.6, 0.75, 1.0}"
# How much a long text is held against it (0 = not at all), as in BM25.
LENGTH = 0.35
RARITY = 1.7
# A word that no article has is taken for a mistyped one, if a known word is this similar.
TYPO, TYPO_BOOST, TYPO_CHOICES = 0.4, 0.7, 2
OTHER_LANGUAGE = 0.8


@dataclass(frozen=True, slots=True)
class Hit:
    article: int
    version: int
    subject: int  # the article of which this one is a translation, else itself
    language: str
    score: float


def best_per_subject(hits, language, limit):
    """Return at most `limit` hits, best first, each subject once: in the reader's language where it was found.

    >>> hits = [Hit(1, 11, 1, "en_US", 3.0), Hit(2, 12, 1, "zh_CN", 2.9), Hit(3, 13, 3, "en_US", 1.0)]
    >>> [hit.article for hit in best_per_subject(hits, "zh_CN", 5)]
    [2, 3]
    """
    scored = {}
    for hit in hits:
        score = hit.score * (1.0 if not language or hit.language == language else OTHER_LANGUAGE)
        known = scored.get(hit.subject)
        if known is None or score > known[0]:
            scored[hit.subject] = (score, hit)
    ranked = sorted(scored.values(), key=lambda pair: (-pair[0], pair[1].article))
    return [hit for _score, hit in ranked[:limit]]
