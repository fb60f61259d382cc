"""A question as terms to look for: its words, what else the house calls them, and how much each alternative counts.

A question in whole sentences is a list of hints, not of conditions: an article answers it though a word is missing.
Terms with the same group mean the same thing, and the best of them counts once.
"""

from dataclasses import dataclass

from .segmentation import talk, tokens

LONGEST = 500
MOST_TERMS = 48
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
    """Return {phrase as words: {other phrases}} from sets of phrases that mean the same."""
    index = {}
    for phrases in sets:
        for phrase in phrases:
            key = words(phrase)
            if key:
                index.setdefault(key, set()).update(other for other in phrases if words(other) != key)
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
    asked = [(singular(word), word) for word, _han in tokens(text)]
    longest = max(map(len, synonyms), default=0)
    found = []
    for start in range(len(asked)):
        for length in range(1, min(longest, len(asked) - start) + 1):
            span = asked[start : start + length]
            for other in sorted(synonyms.get(tuple(base for base, _word in span), ())):
                phrase = " ".join(dict.fromkeys(word for word, _han in tokens(other)))
                found.append(Term(group_of.get(span[0][1], start), phrase, SYNONYM))
    return found[:MOST_TERMS]
