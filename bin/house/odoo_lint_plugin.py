"""pytest plugin: Odoo's test_lint sees our addons only, instead of the six hundred on the path.

Its tests that read files ask for all manifests and get ours; those that read the registry see what is installed.
"""

from pathlib import Path

from .machine import ROOT

# Their subject is Odoo's own repository or checkers, or they need programs that are not here; lint.py runs Odoo's
# pylint checkers over our addons itself, because test_pylint reads all of Odoo as well.
ELSEWHERE = ("test_checkers.py", "test_docstring.py", "test_eslint.py", "test_l10n.py", "test_pylint.py")


def pytest_ignore_collect(collection_path):
    return True if collection_path.name in ELSEWHERE else None


def pytest_collection_finish():
    from odoo.modules import Manifest

    every = Manifest.all_addon_manifests
    Manifest.all_addon_manifests = staticmethod(
        lambda: [manifest for manifest in every() if Path(manifest.path).is_relative_to(ROOT)]
    )
