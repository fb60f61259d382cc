"""What bin/test takes up: a path names addons, topics or a file; -k looks in every stage."""

from types import SimpleNamespace

import pytest
from house import addons as repository
from house import chromium, test_command
from house.machine import ROOT
from house.test_command import Tally, run_paths, summary, wants_browser


def run_of(keyword, **counts):
    return SimpleNamespace(
        tally=Tally(**counts),
        options=SimpleNamespace(keyword=keyword),
        no_browser="",
    )


@pytest.mark.parametrize(
    ("keyword", "counts", "code"),
    [
        ("refused", {"passed": 1}, 0),
        ("refused", {"skipped": 1}, 0),
        ("refused", {}, 1),
        ("refused", {"passed": 1, "red_stages": ["addons"]}, 1),
        (None, {"passed": 1}, 0),
        (None, {"red_stages": ["engines"]}, 1),
    ],
)
def test_the_summary_is_red_only_when_nothing_matched_or_something_failed(keyword, counts, code, capsys):
    assert summary(run_of(keyword, **counts)) == code
    assert ("no test matches" in capsys.readouterr().out) == (keyword is not None and not counts)


@pytest.fixture
def taken_up(monkeypatch):
    """{stage: the names it was given} of a run that runs nothing."""
    stages = {}

    def remember(stage):
        return lambda _run, things, *_title: stages.setdefault(stage, []).extend(getattr(t, "name", t) for t in things)

    for name, stage in (("engines", "engines"), ("addon_tests", "addons"), ("crossing_tests", "crossing")):
        monkeypatch.setattr(test_command, name, remember(stage))
    return stages


def test_a_family_folder_is_its_addons(taken_up):
    family = ROOT / "erp_connectors"
    inside = [addon.name for addon in repository.found().values() if addon.path.parent == family]
    run_paths(None, [str(family)])
    assert taken_up == {"engines": inside, "addons": inside}


def test_the_checkout_is_everything(taken_up, monkeypatch):
    monkeypatch.setattr(test_command, "run_everything", lambda _run: taken_up.update(all=True))
    run_paths(None, [str(ROOT)])
    assert taken_up == {"all": True}


def test_the_folder_of_crossing_tests_leaves_the_engines_out(taken_up):
    run_paths(None, [str(ROOT / "tests")])
    assert "tools" in taken_up["crossing"] and "engines" not in taken_up["crossing"]


def test_a_path_means_the_same_wherever_the_command_is_called(taken_up, monkeypatch):
    monkeypatch.chdir(ROOT / "tests")
    run_paths(None, ["tools/test_run.py::test_it"])
    assert taken_up["crossing"] == [f"{ROOT}/tests/tools/test_run.py::test_it"]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, True),
        ({"lint": True}, False),
        ({"odoo_lint": True}, False),
        ({"paths": ["crm_extended/crm_funnel/tests/engine"]}, False),
        ({"paths": ["crm_extended/crm_funnel"]}, True),
    ],
)
def test_a_browser_is_installed_only_for_tests_that_may_use_one(asked, wanted):
    options = SimpleNamespace(**{"lint": False, "odoo_lint": False, "paths": []} | asked)
    assert wants_browser(options) is wanted


def test_why_there_is_no_browser_is_said(monkeypatch):
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setattr(chromium, "is_root", lambda: True)
    monkeypatch.setattr(chromium, "system_install", lambda *_: "E: Unable to locate package chromium")
    assert "Unable to locate" in chromium.ready()[1]
    monkeypatch.setattr(chromium, "is_root", lambda: False)
    assert chromium.ready() == ("", "no Chromium on this machine and no right to install one")


def test_a_script_that_asks_for_a_snap_is_no_browser(tmp_path, monkeypatch):
    stub = tmp_path / "chromium-browser"
    stub.write_text("#!/bin/sh\necho 'requires the chromium snap to be installed' >&2\nexit 1\n")
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.find() is None
