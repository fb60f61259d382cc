"""A question as terms to look for: its words, what else the house calls them, and how much each alternative counts.

A question in whole sentences is a list of hints, not of conditions: an article answers it though a word is missing.
Terms with the same group mean the same thing, and the best of them counts once.
"""

from dataclasses import dataclass

from .segmentation import CHINESE, chinese_words, normalise, talk, tokens

LONGEST = 500
MOST_TERMS = 48
MOST_SYNONYMS = 96
# What an alternative counts: another word for it, its beginning, one Chinese character of it, mere talk.
SYNONYM, PREFIX, SIGN, TALK = 0.8, 0.6, 0.6, 0.5


@dataclass(frozen=True, slots=True)
class Term:
    group: int
    text: str
    boost: float = 1.0
    prefix: bool = False
    han: bool = False


def singular(word):
    """A rough singular, only to recognise a synonym in the plural.

    >>> singular("invoices"), singular("glass"), singular("osmosis")
    ('invoice', 'glass', 'osmosis')
    """
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "isu" else word


def words(text):
    """Return a phrase as comparable words.

    >>> words("Reverse-Osmosis units")
    ('reverse', 'osmosis', 'unit')
    """
    return tuple(singular(word) for word, _han in tokens(text))


def synonym_index(sets):
    """Return {phrase: {other phrases}} from sets of phrases that mean the same.

    A phrase in Chinese is kept as it is written, because it is cut differently in a sentence; others as words.
    """
    index = {}
    for phrases in sets:
        for phrase in phrases:
            key = words(phrase)
            if key:
                name = normalise(phrase) if CHINESE.fullmatch(normalise(phrase)) else key
                index.setdefault(name, set()).update(other for other in phrases if words(other) != key)
    return index


def terms(text, synonyms=None, typing=False):
    """Return the [Term] of a question. With `typing` the last word may be unfinished and counts as a beginning too.

    >>> [(t.group, t.text, t.boost) for t in terms("my bill", {("bill",): {"invoice"}})]
    [(0, 'my', 0.5), (1, 'bill', 1.0), (1, 'invoice', 0.8)]
    """
    text = (text or "")[:LONGEST]
    found, group_of, idle = [], {}, talk(text)
    for word, han in tokens(text):
        if word not in group_of:
            group_of[word] = len(group_of)
            boost = (SIGN if han and len(word) == 1 else 1.0) * (TALK if word in idle else 1.0)
            found.append(Term(group_of[word], word, boost, han=han))
    found = found[:MOST_TERMS]
    last = found[-1] if found else None
    if typing and last and not last.han and len(last.text) > 1 and text[-1:].isalnum():
        found.append(Term(last.group, last.text, PREFIX, prefix=True))
    return found + _synonym_terms(text, synonyms or {}, group_of)


def _synonym_terms(text, synonyms, group_of):
    found = []
    for group, others in [*_spans(text, synonyms, group_of), *_chinese_phrases(text, synonyms, group_of)]:
        for other in sorted(others):
            phrase = " ".join(dict.fromkeys(word for word, _han in tokens(other)))
            found.append(Term(group, phrase, SYNONYM))
    return found[:MOST_SYNONYMS]


def _spans(text, synonyms, group_of):
    """Yield (group, other phrases) of each run of words that is a phrase of the index."""
    asked = [(singular(word), word) for word, _han in tokens(text)]
    longest = max((len(key) for key in synonyms if isinstance(key, tuple)), default=0)
    for start in range(len(asked)):
        for length in range(1, min(longest, len(asked) - start) + 1):
            span = asked[start : start + length]
            others = synonyms.get(tuple(base for base, _word in span))
            if others:
                yield group_of.get(span[0][1], start), others


def _chinese_phrases(text, synonyms, group_of):
    """Yield (group, other phrases) of each Chinese phrase of the index that stands in the text.

    A single character has to be a word there: 换 is not meant in 兑换.
    """
    plain, words_there = normalise(text), chinese_words(text)
    for phrase, others in synonyms.items():
        if isinstance(phrase, str) and (phrase in words_there if len(phrase) == 1 else phrase in plain):
            # What is no word of the question by itself has a group of its own.
            yield group_of.setdefault(phrase, len(group_of)), others
