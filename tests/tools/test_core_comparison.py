"""bin/test --core is red on a test that passes without our addons, and on nothing else."""

from house import core_tests
from house.test_command import Tally


class Run:
    def __init__(self):
        self.tally = Tally()


def compare(monkeypatch, plain, ours):
    monkeypatch.setattr(core_tests, "_baseline", lambda *_: plain)
    monkeypatch.setattr(core_tests, "_results", lambda *_: ours)
    run = Run()
    core_tests.compare(run, ["crm"])
    return run.tally


def test_what_fails_on_a_plain_odoo_too_is_not_our_fault(monkeypatch):
    tally = compare(monkeypatch, {"a": True, "b": False}, {"a": True, "b": False})
    assert (tally.passed, tally.failed, tally.red_stages) == (1, 0, [])


def test_what_we_broke_is_red(monkeypatch):
    tally = compare(monkeypatch, {"a": True, "b": True}, {"a": True, "b": False})
    assert tally.failed == 1 and tally.red_stages


def test_a_test_that_is_no_longer_run_is_red(monkeypatch):
    assert compare(monkeypatch, {"a": True}, {}).failed == 1


def test_two_of_one_name_must_both_pass(tmp_path):
    case = '<testcase classname="c" name="t">%s</testcase>'
    report = tmp_path / "r.xml"
    cases = case % "" + case % "<failure/>" + '<testcase classname="c" name="s"><skipped/></testcase>'
    report.write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
    assert core_tests.read_report(report) == {"c.t": False}
