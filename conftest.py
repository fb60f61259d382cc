"""Engine tests run without Odoo: `pytest --engines` makes `odoo.addons.<addon>.engine` importable by itself.

The packages above `engine` are bare shells in that mode, so an engine that imports Odoo fails at once.
"""

import sys
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
FAMILIES = ("crm_extended", "crm_service", "crm_callcenter", "erp_connectors")


def pytest_addoption(parser):
    parser.addoption("--engines", action="store_true", help="engine tests: Odoo is not importable")


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: more than a few seconds")
    if config.getoption("--engines"):
        shell("odoo")
        shell("odoo.addons")
        for manifest in (path for family in FAMILIES for path in (ROOT / family).glob("*/__manifest__.py")):
            addon = manifest.parent
            shell(f"odoo.addons.{addon.name}", addon)
            # The names under which pytest would import a test file's parents, and with them the addon's models.
            for folder in (addon.parent, addon, addon / "tests"):
                shell(".".join(folder.relative_to(ROOT).parts), folder)


def shell(name, folder=None):
    """Register a package that has a path but runs no code of its own."""
    package = types.ModuleType(name)
    package.__path__ = [str(folder)] if folder else []
    sys.modules[name] = package
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, package)


def pytest_collect_directory(path, parent):
    """In engine mode folders are only folders: a package's __init__ would be run, and it imports the models."""
    if parent.config.getoption("--engines"):
        return pytest.Dir.from_parent(parent, path=path)
    return None
