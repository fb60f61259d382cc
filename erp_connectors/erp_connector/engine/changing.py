"""A document that an ERP may have was changed here: does the ERP have to hear of it, and how?

Documents are neutral ones (engine.documents), rules those of engine.mapping.
"""

import re

from .mapping import EXPRESSION, FIXED

# What becomes of a change, given where the newest message about the document stands.
RENEW, UPDATE, BY_HAND = "renew", "update", "by_hand"
_NAMES = re.compile(r"""['"](\w+)['"]""")


def used(rules):
    """(paths of the document, names of its rows, names that an expression quotes) that the rules take from.

    >>> from .mapping import Rule
    >>> rules = [Rule("a", source="number"), Rule("l[].q", source="lines[].quantity"), Rule("x", "fixed", "total")]
    >>> top, rows, quoted = used([*rules, Rule("l[].e", "expression", "document['date'] + line['name']")])
    >>> sorted(top), sorted(rows), sorted(quoted)
    (['lines', 'number'], ['quantity'], ['date', 'name'])
    """
    top, rows, quoted = set(), set(), set()
    for rule in rules:
        before, inside, name = rule.source.rpartition("[].") if rule.kind != EXPRESSION else ("", "", "")
        if "[]" in rule.target:
            top.add(before or "lines")
        if rule.kind == EXPRESSION:
            quoted.update(_NAMES.findall(rule.source))
        elif rule.kind != FIXED:
            if inside or "[]" in rule.target:
                rows.add(name)
            if not inside:
                top.add(name)
    return top, rows, quoted


def seen(document, rules):
    """What the rules see of a document: two documents that give the same become the same in the ERP.

    >>> from .mapping import Rule
    >>> document = {"number": "S1", "total": "5", "lines": [{"quantity": "1", "name": "A"}], "taxes": [{"tax": "T"}]}
    >>> document |= {"delivery_address": {"city": "上海", "number": "7"}}
    >>> rules = [Rule("a", source="number"), Rule("l[].q", source="lines[].quantity")]
    >>> seen(document, [*rules, Rule("c", source="delivery_address.city")])
    {'number': 'S1', 'lines': [{'quantity': '1'}], 'delivery_address': {'city': '上海'}}
    >>> seen(document, [Rule("c", "expression", "'%(city)s' % document['delivery_address']")])
    {'delivery_address': {'city': '上海', 'number': '7'}}
    """
    top, rows, quoted = used(rules)
    whole, groups = top | quoted, {path.partition(".")[0] for path in top}
    result = {}
    for name, value in document.items():
        if isinstance(value, list) and name in whole:
            result[name] = [{inner: row[inner] for inner in row if inner in rows | quoted} for row in value]
        elif isinstance(value, dict) and "$ref" not in value and name in groups | quoted:
            # An expression that names a group and none of its fields uses all of it.
            named = (quoted & value.keys() or value.keys()) if name in quoted else ()
            result[name] = {inner: value[inner] for inner in value if inner in named or f"{name}.{inner}" in top}
        elif name in whole:
            result[name] = value
    return result


def tell(state, may_be_there, offered):
    """What to do about a change; `state` is that of the newest message that brings the document to the ERP.

    What has not reached the ERP yet, or what it has refused, says from now on what the document says. Anything else may
    be in the ERP: a message of its own goes behind it, where the ERP takes one.

    >>> tell("waiting", False, {"create"}), tell("accepted", True, {"create", "update"}), tell("sent", True, {"create"})
    ('renew', 'update', 'by_hand')
    """
    if state == "dead" or (state == "waiting" and not may_be_there):
        return RENEW
    return UPDATE if "update" in offered else BY_HAND
