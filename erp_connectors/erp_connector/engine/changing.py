"""A document that an ERP may have was changed here: does the ERP have to hear of it, and how?

Documents are neutral ones (engine.documents), rules those of engine.mapping.
"""

import re

from .mapping import EXPRESSION, FIXED

# What becomes of a change, given where the newest message about the document stands.
RENEW, UPDATE, BY_HAND = "renew", "update", "by_hand"
_NAMES = re.compile(r"""['"](\w+)['"]""")


def used(rules):
    """(names of the document, names of its rows) that the rules take from. An expression uses every name it quotes.

    >>> from .mapping import Rule
    >>> rules = [Rule("a", source="number"), Rule("l[].q", source="lines[].quantity"), Rule("x", "fixed", "total")]
    >>> used([*rules, Rule("l[].e", "expression", "document['date'] + line['name']")])
    ({'date', 'name', 'number'}, {'date', 'name', 'quantity'})
    """
    top, rows = set(), set()
    for rule in rules:
        if rule.kind == EXPRESSION:
            names = set(_NAMES.findall(rule.source))
            top, rows = top | names, rows | names
        elif rule.kind != FIXED:
            before, inside, name = rule.source.rpartition("[].")
            if inside or "[]" in rule.target:
                rows.add(name)
            if not inside:
                top.add(name)
    return top, rows


def seen(document, rules):
    """What the rules see of a document: two documents that give the same become the same in the ERP.

    >>> from .mapping import Rule
    >>> document = {"number": "S1", "total": "5", "lines": [{"quantity": "1", "name": "A"}]}
    >>> seen(document, [Rule("a", source="number"), Rule("l[].q", source="lines[].quantity")])
    {'number': 'S1', 'lines': [{'quantity': '1'}]}
    """
    top, rows = used(rules)
    result = {}
    for name, value in document.items():
        if isinstance(value, list):
            result[name] = [{inner: row[inner] for inner in row if inner in rows} for row in value]
        elif name in top:
            result[name] = value
    return result


def tell(state, was_called, offered):
    """What to do about a change; `state` is that of the newest message that brings the document to the ERP.

    What no lane has called with yet, or what the ERP has refused, says from now on what the document says. Anything
    else may be in the ERP: a message of its own goes behind it, where the ERP takes one.

    >>> tell("waiting", False, {"create"}), tell("accepted", True, {"create", "update"}), tell("sent", True, {"create"})
    ('renew', 'update', 'by_hand')
    """
    if state == "dead" or (state == "waiting" and not was_called):
        return RENEW
    return UPDATE if "update" in offered else BY_HAND
