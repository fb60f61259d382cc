"""Documents as the outbox keeps them: one canonical JSON text, its hash, and the references inside.

A reference to another Odoo record is {"$ref": "res.partner,12"}; it becomes the ERP's key when the document is sent.
"""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal


def reference(model, record_id):
    """
    >>> reference("res.partner", 12)
    {'$ref': 'res.partner,12'}
    """
    return {"$ref": f"{model},{record_id}"}


def _plain(value):
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a document cannot hold {type(value).__name__}")


def dumps(document):
    """Canonical text: sorted keys, no spaces, Unicode as it is. The same document always gives the same text.

    >>> dumps({"b": Decimal("1.50"), "a": "百会"})
    '{"a":"百会","b":"1.50"}'
    """
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain, allow_nan=False
    )


def digest(text):
    """sha256 of a canonical text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def references(document):
    """Set of (model, id) that a document refers to.

    >>> sorted(references({"customer": reference("res.partner", 12), "lines": [reference("product.product", 3)]}))
    [('product.product', 3), ('res.partner', 12)]
    """
    found = set()
    stack = [document]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if "$ref" in value:
                model, _, record_id = value["$ref"].partition(",")
                found.add((model, int(record_id)))
            else:
                stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return found


def names(document):
    """Sorted names of the records that a document refers to.

    >>> names({"customer": reference("res.partner", 12)})
    ['res.partner,12']
    """
    return sorted(f"{model},{record_id}" for model, record_id in references(document))
