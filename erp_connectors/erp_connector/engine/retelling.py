"""A sentence that was stored in one language is told again in the reader's, with the names and numbers it was stored with.

Sentences are the sources and translations of our own terms, with %s or %(name)s where something was filled in.
"""

import re

PLACE = re.compile(r"%(?:\((\w+)\))?s")
# A sentence with less of its own than this could be anybody's.
ENOUGH = 8


def pattern(sentence):
    """A compiled pattern of what a sentence becomes when it is filled in; None when it says too little of its own.

    >>> pattern("Invoice %(number)s of the ERP is not here.").fullmatch("Invoice F1 of the ERP is not here.")["number"]
    'F1'
    >>> pattern("%s: %s")
    """
    own = PLACE.sub("", sentence)
    letters = sum(2 if ord(letter) > 0x2E80 else 1 for letter in own if letter.isalpha())
    if letters < ENOUGH or "%" in own:
        return None
    parts, known, end = [], set(), 0
    for place in PLACE.finditer(sentence):
        parts.append(re.escape(sentence[end : place.start()]))
        name = place[1]
        parts.append(f"(?P={name})" if name in known else f"(?P<{name}>.*?)" if name else "(.*?)")
        known.add(name)
        end = place.end()
    return re.compile("".join(parts) + re.escape(sentence[end:]), re.S)


class Retelling:
    """`pairs`: [(sentence in any language, the same in the reader's)].

    >>> told = Retelling([("“%s” was not taken over.", "“%s”未接收。"), ("The ERP is silent.", "ERP 没有应答。")])
    >>> told.tell("“Milk” was not taken over."), told.tell("The ERP is silent."), told.tell("ORA-00942")
    ('“Milk”未接收。', 'ERP 没有应答。', None)
    """

    def __init__(self, pairs):
        self._whole = {source: target for source, target in pairs if not PLACE.search(source)}
        filled = ((pattern(source), target) for source, target in pairs if PLACE.search(source))
        self._filled = [(compiled, target) for compiled, target in filled if compiled]

    def tell(self, text):
        """The text in the reader's language; None when it is none of our sentences."""
        if text in self._whole:
            return self._whole[text]
        for compiled, target in self._filled:
            match = compiled.fullmatch(text)
            if match:
                return target % (match.groupdict() or match.groups())
        return None
