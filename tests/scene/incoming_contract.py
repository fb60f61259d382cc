"""Does a document that a dialect has read say what the contract promises? See docs/documents.md and docs/inbound.md."""

import re
from decimal import Decimal, InvalidOperation

DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
# A poll may not know when something was changed: what is the same as last time is told by its content.
UNKNOWN_TO_POLLS = {"changed_at"}
# In our tables: what a document of the kind cannot be without.
NEEDED = {
    "product": {"external_id"},
    "open_item": {"external_id", "number", "type", "customer_id", "date", "total", "open"},
    "credit_limit": {"customer_id"},
    "price": {"price"},
}


def problems(kind, document):
    """What is wrong with a document, as sentences.

    >>> from odoo.addons.erp_connector.engine import inbound_contract, documents
    >>> problems("credit_limit", {"customer_id": "47", "limit": "much"})
    ['limit: “much” is no number']
    """
    from odoo.addons.erp_connector.engine import documents, inbound_contract

    push = next((push for push in inbound_contract.PUSHES if push.kind == kind), None)
    if push is not None:
        found = _members(push.members, document, "")
        one_of = [member.key for member in push.members if member.name in push.one_of]
        if one_of and not any(document.get(key) for key in one_of) and kind != "invoice":
            found.append(f"one of {', '.join(one_of)} is needed")
        return found
    fields = {field.path: field.type for field in documents.INCOMING[kind]}
    found = [f"{name} is missing" for name in sorted(NEEDED[kind]) if document.get(name) in (None, "")]
    found += [f"{name} is no field of {kind}" for name in document if name not in {*fields, "changed_at", "version"}]
    for name, value in document.items():
        found += _value(fields.get(name), name, value)
    return found


def _members(members, document, path):
    found = []
    for member in members:
        value, name = document.get(member.key), f"{path}{member.key}"
        if member.required and value in (None, "") and member.key not in UNKNOWN_TO_POLLS:
            found.append(f"{name} is missing")
        elif member.type == "choice" and value and value not in member.values:
            found.append(f"{name}: “{value}” is none of {', '.join(member.values)}")
        elif member.type == "group":
            for row in value or ():
                found += _members(member.members, row, f"{name}.")
        else:
            found += _value({"decimal": "number", "date": "date"}.get(member.type, "text"), name, value)
    return found


def _value(kind, name, value):
    if value in (None, ""):
        return []
    if kind == "yes/no":
        return [] if isinstance(value, bool) else [f"{name}: {value!r} is neither yes nor no"]
    if not isinstance(value, str):
        return [f"{name}: {value!r} is no text"]
    if kind == "number":
        try:
            Decimal(value)
        except InvalidOperation:
            return [f"{name}: “{value}” is no number"]
    if kind == "date" and not DAY.match(value):
        return [f"{name}: “{value}” is no day"]
    return []
