"""Tamper-evident audit: each attempt carries the hash of the one before it.

Changing, removing or inserting a row breaks every hash after it; cutting the tail is seen because the backend keeps
the last hash. Retention removes the oldest rows and keeps the hash of the last removed one as the new start.
"""

import hashlib

START = "0" * 64


def row_digest(values):
    """Hash of one row's values in a fixed order; None and "" are different."""
    digest = hashlib.sha256()
    for value in values:
        text = "\0" if value is None else str(value)
        digest.update(f"{len(text.encode())}:".encode())
        digest.update(text.encode())
    return digest.hexdigest()


def link(previous, digest):
    """Hash that seals a row with this digest behind a row with the hash `previous`."""
    return hashlib.sha256(f"{previous}{digest}".encode()).hexdigest()


def first_break(rows, start=START):
    """Index of the first row whose seal is wrong, or None. `rows` yields (row digest, stored seal).

    >>> a = link(START, "x"); b = link(a, "y")
    >>> first_break([("x", a), ("y", b)]) is None, first_break([("x", a), ("changed", b)])
    (True, 1)
    """
    previous = start
    for index, (digest, seal) in enumerate(rows):
        previous = link(previous, digest)
        if previous != seal:
            return index
    return None


def examine(rows, start=START, position=0, end_position=0, end_seal=START):
    """(what, row id) of the first row that is not as it was sealed, or None.

    rows yields (id, position, digest, seal) by position; `start` and `position` are where the chain begins after
    retention, `end_position` and `end_seal` where the backend says it ends.

    >>> a = link(START, "x"); b = link(a, "y")
    >>> examine([(11, 1, "x", a), (12, 2, "y", b)], end_position=2, end_seal=b)
    >>> examine([(12, 2, "y", b)], end_position=2, end_seal=b)
    ('gap', 12)
    >>> examine([(11, 1, "x", a)], end_position=2, end_seal=b)
    ('cut', 11)
    """
    previous, row_id = start, 0
    for row_id, row_position, digest, seal in rows:
        if row_position != position + 1:
            return ("gap" if row_position > position + 1 else "inserted"), row_id
        position = row_position
        previous = link(previous, digest)
        if previous != seal:
            return "changed", row_id
    if position > end_position:
        return "inserted", row_id
    if position < end_position or previous != end_seal:
        return "cut", row_id
    return None
