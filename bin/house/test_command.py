"""bin/test: everything, or a part in seconds.

bin/test                                   all of it
bin/test crm_extended/crm_funnel           one addon: its engine, then its tests in a database of its own
bin/test tests/simulators                  one folder or file of tests that cross addons
bin/test --lint                            linters and the checks of this house
bin/test --odoo-lint                       Odoo's own lint, and whether the terms to translate are fresh
bin/test --core [partnership ...]          Odoo's own tests with all our addons installed, against a baseline
"""

import argparse
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

from . import addons as repository
from . import chromium, database
from .child import started
from .console import Halt, Step, say
from .environment import add_options, enter
from .machine import ROOT, home
from .odoo_server import free_port


@dataclass
class Tally:
    """What the stages of one run came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: dict = field(default_factory=dict)  # why something was skipped -> how often
    red_stages: list = field(default_factory=list)

    def add_report(self, path):
        """Count a JUnit file. A stage without one died before it could write it: that is a failure too."""
        if not path.exists():
            return
        for case in ElementTree.parse(path).iter("testcase"):
            skip = case.find("skipped")
            if skip is not None:
                self.skipped += 1
                reason = skip.get("message", "no reason given")
                self.reasons[reason] = self.reasons.get(reason, 0) + 1
            elif case.find("failure") is not None or case.find("error") is not None:
                self.failed += 1
            else:
                self.passed += 1


class Run:
    """One run of bin/test: an environment, the options, and a tally."""

    def __init__(self, environment, options):
        self.environment = environment
        self.options = options
        self.tally = Tally()
        self.reports = home() / "reports" / str(os.getpid())
        # A process of the same number may have left its reports there.
        shutil.rmtree(self.reports, ignore_errors=True)
        self.reports.mkdir(parents=True)
        browser, self.no_browser = chromium.ready() if wants_browser(options) else (chromium.find() or "", "")
        self.variables = environment.odoo_environment() | {
            "CRM_EXTENDED_CHROMIUM": browser,
            "PYTHONPATH": os.pathsep.join(str(ROOT / folder) for folder in ("bin", "tests/simulators", "tests/scene")),
        }

    def title(self, title):
        say(f"\n── {title} " + "─" * max(3, 100 - len(title)))

    def stage(self, title, command, green=(0,), **variables):
        """Run one command as a stage; its own output is the log. Returns True when it ended with a green exit code."""
        self.title(title)
        with started(command, cwd=ROOT, env=self.variables | variables) as process:
            code = process.wait()
        if code not in green:
            self.tally.red_stages.append(title)
        return code in green

    def quietly(self, command, title):
        """Run pytest at length and show its progress only. Halt when it ended otherwise than with a verdict on each test."""
        log = self.reports / f"{title.split()[0]}.log"
        with (
            Step(title) as step,
            log.open("w") as out,
            started(
                command, stdout=subprocess.PIPE, stderr=out, text=True, errors="replace", cwd=ROOT, env=self.variables
            ) as process,
        ):
            for line in process.stdout:
                out.write(line)
                percent = re.search(r"\[ *(\d+)%\]", line)
                if percent:
                    step.at(f"{percent.group(1)} %")
            code = process.wait()
        if code not in (0, 1):
            raise Halt(f"{title}: pytest ended with {code} before it was through; its words are in {log.parent}.")

    def pytest(self, title, paths, *arguments, **variables):
        """Run pytest as a stage. No test collected (exit 5) is red: a stage that tests nothing lies. Under -k some other
        stage may have what is looked for; summary() tells when none had."""
        report = self.reports / f"{title.replace(' ', '-').replace('/', '-')}.xml"
        command = [self.environment.python, "-m", "pytest", "-q", "-rfE", f"--junit-xml={report}", *arguments]
        command += [*self.options.pytest, *paths]
        green = self.stage(title, command, (0, 5) if self.options.keyword else (0,), **variables)
        self.tally.add_report(report)
        return green


def engines(run, addons):
    """The thinking: plain Python, no Odoo, no database."""
    folders = [a.path / "tests/engine" for a in addons if (a.path / "tests/engine").is_dir()]
    whole = [ROOT / "tests/engines"] if len(addons) > 1 and (ROOT / "tests/engines").is_dir() else []
    if folders or whole:
        run.pytest("engines", folders + whole, "--engines", "-p", "no:odoo")


def addon_tests(run, addons, title="addons"):
    """Odoo's own test classes of these addons, in a copy of a database where they are installed."""
    folders = [a.path / "tests" for a in addons if list((a.path / "tests").glob("test_*.py"))]
    if not folders:
        return
    template = database.template(run.environment, [a.name for a in addons])
    with database.Copy(run.environment, template) as name:
        config = database.config_for(run.environment, name, http_enable=True, http_port=free_port())
        options = [f"--odoo-config={config}", f"--odoo-database={name}", "--odoo-http"]
        run.pytest(title, folders, *options, "--ignore-glob=*/tests/engine/*")


def crossing_tests(run, paths):
    """Tests that cross addons: plain pytest; those that need Odoo ask the `house` fixtures of tests/conftest.py."""
    run.pytest("across addons", paths, "-p", "no:odoo")


def run_paths(run, paths):
    """Run what the given paths name: addons get engine and database tests, the rest plain pytest."""
    crossing = []
    for text in paths:
        # Absolute, for pytest works in the root of the checkout, wherever this command was called.
        name, separator, test = text.partition("::")
        path = Path(name).resolve()
        text = f"{path}{separator}{test}"
        addon = repository.at(path)
        inside = [a for a in repository.found().values() if path in a.path.parents]
        if path == ROOT:
            run_everything(run)
        elif path == ROOT / "tests":
            crossing += topics()
        elif inside:
            engines(run, inside)
            addon_tests(run, inside, path.name)
        elif addon is None:
            crossing.append(text)
        elif path in (addon.path, addon.path / "tests"):
            engines(run, [addon])
            addon_tests(run, [addon], addon.name)
        elif "engine" in path.relative_to(addon.path).parts:
            run.pytest("engines", [text], "--engines", "-p", "no:odoo")
        else:
            template = database.template(run.environment, [addon.name])
            with database.Copy(run.environment, template) as name:
                config = database.config_for(run.environment, name, http_enable=True, http_port=free_port())
                run.pytest(addon.name, [text], f"--odoo-config={config}", f"--odoo-database={name}", "--odoo-http")
    if crossing:
        crossing_tests(run, crossing)


def run_everything(run):
    from . import lint

    lint.all_checks(run)
    addons = list(repository.found().values())
    engines(run, addons)
    addon_tests(run, addons)
    lint.odoo_lint(run)
    crossing_tests(run, topics())


def topics():
    """The folders of tests/ that plain pytest runs; tests/engines runs with the engines."""
    folders = (path for path in sorted((ROOT / "tests").iterdir()) if path.is_dir() and path.name != "engines")
    return [path for path in folders if any(path.rglob("test_*.py"))]


def wants_browser(options):
    """Whether this run may come to a test in the browser."""
    return not (options.lint or options.odoo_lint) and not (
        options.paths and all("engine" in path for path in options.paths)
    )


def summary(run):
    """The last lines: totals, what was skipped and why, which stage was red."""
    tally = run.tally
    say("\n" + "═" * 104)
    if run.no_browser:
        say(f"Browser tests were skipped: {run.no_browser}.")
    for reason, count in sorted(tally.reasons.items()):
        say(f"skipped {count}: {reason}")
    if run.options.keyword and not tally.passed + tally.failed + tally.skipped:
        tally.red_stages.append(f"no test matches {run.options.keyword}")
    for title in tally.red_stages:
        say(f"red: {title}")
    failed = max(tally.failed, len(tally.red_stages))
    say(f"{tally.passed} passed, {failed} failed, {tally.skipped} skipped")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(
        prog="bin/test", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="addon, folder or test file; nothing means everything")
    parser.add_argument("--lint", action="store_true", help="only linters and house checks")
    parser.add_argument("--fix", action="store_true", help="with --lint or --odoo-lint: rewrite what can be mended")
    parser.add_argument("--odoo-lint", action="store_true", help="only Odoo's own test_lint over our addons")
    parser.add_argument("--core", action="store_true", help="Odoo's own tests with our addons, against a baseline")
    parser.add_argument("-k", dest="keyword", metavar="EXPRESSION", help="only tests whose name matches")
    parser.add_argument("-x", dest="first", action="store_true", help="stop at the first failure")
    add_options(parser)
    options = parser.parse_args()
    options.pytest = [*(["-k", options.keyword] if options.keyword else []), *(["-x"] if options.first else [])]
    environment = enter(options, "test", testing=True, throw_away=True)
    try:
        run = Run(environment, options)
        if options.lint:
            from . import lint

            lint.all_checks(run, fix=options.fix)
        elif options.odoo_lint:
            from . import lint

            lint.odoo_lint(run, fix=options.fix)
        elif options.core:
            from . import core_tests

            core_tests.compare(run, options.paths or core_tests.MODULES)
        elif options.paths:
            run_paths(run, options.paths)
        else:
            run_everything(run)
        return summary(run)
    finally:
        environment.close()
