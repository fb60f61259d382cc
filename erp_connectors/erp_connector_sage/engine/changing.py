"""A changed order in X3: lines keep their product, so lines with another one are added and the old ones deleted.

Every step leaves an order with lines, and a deletion that X3 refuses (a line that has been delivered) leaves the lines as
they were. Whoever tries again begins with what X3 has then.
"""

from odoo.addons.erp_connector.engine.outcome import accepted

from . import wire

PRODUCT = "ITMREF"


def change(dialect, number, values):
    """Dialect.send for a change of an order."""
    table = next((name for name, block in values.items() if isinstance(block, list)), None)
    old = dialect.read_record("order", number)[1].get(table, []) if table else []
    new = values.get(table, [])
    kept = _kept(old, new)
    # Surplus first where something stays: when X3 refuses that, nothing has been changed.
    answer = _drop(dialect, number, table, range(kept + 1, len(old) + 1)) if kept else None
    if answer is not None and not answer.ok:
        return dialect._refused(answer)
    left = kept or len(old)
    numbers = [*range(1, kept + 1), *range(left + 1, left + 1 + len(new) - kept)]
    answer = dialect.modify("order", number, wire.payload(values, {table: numbers}))
    if answer.ok and not kept and old:
        answer = _drop(dialect, number, table, range(1, len(old) + 1))
        if not answer.ok:
            _drop(dialect, number, table, numbers)
    return accepted(number) if answer.ok else dialect._refused(answer)


def _kept(old, new):
    """How many lines from the top have the same product as before.

    >>> _kept([{"ITMREF": "A"}, {"ITMREF": "B"}], [{"ITMREF": "A"}, {"ITMREF": "C"}])
    1
    """
    kept = 0
    for before, after in zip(old, new, strict=False):
        if before.get(PRODUCT) != after.get(PRODUCT):
            break
        kept += 1
    return kept


def _drop(dialect, number, table, lines):
    """Answer of X3, None when there is nothing to delete."""
    keys = [str(line) for line in lines]
    return dialect.delete_lines("order", number, table, keys) if keys else None
