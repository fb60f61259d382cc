"""engine/ is plain Python: no Odoo, no database, and nothing that leads to them by another way."""

import ast

from .. import addons as repository
from . import Finding

FOREIGN = {"odoo", "psycopg2", "werkzeug", "openupgradelib"}


def check(addon):
    for path in sorted((addon.path / "engine").rglob("*.py")):
        for line, name in imports(path):
            if foreign(name, {addon.name: addon} | repository.found()):
                yield Finding(path, line, f"imports {name}: an engine knows nothing of Odoo")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level > len(path.relative_to(addon.path / "engine").parts):
                yield Finding(path, node.lineno, "imports from outside engine/")


def imports(path):
    """(line, module) of every absolute import of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, node.module or ""


def foreign(name, addons, seen=()):
    """Whether this module is Odoo, or one of ours that imports Odoo."""
    if name.split(".")[0] not in FOREIGN:
        return False
    parts = name.split(".")
    if parts[:2] != ["odoo", "addons"] or len(parts) < 4 or parts[2] not in addons or name in seen:
        return name not in seen
    path = addons[parts[2]].path.joinpath(*parts[3:])
    file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    return not file.exists() or any(foreign(inner, addons, (*seen, name)) for _line, inner in imports(file))
