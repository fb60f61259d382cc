"""The piece of an article in which the question is met, with the words of the question marked."""

import re
from html import escape

from .segmentation import HAN

WORD = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")
LENGTH = 160


def _stem_alike(word, term):
    if word == term:
        return True
    shared = min(len(word), len(term)) - 2
    return shared >= 3 and word[: max(shared, 4)] == term[: max(shared, 4)]


def marks(text, terms):
    """Return [(start, end)] of what the terms meet in the text, in order, not overlapping."""
    han = sorted({term for term in terms if re.match(rf"[{HAN}]", term)}, key=len, reverse=True)
    latin = {part for term in terms if term not in han for part in term.split()}
    small = text.lower()
    found = [m.span() for term in han for m in re.finditer(re.escape(term), small)]
    for match in WORD.finditer(small):
        if any(_stem_alike(match.group(), term) for term in latin):
            found.append(match.span())
    merged = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def snippet(text, terms, length=LENGTH):
    """Return about `length` characters of `text` around most of the terms, as safe HTML with <mark>.

    >>> snippet("Empty the tray. Then turn the filter left.", ["filters"], length=24)
    '…turn the <mark>filter</mark> left.'
    """
    found = marks(text, terms)
    start = max((first for first, _end in found), default=0, key=lambda at: (_met(found, at, at + length), -at))
    start = max(0, min(start - length // 4, len(text) - length))
    if start:
        blank = text.find(" ", start, start + length // 4)
        start = blank + 1 if blank >= 0 else start
    end = min(len(text), start + length)
    parts, at = ["…"] if start else [], start
    for first, last in found:
        if first >= end or last <= start:
            continue
        first, last = max(first, start), min(last, end)
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    parts += [escape(text[at:end]), "…" if end < len(text) else ""]
    return "".join(parts)


def _met(found, start, end):
    return sum(1 for first, last in found if first >= start and last <= end)
