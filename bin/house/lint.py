"""Linters and the checks of this house: bin/test --lint."""

from .machine import ROOT


def all_checks(run, fix=False):
    """Every check that needs no database."""
    ruff = [run.environment.python, "-m", "ruff"]
    run.stage("ruff", [*ruff, "check", *(["--fix"] if fix else []), ROOT])
    run.stage("ruff format", [*ruff, "format", *([] if fix else ["--check"]), ROOT])


def odoo_lint(run):
    """Odoo's own test_lint over our addons."""
