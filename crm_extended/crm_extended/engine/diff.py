"""What changed between two texts, as a person would tell it: which lines came, went, or were reworded where.

A text is a list of lines (`plain_text.lines`). A change is a list of `Line`; a reworded line says word by word
(Chinese: character by character) what went and what came.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape

# One Chinese character, a word, a run of blanks, or one other sign: the smallest thing a reader sees change.
PIECE = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\s+|[^\w\s]")
REWORDED = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison. `kind`: same, added, removed or reworded; pieces: ((kind, text), ...)."""

    kind: str
    pieces: tuple

    @property
    def text(self):
        """The line as it reads now (for a removed line: as it read before)."""
        unwanted = None if self.kind == "removed" else "removed"
        return "".join(text for kind, text in self.pieces if kind != unwanted)


def compare(old, new):
    """Return the comparison of two lists of lines as [Line].

    >>> [(line.kind, line.text) for line in compare(["Open it.", "Wait 5 min."], ["Open it.", "Wait 8 min.", "Close."])]
    [('same', 'Open it.'), ('reworded', 'Wait 8 min.'), ('added', 'Close.')]
    """
    result = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            result += [Line("same", (("same", text),)) for text in old[i1:i2]]
        else:
            result += _changed_lines(old[i1:i2], new[j1:j2])
    return result


def _changed_lines(old, new):
    """Pair lines that are the same line reworded; what has no partner went or came."""
    result, next_new = [], 0
    for text in old:
        partner = next((j for j in range(next_new, len(new)) if _alike(text, new[j])), None)
        if partner is None:
            result.append(Line("removed", (("removed", text),)))
            continue
        result += [Line("added", (("added", other),)) for other in new[next_new:partner]]
        result.append(Line("reworded", _pieces(text, new[partner])))
        next_new = partner + 1
    return result + [Line("added", (("added", text),)) for text in new[next_new:]]


def _alike(one, other):
    matcher = SequenceMatcher(None, PIECE.findall(one), PIECE.findall(other), autojunk=False)
    return matcher.quick_ratio() >= REWORDED and matcher.ratio() >= REWORDED


def _pieces(old, new):
    before, after = PIECE.findall(old), PIECE.findall(new)
    pieces = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation == "equal":
            pieces.append(("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(("removed", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(("added", "".join(after[j1:j2])))
    return tuple(pieces)


def counts(comparison):
    """Return (lines that came, lines that went, lines reworded).

    >>> counts(compare(["a"], ["a", "b"]))
    (1, 0, 0)
    """
    kinds = [line.kind for line in comparison]
    return kinds.count("added"), kinds.count("removed"), kinds.count("reworded")


TAGS = {"added": "ins", "removed": "del"}


def as_html(comparison, context=2):
    """Return the comparison as safe HTML: changed lines with `context` same lines around them, gaps as an ellipsis.

    >>> as_html(compare(["a < b"], ["a < c"]))
    '<div class="o_diff"><p class="o_diff_reworded">a &lt; <del>b</del><ins>c</ins></p></div>'
    """
    changed = [index for index, line in enumerate(comparison) if line.kind != "same"]
    shown = {near for index in changed for near in range(index - context, index + context + 1)}
    parts, gap = [], False
    for index, line in enumerate(comparison):
        if index not in shown:
            gap = True
            continue
        if gap:
            parts.append('<p class="o_diff_gap">…</p>')
            gap = False
        parts.append(f'<p class="o_diff_{line.kind}">{"".join(map(_piece_html, line.pieces))}</p>')
    if gap and parts:
        parts.append('<p class="o_diff_gap">…</p>')
    return f'<div class="o_diff">{"".join(parts)}</div>'


def _piece_html(piece):
    kind, text = piece
    tag = TAGS.get(kind)
    return f"<{tag}>{escape(text)}</{tag}>" if tag else escape(text)
