"""What a site's service answers about documents that the ERP has, put into the shapes that the engine expects."""

from datetime import date
from decimal import Decimal, InvalidOperation

from odoo.addons.erp_connector.soap.transport import TransportError

STATES = ("draft", "open", "done", "paid", "cancelled", "abandoned")
MASTER = ("customer", "product")
MEMBERS = ("external_id", "external_ref", "key", "customer_id", "date", "currency")


def ledger_row(kind, row):
    """A row of Dialect.ledger. TransportError for one that would be counted wrongly.

    >>> ledger_row("order", {"external_id": "7", "total": "5", "state": "open", "date": "2026-11-22"})["total"]
    '5'
    >>> ledger_row("order", {"external_id": "7", "total": "many", "state": "open", "date": "2026-11-22"})
    Traceback (most recent call last):
    ...
    odoo.addons.erp_connector.soap.transport.TransportError: the row 7 of the ledger cannot be read: total is “many”
    """
    known = {name: str(row.get(name) or "") for name in MEMBERS}
    if not known["external_id"]:
        raise TransportError("LEDGER_ROW", "a row of the ledger has no external_id")
    known |= {"state": str(row.get("state") or ("open" if kind in MASTER else "")), "total": None, "tax": None}
    _check(known, "state", known["state"], known["state"] in STATES)
    if kind not in MASTER:
        _check(known, "date", known["date"], _is_day(known["date"]))
        known["total"] = _amount(known, "total", row.get("total"))
        known["tax"] = None if row.get("tax") in (None, "") else _amount(known, "tax", row["tax"])
    return known


def _amount(known, name, value):
    try:
        Decimal(str(value))
    except InvalidOperation:
        _check(known, name, value, False)
    return str(value)


def _is_day(text):
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _check(known, name, value, right):
    if not right:
        text = f"the row {known['external_id']} of the ledger cannot be read: {name} is “{value}”"
        raise TransportError("LEDGER_ROW", text)


def as_sent(tree, rules, path=""):
    """A document as a mapping with these rules writes it: rows are lists, also where XML shows a single one, and site
    constants are left out, because a rehearsed document has only their names.

    >>> from odoo.addons.erp_connector.engine.mapping import Rule
    >>> rules = [Rule("lines[].qty", source="lines[].quantity"), Rule("org", "fixed", "{org}")]
    >>> as_sent({"org": "100", "lines": {"qty": 2}}, rules)
    {'lines': [{'qty': '2'}]}
    """
    rows = {rule.target.partition("[]")[0] for rule in rules if "[]" in rule.target}
    constants = {rule.target.replace("[]", "") for rule in rules if rule.kind == "fixed"}
    return _as_sent(tree, rows, constants, path)


def _as_sent(value, rows, constants, path):
    if isinstance(value, list):
        return [_as_sent(row, rows, constants, path) for row in value]
    if not isinstance(value, dict):
        return "" if value is None else value if isinstance(value, bool) else str(value)
    kept = {}
    for name, inner in value.items():
        here = f"{path}.{name}" if path else name
        if here in constants:
            continue
        found = _as_sent(inner, rows, constants, here)
        kept[name] = [found] if here in rows and isinstance(found, dict) else found
    return kept
