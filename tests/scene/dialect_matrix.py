"""Which dialect supports which flow: docs/dialect-support.md, written from the dialects themselves.

python tests/scene/dialect_matrix.py        writes the file again
"""

import importlib
import inspect
import pkgutil
import sys
from pathlib import Path

TARGET = "docs/dialect-support.md"
HEAD = """# Which ERP supports which flow

This page is generated from the dialects: `python tests/scene/dialect_matrix.py`. A test fails when it is out of date.
Every flow marked here runs against a simulated ERP in `tests/conformance`, together with the ways in which a call can
go wrong. "C" create, "U" change, "X" cancel, "R" read; an empty cell means that the flow is not offered. A delivery
address goes with the order: "A" the address itself, "N" the number that the ERP has for it. *Compare* is
what a reconciliation and the matching of records can list: "L" documents of a period, "M" all records for matching.

What a dialect can read is read only where Odoo has something to do with it; the readme of each addon says which of its
facts have been read in an original contract and which are to be checked at your site.
"""
LETTERS = {"create": "C", "update": "U", "cancel": "X"}
LABELS = {
    "customer": "Customer",
    "product": "Product",
    "order": "Sales order",
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "payment": "Payment",
    "journal_entry": "Journal entry",
    "price": "Price",
    "stock": "Stock",
    "order_status": "Order status",
    "delivery": "Delivery",
    "open_item": "Open items",
    "credit_limit": "Credit limit",
}


def dialects():
    """Every dialect class below erp_connectors/*/engine, sorted by name."""
    from dialect_scene import FAMILY, bare_addon

    from odoo.addons.erp_connector.engine.dialect import Dialect

    found = {}
    for addon in sorted(path.parent.name for path in FAMILY.glob("erp_connector_*/__manifest__.py")):
        bare_addon(addon)
        engine = importlib.import_module(f"odoo.addons.{addon}.engine")
        for module in pkgutil.iter_modules(engine.__path__, f"{engine.__name__}."):
            for _name, value in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if issubclass(value, Dialect) and value.code and value.__module__ == module.name:
                    found[value.code] = value
    return sorted(found.values(), key=lambda dialect: dialect.name)


def render(classes):
    """The page as text.

    >>> from odoo.addons.erp_connector.engine.dialect import Dialect
    >>> class Toy(Dialect):
    ...     name, code, flows_out, flows_in = "Toy", "toy", {"order": {"create", "cancel"}}, ("invoice",)
    ...     ledgers, listings = ("order",), ("customer",)
    >>> [line for line in render([Toy]).splitlines() if line.startswith("| Sales order")]
    ['| Sales order | C X |', '| Sales order | L |']
    """
    from odoo.addons.erp_connector.engine.dialect import Dialect

    lines = [HEAD, _row("Out", [dialect.name for dialect in classes]), _row("---", ["---"] * len(classes))]
    used = {kind for dialect in classes for kind in dialect.flows_out}
    for kind in _sorted(used):
        cells = [
            " ".join(letter for action, letter in LETTERS.items() if action in dialect.flows_out.get(kind, ()))
            for dialect in classes
        ]
        lines.append(_row(LABELS.get(kind, kind), cells))
        if kind == "order":
            lines.append(_row("Delivery address", [delivers(dialect) for dialect in classes]))
        if kind == "customer":
            kept = ["A" if keeps_addresses(dialect) else "" for dialect in classes]
            lines.append(_row("Further addresses of the customer", kept))
    lines += ["", _row("In", [dialect.name for dialect in classes]), _row("---", ["---"] * len(classes))]
    for kind in _sorted({kind for dialect in classes for kind in dialect.flows_in}):
        lines.append(_row(LABELS.get(kind, kind), ["R" if kind in dialect.flows_in else "" for dialect in classes]))
    lines += ["", _row("Compare", [dialect.name for dialect in classes]), _row("---", ["---"] * len(classes))]
    for kind in _sorted({kind for dialect in classes for kind in (*dialect.ledgers, *dialect.listings)}):
        cells = [("L" if kind in one.ledgers else "", "M" if kind in one.listings else "") for one in classes]
        lines.append(_row(LABELS.get(kind, kind), [" ".join(filter(None, cell)) for cell in cells]))
    lines += ["", _row("How", [dialect.name for dialect in classes]), _row("---", ["---"] * len(classes))]
    lines.append(_row("Calls at once, at most", [str(dialect.parallel) for dialect in classes]))
    lines.append(_row("Asks by key before the first try", [_yes(dialect.ask_first) for dialect in classes]))
    lines.append(_row("Reads back after a yes", [_yes(dialect.read_back) for dialect in classes]))
    lines.append(_row("Reads one document again", [_yes(one.fetch is not Dialect.fetch) for one in classes]))
    lines.append(_row("Shows its fields to a dry run", [_yes(one.read is not Dialect.read) for one in classes]))
    return "\n".join(lines) + "\n"


def delivers(dialect):
    """How a dialect's orders say where they go: "A", "N" or ""."""
    rules = [rule for rule in dialect.default_mapping("order") or [] if "delivery_address" in rule.source]
    return ("N" if any(rule.target == "ship_to" for rule in rules) else "A") if rules else ""


def keeps_addresses(dialect):
    return any("addresses[]" in rule.source for rule in dialect.default_mapping("customer") or [])


def _sorted(kinds):
    order = list(LABELS)
    return sorted(kinds, key=lambda kind: (order.index(kind) if kind in order else len(order), kind))


def _row(first, cells):
    return f"| {first} | {' | '.join(cells)} |"


def _yes(value):
    return "yes" if value else ""


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    (Path(__file__).parents[2] / TARGET).write_text(render(dialects()))
