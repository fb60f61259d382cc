"""bin/test --core: Odoo's own tests must pass with all our addons installed as they pass without them.

Some of them fail on a plain Odoo too, or only on this machine. So the same tests are run once without our addons; that
baseline is kept in the cache for this Odoo. Red is what passes there and fails here.

Both databases have the same modules of others: what our addons stand on, and the modules under test. Odoo's tests are
written for the moment their module is installed; where sale_stock breaks a test of sale, it is not our doing.
"""

import xml.etree.ElementTree as ElementTree

from . import addons as repository
from . import database
from .console import Halt, say
from .machine import fingerprint, home, read_note, write_note
from .odoo_server import free_port

MODULES = ("partnership", "portal", "loyalty", "sale_loyalty", "crm", "sale", "account")


def compare(run, modules=MODULES):
    """Run Odoo's tests module by module, with our addons and (once) without; every newly broken test is a failure."""
    others = _others()
    for number, module in enumerate(modules, 1):
        progress = f"{module} ({number} of {len(modules)})"
        baseline = _baseline(run, module, others, f"{progress} without our addons")
        results = _results(run, module, [*repository.found(), *others], f"{progress} with our addons", "core")
        broken = sorted(name for name, passed in results.items() if not passed and baseline.get(name))
        lost = sorted(name for name in set(baseline) - set(results) if baseline[name])
        known = sum(1 for name, passed in results.items() if not passed) - len(broken)
        say(f"{module}: {sum(results.values())} passed, {known} fail on a plain Odoo too, {len(broken)} broken by us")
        for name in broken:
            say(f"  broken: {name}")
        for name in lost:
            say(f"  no longer run: {name}")
        run.tally.passed += sum(results.values())
        run.tally.failed += len(broken) + len(lost)
        if broken or lost:
            run.tally.red_stages.append(f"Odoo's tests of {module}")


def _others():
    """Names of the modules that are not ours and are installed with and without ours."""
    ours = repository.found()
    return sorted({name for addon in ours.values() for name in addon.depends}.union(MODULES) - set(ours))


def _baseline(run, module, others, title):
    """{test: passed} without our addons, taken once per Odoo and set of other modules."""
    source = run.environment.source
    key = fingerprint(str(source.path), *source.stamp, source.version, module, *others)
    kept = home() / "core-baseline" / f"{module}-{key}.json"
    results = read_note(kept)
    if results is None:
        results = _results(run, module, others, title, "baseline")
        write_note(kept, results)
    return results


def _results(run, module, installed, title, kind):
    """{test: passed} of one module's tests, in a copy of a database with these addons."""
    folder = next((path for base in run.environment.source.addons for path in base.glob(f"{module}/tests")), None)
    if folder is None:
        raise Halt(f"this Odoo has no tests of {module}.")
    template = database.template(run.environment, installed, kind=kind)
    report = run.reports / f"{kind}-{module}.xml"
    with database.Copy(run.environment, template, kind) as name:
        config = database.config_for(run.environment, name, http_enable=True, http_port=free_port())
        options = [f"--odoo-config={config}", f"--odoo-database={name}", "--odoo-http", f"--junit-xml={report}"]
        command = [run.environment.python, "-m", "pytest", "-q", "--tb=short", "-rN", *options, folder]
        run.title(title)
        run.quietly(command, title)
    if not report.exists():
        raise Halt(f"{title}: the tests ended before they could say what passed.")
    return read_report(report)


def read_report(path):
    """{test: passed} of a JUnit file; skipped tests are left out. Two with one name must both pass."""
    results = {}
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("skipped") is None:
            name = f"{case.get('classname')}.{case.get('name')}"
            passed = case.find("failure") is None and case.find("error") is None
            results[name] = results.get(name, True) and passed
    return results
