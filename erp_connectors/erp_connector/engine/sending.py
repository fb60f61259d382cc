"""The mark of one sending: short, the same for every try of a message, another one when a person sends it anew.

An ERP that confirms later echoes the mark, so that a confirmation finds its message and not merely its document; and an
ERP that drops a second sending under the same mark makes a repeated call harmless. The mark is made from the message's
key, not from its row, so that it is still the same after a database was restored.
"""

import re

LETTERS = {"create": "c", "update": "u", "cancel": "x"}
ACTIONS = {letter: action for action, letter in LETTERS.items()}
MARK = re.compile(r"([cux])(0|[1-9]\d{0,8})(?:\.([1-9]\d{0,3}))?$")


def mark(message_key, round_number=0):
    """Mark of a message in a round. A round ends when the ERP has refused: what is sent after that is another sending.

    >>> mark("O1-OR-42/create/0"), mark("O1-CU-7/update/12", 1)
    ('c0', 'u12.1')
    """
    _key, action, revision = message_key.rsplit("/", 2)
    return f"{LETTERS[action]}{revision}" + (f".{round_number}" if round_number else "")


def read(text):
    """("action/revision", round) of a mark, which with the document's key is the message's key; None: it is not one.

    >>> read("u12.1"), read("c0"), read("C0"), read("c0.0"), read(None)
    (('update/12', 1), ('create/0', 0), None, None, None)
    """
    found = MARK.match(text or "")
    return found and (f"{ACTIONS[found[1]]}/{found[2]}", int(found[3] or 0))
