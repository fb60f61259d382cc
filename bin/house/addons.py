"""The addons of this repository: every folder with a manifest in a family folder. Nothing central lists them."""

import ast
from dataclasses import dataclass, field
from pathlib import Path

from .machine import FAMILIES, ROOT, fingerprint

# Files that Odoo reads while it installs or updates an addon; a change elsewhere needs no update.
INSTALLED_SUFFIXES = (".xml", ".csv", ".po", ".pot", ".sql")


@dataclass(frozen=True)
class Addon:
    name: str
    path: Path
    manifest: dict = field(hash=False, compare=False)

    @property
    def depends(self):
        return self.manifest.get("depends", [])

    def content_key(self):
        """Changes when the addon must be updated in a database: data, views, models — not tests, not JavaScript."""
        parts = []
        for path in sorted(self.path.rglob("*")):
            inside = path.relative_to(self.path)
            if not path.is_file() or inside.parts[0] in ("tests", "static", "readme", "engine"):
                continue
            if path.suffix in INSTALLED_SUFFIXES or path.suffix == ".py":
                parts += [str(inside), path]
        return fingerprint(*parts)


def family_folders():
    return [ROOT / name for name in FAMILIES if (ROOT / name).is_dir()]


def found():
    """Return {name: Addon}, each after the addons it depends on."""
    every = {}
    for family in family_folders():
        for manifest in sorted(family.glob("*/__manifest__.py")):
            addon = Addon(manifest.parent.name, manifest.parent, ast.literal_eval(manifest.read_text()))
            every[addon.name] = addon
    ordered = {}

    def place(addon):
        for name in addon.depends:
            if name in every and name not in ordered:
                place(every[name])
        ordered[addon.name] = addon

    for addon in every.values():
        place(addon)
    return ordered


def at(path):
    """The Addon that `path` lies in, or None."""
    path = Path(path).resolve()
    for addon in found().values():
        if path == addon.path or addon.path in path.parents:
            return addon
    return None
