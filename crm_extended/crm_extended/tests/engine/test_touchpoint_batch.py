import doctest
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_extended.engine import touchpoint_batch
from odoo.addons.crm_extended.engine.touchpoint_batch import RowRefused, read, read_row

NOW = datetime(2026, 3, 2, 12)
CHANNELS, KINDS = {"web", "phone"}, {"view", "call"}
GOOD = {"key": "k", "partner": {"email": "a@b.cn"}, "channel": "web", "kind": "view"}


def judge(**changes):
    return read_row({**GOOD, **changes}, CHANNELS, KINDS, NOW)


def test_the_docstrings_are_true():
    assert doctest.testmod(touchpoint_batch).failed == 0


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"key": None}, "missing", "key"),
        ({"key": "x" * 201}, "too_long", "key"),
        ({"channel": "telepathy"}, "unknown", "channel"),
        ({"channel": ["web"]}, "unknown", "channel"),
        ({"kind": None}, "missing", "kind"),
        ({"direction": "sideways"}, "unknown", "direction"),
        ({"partner": None}, "missing", "partner"),
        ({"partner": {"id": True}}, "unknown", "partner.id"),
        ({"partner": {"id": 2**31}}, "unknown", "partner.id"),
        ({"partner": {"email": 3}}, "not_a_text", "partner.email"),
        ({"occurred_at": "yesterday"}, "not_a_moment", "occurred_at"),
        ({"occurred_at": 20260301}, "not_a_moment", "occurred_at"),
        ({"occurred_at": "2026-03-09T00:00:00"}, "in_the_future", "occurred_at"),
        ({"amount": float("nan")}, "not_a_number", "amount"),
        ({"amount": "12"}, "not_a_number", "amount"),
        ({"subject": {"a": 1}}, "not_a_text", "subject"),
        ({"subject": "zero\x00byte"}, "not_a_text", "subject"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(changes, code, field):
    with pytest.raises(RowRefused) as refusal:
        judge(**changes)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_times_with_a_zone_become_utc():
    assert judge(occurred_at="2026-03-01T00:30:00+08:00").occurred_at == datetime(2026, 2, 28, 16, 30)
    assert judge(occurred_at="2026-03-01T00:30:00Z").occurred_at == datetime(2026, 3, 1, 0, 30)


def test_a_clock_that_runs_a_little_ahead_is_forgiven():
    ahead = NOW + timedelta(hours=23)
    assert judge(occurred_at=ahead.isoformat()).occurred_at == ahead


def test_a_batch_key_gives_each_keyless_row_the_same_key_every_time():
    rows = [{**GOOD, "key": None}, {**GOOD, "key": "own"}, {**GOOD, "key": None}]
    first, second = (read(rows, CHANNELS, KINDS, NOW, "night-42")[0] for _ in range(2))
    assert [row.key for _, row in first] == ["night-42#0", "own", "night-42#2"]
    assert first == second


def test_the_second_row_with_one_key_is_refused():
    good, refused = read([GOOD, GOOD], CHANNELS, KINDS, NOW)
    assert [place for place, _ in good] == [0]
    assert [(place, r.code) for place, r in refused] == [(1, "repeated")]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
field_names = st.sampled_from(["key", "partner", "occurred_at", "channel", "kind", "direction", "subject", "amount"])


@given(st.lists(st.dictionaries(field_names, anything) | anything, max_size=6))
def test_whatever_is_sent_each_row_is_taken_or_refused_exactly_once(rows):
    good, refused = read(rows, CHANNELS, KINDS, NOW)
    assert sorted([place for place, _ in good] + [place for place, _ in refused]) == list(range(len(rows)))


@given(st.dictionaries(field_names, anything))
def test_a_good_row_spoilt_anywhere_never_crashes_the_batch(changes):
    good, refused = read([{**GOOD, **changes}], CHANNELS, KINDS, NOW)
    assert len(good) + len(refused) == 1
