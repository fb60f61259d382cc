"""bin/test -k looks in every stage: one without a match is no failure, no match anywhere is."""

from types import SimpleNamespace

import pytest
from house.test_command import Tally, summary


def run_of(keyword, **counts):
    return SimpleNamespace(
        tally=Tally(**counts),
        options=SimpleNamespace(keyword=keyword),
        variables={"CRM_EXTENDED_CHROMIUM": "/usr/bin/chromium"},
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
