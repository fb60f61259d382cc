"""engine/ is plain Python: no Odoo, no database, no clock of the machine at import."""

import ast

from . import Finding

FOREIGN = {"odoo", "psycopg2", "werkzeug", "openupgradelib"}


def check(addon):
    for path in sorted((addon.path / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""] if not node.level else []
                if node.level > len(path.relative_to(addon.path / "engine").parts):
                    yield Finding(path, node.lineno, "imports from outside engine/")
            for name in names:
                own = name.startswith(f"odoo.addons.{addon.name}.engine")
                if name.split(".")[0] in FOREIGN and not own:
                    yield Finding(path, node.lineno, f"imports {name}: an engine knows nothing of Odoo")
