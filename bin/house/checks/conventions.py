"""What every addon of this house has: icon, readme, licence, version, access rights, data in order, tests that run."""

import ast
import csv
import re

from . import Finding

ORDER = ("security", "data", "report", "wizards", "views", "templates", "menus")
VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+$")
DEFAULTS = {"installable": True, "application": False, "auto_install": False, "data": [], "demo": [], "depends": []}


def check(addon):
    for rule in (manifest, folder, access, data_order, tests_imported):
        yield from rule(addon)


def manifest(addon):
    path, values = addon.path / "__manifest__.py", addon.manifest
    if values.get("license") != "LGPL-3":
        yield Finding(path, 0, "the licence of this house is LGPL-3")
    if not VERSION.match(values.get("version", "")):
        yield Finding(path, 0, f"version {values.get('version')!r} has not the form 19.0.x.y.z")
    if not values.get("summary"):
        yield Finding(path, 0, "one line of summary is missing")
    if values.get("author") != "CRM Extended":
        yield Finding(path, 0, 'the author is "CRM Extended"')
    for key, default in DEFAULTS.items():
        if key in values and values[key] == default and key != "data":
            yield Finding(path, 0, f"{key!r} only repeats its default value")


def folder(addon):
    for name in ("static/description/icon.png", "readme/DESCRIPTION.md"):
        if not (addon.path / name).is_file():
            yield Finding(addon.path, 0, f"{name} is missing")


def new_models(addon):
    """{model name: (path, line)} of the models that this addon brings along, abstract ones left out."""
    found = {}
    for path in sorted(addon.path.rglob("*.py")):
        if "tests" in path.relative_to(addon.path).parts or "engine" in path.relative_to(addon.path).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                values = _class_values(node)
                bases = {base.attr for base in node.bases if isinstance(base, ast.Attribute)}
                inherits = values.get("_inherit") or []
                inherits = [inherits] if isinstance(inherits, str) else inherits
                name = values.get("_name")
                if (
                    name
                    and name not in inherits
                    and bases & {"Model", "TransientModel"}
                    and "_auto" not in values
                    or name
                    and name not in inherits
                    and values.get("_auto") is False
                ):
                    found[name] = (path, node.lineno)
    return found


def _class_values(node):
    values = {}
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                values[statement.targets[0].id] = ast.literal_eval(statement.value)
            except ValueError:
                continue
    return values


def access(addon):
    """Every model has a row in ir.model.access.csv, and rows that give rights to everybody are looked at twice."""
    path = addon.path / "security/ir.model.access.csv"
    rows = []
    if path.exists():
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file))
    named = {(row.get("model_id:id") or row.get("model_id/id") or "").rpartition("model_")[2] for row in rows}
    for name, (source, line) in sorted(new_models(addon).items()):
        if name.replace(".", "_") not in named:
            yield Finding(source, line, f"model {name} has no row in security/ir.model.access.csv")
    for number, row in enumerate(rows, 2):
        if not (row.get("group_id:id") or row.get("group_id/id")):
            yield Finding(path, number, f"{row.get('id')} gives rights to everybody: name a group")


def data_order(addon):
    """Security first, then data, then views, then menus: what a file names must have been read before."""
    path = addon.path / "__manifest__.py"
    last = -1
    for name in addon.manifest.get("data", []):
        if not (addon.path / name).is_file():
            yield Finding(path, 0, f"data names {name}, which does not exist")
        rank = _rank(name)
        if rank is not None and rank < last:
            yield Finding(path, 0, f"{name} stands after {ORDER[last]}: the order is security, data, views, menus")
        if rank is not None:
            last = max(last, rank)


def _rank(name):
    first, _slash, rest = name.partition("/")
    if "menu" in rest:
        first = "menus"
    # Reports and wizards may stand before or after the views that open them.
    first = {"report": "views", "reports": "views", "wizards": "views", "wizard": "views", "templates": "views"}.get(
        first, first
    )
    return ORDER.index(first) if first in ORDER else None


def tests_imported(addon):
    """A test file that tests/__init__.py does not import is never run by Odoo."""
    tests = addon.path / "tests"
    files = {path.stem for path in tests.glob("test_*.py")}
    if not files:
        if any((addon.path / "models").glob("[a-z]*.py")):
            yield Finding(addon.path, 0, "models without a tests/test_*.py")
        return
    start = tests / "__init__.py"
    text = start.read_text() if start.exists() else ""
    for name in sorted(files):
        if not re.search(rf"\b{name}\b", text):
            yield Finding(start, 0, f"{name} is not imported, so Odoo never runs it")
