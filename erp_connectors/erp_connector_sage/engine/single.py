"""One record of X3: as a document in our words, and in the blocks of its object."""

from . import lists, reading, wire
from .objects import NUMBERS
from .rules import MAPPINGS

SHOWN = ("customer", "product", "order")  # to a dry run; other documents are never changed in X3


def fetch(dialect, kind, external_id):
    """Dialect.fetch. What is known by several keys (stock of a site, a due date) is not read alone."""
    if kind in reading.MAKE:
        source, make = reading.MAKE[kind]
        number = external_id.partition("/")[0] if kind == "payment" else external_id
        if not dialect.rows_with(source, number):
            return None
        changes, _is_open = make(number, *dialect.read_record(source, number), dialect.settings.options)
        return next((change for change in changes if change.remote_id == external_id), None)
    if kind not in NUMBERS:
        return None
    rows = dialect.rows_with(kind, external_id)
    return lists.one(dialect, kind, rows[0]) if rows else None


def read(dialect, kind, external_id):
    """Dialect.read: every block of the object but for what a mapping to start with fills with the site's values."""
    if kind not in SHOWN:
        return None
    if not dialect.rows_with(kind, external_id):
        return {}
    found = wire.blocks(dialect.record(kind, external_id))
    for rule in MAPPINGS[kind]:
        block, _dot, name = rule.target.partition(".")
        if rule.kind == "fixed":
            found.get(block, {}).pop(name, None)
    return found
