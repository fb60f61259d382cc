"""Doctests of every engine module, and the properties that examples cannot show."""

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_service.engine import autoreply, coverage, lifecycle, priority, satisfaction, sla, working_time
from odoo.addons.crm_service.engine.coverage import Entitlement, Need, best, cover
from odoo.addons.crm_service.engine.lifecycle import Interval, Milestone, due_prompts

MODULES = [autoreply, coverage, lifecycle, priority, satisfaction, sla, working_time]
DAY = date(2026, 3, 2)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def test_priority_never_falls_when_impact_or_urgency_grows():
    table = [[priority.priority(impact, urgency) for urgency in priority.URGENCIES] for impact in priority.IMPACTS]
    for line in [*table, *zip(*table, strict=True)]:
        assert list(line) == sorted(line)


@pytest.mark.parametrize(
    "headers",
    [
        {"auto-submitted": "auto-replied"},
        {"Auto-Submitted": "auto-replied; owner-email=a@b.example"},
        {"X-Autoreply": "yes"},
        {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        {"Precedence": "auto_reply"},
    ],
)
def test_automatic_answers_are_recognised(headers):
    assert autoreply.is_automatic(headers)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Auto-Submitted": "no"}, {"Auto-Submitted": "auto-generated"}, {"Precedence": "bulk"}, {"X-Mailer": "x"}],
)
def test_people_monitors_and_lists_are_listened_to(headers):
    assert not autoreply.is_automatic(headers)


amounts = st.floats(0, 1000, allow_nan=False)
entitlements = st.builds(
    Entitlement,
    st.just(None),
    st.sampled_from([None, DAY - timedelta(days=1), DAY, DAY + timedelta(days=9)]),
    st.none() | amounts,
    st.none() | st.integers(0, 50),
    st.booleans(),
)
needs = st.builds(Need, amounts, st.integers(0, 50), st.booleans())


@given(st.none() | entitlements, needs)
def test_the_customer_never_pays_more_than_the_need(entitlement, need):
    left = cover(entitlement, need, DAY)
    assert 0 <= left.hours <= need.hours and 0 <= left.visits <= need.visits and left.parts <= need.parts
    assert (left.state == "covered") <= (not left.hours and not left.visits and not left.parts)
    if entitlement is None or not entitlement.valid(DAY):
        assert left.state == "billable"


@given(st.lists(entitlements, max_size=6), needs)
def test_the_best_entitlement_is_valid_and_leaves_least(choices, need):
    keyed = list(enumerate(choices))
    chosen = best(keyed, need, DAY)
    valid = [cover(entitlement, need, DAY).hours for _key, entitlement in keyed if entitlement.valid(DAY)]
    assert (chosen is None) == (not valid)
    if valid:
        assert cover(choices[chosen], need, DAY).hours == min(valid)


@given(
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.integers(0, 4000),
    st.integers(1, 40),
    st.sampled_from(["day", "week", "month", "year"]),
)
def test_the_following_date_of_a_rhythm_is_the_first_one_after_the_day(anchor, later, every, unit):
    rhythm, day = Interval(every, unit), anchor + timedelta(days=later)
    found = rhythm.following(anchor, day)
    dates = [rhythm.nth(anchor, number) for number in range(5000 // every + 3)]
    assert found == next(date for date in dates if date > day)


def test_a_prompt_is_due_from_its_day_until_patience_ends():
    milestones = [(1, Milestone("installed", months=12)), (2, Milestone("warranty_end", days=-30))]
    dates = {"installed": date(2025, 3, 2), "warranty_end": None}
    assert list(due_prompts(milestones, dates, date(2026, 3, 1))) == []
    assert list(due_prompts(milestones, dates, date(2026, 3, 2))) == [(1, date(2026, 3, 2))]
    assert list(due_prompts(milestones, dates, date(2026, 5, 2))) == []


@given(st.dictionaries(st.integers(1, 5), st.integers(0, 99)))
def test_satisfaction_stays_on_its_scale(counts):
    if sum(counts.values()):
        assert 0 <= satisfaction.csat(counts) <= 100 and -100 <= satisfaction.nps(counts) <= 100
    else:
        assert satisfaction.csat(counts) is satisfaction.nps(counts) is None


@pytest.mark.parametrize(
    "wrong", [lambda: Interval(0, "day"), lambda: Interval(1, "moon"), lambda: working_time.Shift(7, 0, 1)]
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
