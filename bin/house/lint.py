"""Linters and the checks of this house: bin/test --lint, and with a database bin/test --odoo-lint."""

import os
import subprocess
import tempfile
from pathlib import Path

from . import addons as repository
from . import database
from .checks import (
    conventions,
    engine_purity,
    file_size,
    foreign_words,
    fresh_terms,
    repository_files,
    translations,
    xml_layout,
)
from .console import say
from .machine import ROOT

ADDON_CHECKS = {"conventions": conventions, "pure engines": engine_purity, "Chinese": translations}
FILE_CHECKS = {"foreign words": foreign_words, "file size": file_size}


def all_checks(run, fix=False):
    """Every check that needs no database."""
    ruff = [run.environment.python, "-m", "ruff"]
    run.stage("ruff format", [*ruff, "format", *([] if fix else ["--check"]), ROOT])
    run.stage("ruff", [*ruff, "check", *(["--fix"] if fix else []), ROOT])
    addons = list(repository.found().values())
    pylint_odoo(run, addons)
    odoo_pylint(run, addons)
    old_habits(run)
    for title, check in ADDON_CHECKS.items():
        findings(run, title, (finding for addon in addons for finding in check.check(addon)))
    files = repository_files()
    for title, check in FILE_CHECKS.items():
        findings(run, title, (finding for path in files for finding in check.check(path)))
    sheets = [path for path in files if path.suffix == ".xml"]
    if fix:
        for path in sheets:
            xml_layout.fix(path)
    findings(run, "XML layout", (finding for path in sheets for finding in xml_layout.check(path)))


def findings(run, title, found):
    """A stage that is red when a check found a fault; advices are only shown."""
    run.title(title)
    faults = 0
    for finding in found:
        say(f"{'advice: ' if finding.advice else ''}{finding}")
        faults += not finding.advice
    if faults:
        run.tally.red_stages.append(title)
    else:
        say("nothing found")


def pylint_odoo(run, addons):
    """What the Odoo community's linter knows of Odoo, in one run over all addons."""
    if addons:
        command = [run.environment.python, "-m", "pylint", f"--rcfile={ROOT / 'bin/pylintrc'}"]
        run.stage("pylint-odoo", [*command, *(addon.path for addon in addons)])


# The checks of Odoo's own test_pylint. Its plugins import Odoo, which must find email already imported.
ODOO_PYLINT = "import email.message, email.policy, email.utils, pylint; pylint.run_pylint()"
ODOO_MESSAGES = (
    "used-before-assignment,undefined-variable,eval-used,unreachable,function-redefined,sql-injection,missing-gettext,"
    "gettext-variable,gettext-placeholders,gettext-repr,raise-unlink-override"
)
ODOO_PLUGINS = "_pylint_path_setup,_odoo_checker_sql_injection,_odoo_checker_gettext,_odoo_checker_unlink_override"


def odoo_pylint(run, addons):
    """What Odoo's runbot finds with pylint, over our addons only."""
    source = run.environment.source
    checkers = test_lint_folder(source)
    if addons:
        options = ["--disable=all,useless-option-value", f"--enable={ODOO_MESSAGES}", f"--load-plugins={ODOO_PLUGINS}"]
        run.stage(
            "Odoo's pylint checks",
            [run.environment.python, "-c", ODOO_PYLINT, f"--rcfile={os.devnull}", "--score=n", *options]
            + [addon.path for addon in addons],
            PYTHONPATH=str(checkers),
            ADDONS_PATH=run.environment.addons_path().replace(",", os.pathsep),
        )


def test_lint_folder(source):
    return next(path for folder in source.addons for path in folder.glob("test_lint/tests"))


def odoo_lint(run, fix=False):
    """What needs a database with our addons: Odoo's own test_lint, and whether the terms to translate are fresh."""
    addons = list(repository.found().values())
    template = database.template(run.environment, [addon.name for addon in addons])
    with database.Copy(run.environment, template, "lint") as name:
        config = database.config_for(run.environment, name)
        options = ["-p", "house.odoo_lint_plugin", f"--odoo-config={config}", f"--odoo-database={name}"]
        run.pytest("Odoo's lint", [test_lint_folder(run.environment.source)], *options)
        terms(run, addons, config, name, fix)


def terms(run, addons, config, name, fix):
    with tempfile.TemporaryDirectory(prefix="crm-terms-") as folder:
        command = [run.environment.python, ROOT / "bin/house/term_export.py", config, name, folder]
        if not run.stage("terms to translate", [*command, *(addon.name for addon in addons)]):
            return
        exported = {addon.name: Path(folder) / f"{addon.name}.pot" for addon in addons}
        if fix:
            for addon in addons:
                fresh_terms.fix(addon, exported[addon.name])
        found = (finding for addon in addons for finding in fresh_terms.check(addon, exported[addon.name]))
        findings(run, "fresh terms", found)


def old_habits(run):
    """Odoo's upgrade scripts find no habit of an older version in our files."""
    command = [run.environment.python, ROOT / "bin/house/old_habits.py", *repository.family_folders()]
    run.title("habits of older versions")
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=run.variables)
    say(done.stdout.strip() or ("nothing found" if not done.returncode else done.stderr.strip()[-300:]))
    if done.stdout.strip() or done.returncode:
        run.tally.red_stages.append("habits of older versions")
