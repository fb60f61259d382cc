from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_funnel.engine.scoring import Event, Rule, explain, limited, remaining, total

NOW = datetime(2026, 6, 1, 12)
halves = st.sampled_from([0, 0.5, 7, 30, 90])
caps = st.sampled_from([0, 5, 12.5, 40])
rules = st.builds(Rule, key=st.just(1), half_life=halves, source_cap=caps, cap=caps)
moments = st.integers(0, 400 * 24).map(lambda hours: NOW - timedelta(hours=hours))
events = st.lists(
    st.builds(
        Event,
        rule=st.just(1),
        source=st.sampled_from(["mail", "fair", "page", "call"]),
        points=st.sampled_from([1, 2.5, 5, 10, 25]),
        happened_at=moments,
    ),
    min_size=1,
    max_size=25,
)


def score(rule, rows, now=NOW):
    return sum(line.points for line in explain([rule], rows, now))


@given(rules, events, st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_does_not_matter(rule, rows, dice):
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert score(rule, rows) == score(rule, shuffled)


@given(rules, events)
def test_a_replay_into_a_ledger_with_a_unique_key_gives_the_same_score(rule, rows):
    ledger = {}
    for _ in range(2):
        for key, row in enumerate(rows):
            ledger.setdefault(key, row)
    assert score(rule, ledger.values()) == score(rule, rows)


@given(rules, events)
def test_neither_a_source_nor_a_rule_brings_more_than_its_cap(rule, rows):
    if rule.cap:
        assert score(rule, rows) <= rule.cap
    if rule.source_cap:
        for source in {row.source for row in rows}:
            assert score(rule, [row for row in rows if row.source == source]) <= rule.source_cap
        assert score(rule, rows) <= rule.source_cap * len({row.source for row in rows})


@given(rules, events, st.integers(0, 1000), st.integers(0, 1000))
def test_without_new_events_a_score_never_rises(rule, rows, hours, more):
    earlier, later = NOW + timedelta(hours=hours), NOW + timedelta(hours=hours + more)
    assert score(rule, rows, later) <= score(rule, rows, earlier) + 1e-9


@given(rules, events, st.data())
def test_one_event_more_never_lowers_a_score(rule, rows, data):
    one_more = data.draw(events)[0]
    assert score(rule, [*rows, one_more]) >= score(rule, rows) - 1e-9


@given(events)
def test_negative_points_mirror_positive_ones(rows):
    rule = Rule(1, half_life=30, source_cap=12, cap=20)
    mirrored = [Event(row.rule, row.source, -row.points, row.happened_at) for row in rows]
    assert score(rule, mirrored) == pytest.approx(-score(rule, rows))


def test_half_is_left_after_a_half_life_and_nothing_after_ten():
    assert remaining(8, timedelta(days=14), 7) == 2
    assert remaining(8, timedelta(days=70), 7) == pytest.approx(8 / 1024)
    assert remaining(8, timedelta(days=70, seconds=1), 7) == 0
    assert remaining(8, timedelta(days=-5), 7) == 8


def test_the_explanation_says_what_was_capped_and_what_is_from_a_rule_no_longer_there():
    rows = [Event(1, "mail", 10, NOW), Event(1, "fair", 10, NOW), Event(9, "mail", 99, NOW)]
    (line,) = explain([Rule(1, cap=15), Rule(2)], rows, NOW)
    assert (line.points, line.awarded, line.count, line.capped) == (15, 20, 2, True)


def test_a_score_is_whole_and_not_below_zero():
    assert total([0.49]) == 0 and total([0.5]) == 1 and total([-3]) == 0 and total([]) == 0
    assert limited(-7, 5) == -5


def test_a_negative_cap_is_refused():
    with pytest.raises(ValueError):
        Rule(1, cap=-1)
