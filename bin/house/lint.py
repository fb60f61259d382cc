"""Linters and the checks of this house: bin/test --lint."""

from . import addons as repository
from .checks import (
    conventions,
    engine_purity,
    file_size,
    foreign_words,
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
