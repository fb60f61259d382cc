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
