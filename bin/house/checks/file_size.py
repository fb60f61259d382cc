"""A Python file over 400 lines is asking to be split: an advice, not a fault."""

from . import Finding

LONGEST = 400


def check(path):
    if path.suffix == ".py":
        count = len(path.read_text().splitlines())
        if count > LONGEST:
            yield Finding(path, 0, f"{count} lines", advice=True)
