"""Where the boxes of a journey stand in its picture: rows downwards, columns to the right."""


def place(flow):
    """Return {step key: (row, column)}; steps nobody reaches stand below the others.

    A step stands one row below the last of those that lead to it; the "otherwise" of a branch opens a column of its
    own to the right. Ways back upwards do not count.

    >>> from .flow import Flow, Step
    >>> place(Flow.of(1, [Step(1, "branch", then=2, otherwise=3, condition="open"), Step(2, "mail"), Step(3, "mail")]))
    {1: (0, 0), 2: (1, 0), 3: (1, 1)}
    """
    order, back = _order(flow)
    rows = {}
    for key in order:
        rows.setdefault(key, 0)
        for _way, to in flow.steps[key].exits:
            if to in flow.steps and (key, to) not in back:
                rows[to] = max(rows.get(to, 0), rows[key] + 1)
    columns, taken = {}, set()
    for key in order:
        column = columns.setdefault(key, 0)
        while (rows[key], column) in taken:
            column += 1
        columns[key] = column
        taken.add((rows[key], column))
        for number, (_way, to) in enumerate(flow.steps[key].exits):
            if to in flow.steps and (key, to) not in back:
                columns.setdefault(to, column + number)
    last = max(rows.values(), default=-1)
    lost = [key for key in flow.steps if key not in rows]
    return {key: (rows[key], columns[key]) for key in order} | {key: (last + 1 + n, 0) for n, key in enumerate(lost)}


def _order(flow):
    """(reached keys, each after those that lead to it; the ways that lead back upwards)."""
    done, open_keys, back = [], [], set()

    def visit(key):
        open_keys.append(key)
        for _way, to in reversed(flow.steps[key].exits):
            if to in open_keys:
                back.add((key, to))
            elif to in flow.steps and to not in done:
                visit(to)
        open_keys.pop()
        done.append(key)

    if flow.first in flow.steps:
        visit(flow.first)
    return done[::-1], back
