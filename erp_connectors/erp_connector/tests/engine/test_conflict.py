"""Two sides, one field: properties that hold whatever the values are."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine import conflict
from odoo.addons.erp_connector.engine.conflict import ASK, ERP, NEWEST, ODOO, POLICIES

VALUES = st.sampled_from(["", "Lyon", "lyon ", "Nice", "上海", "北京"])
SIDE = st.dictionaries(st.sampled_from(["name", "city", "phone", "vat"]), VALUES)
POLICY = st.dictionaries(st.sampled_from(["name", "city", "phone", "vat"]), st.sampled_from(POLICIES))
TIMES = st.sampled_from(["", "2026-01-01", "2026-01-02"])


@given(SIDE, SIDE, st.none() | SIDE, POLICY, st.sampled_from(POLICIES), TIMES, TIMES)
def test_every_difference_gets_one_decision_and_nothing_else_does(ours, theirs, base, policies, default, at, other_at):
    decisions = conflict.decide(ours, theirs, base, policies, default, at, other_at)
    differing = {name for name in set(ours) & set(theirs) if not conflict.same(ours[name], theirs[name])}
    assert [row.field for row in decisions] == sorted(differing)
    for row in decisions:
        assert (row.ours, row.theirs) == (ours[row.field], theirs[row.field])
        assert row.policy == policies.get(row.field, default)
        assert row.conflict or row.winner != ASK


@given(SIDE, SIDE, st.none() | SIDE, POLICY, st.sampled_from(POLICIES), TIMES, TIMES)
def test_every_value_afterwards_is_one_of_the_two_and_a_second_delivery_changes_nothing(
    ours, theirs, base, policies, default, at, other_at
):
    decisions = conflict.decide(ours, theirs, base, policies, default, at, other_at)
    after = conflict.apply(ours, decisions)
    assert set(after) == set(ours)
    for name, value in after.items():
        assert value == ours[name] or value == theirs[name]
    # What came in is what both know from now on: the same again finds nothing to write and nobody to ask.
    again = conflict.decide(after, theirs, (base or {}) | theirs, policies, default, at, other_at)
    assert conflict.apply(after, again) == after
    assert not [row for row in again if row.winner == ASK]


@given(VALUES, VALUES, VALUES)
def test_a_change_on_one_side_alone_is_no_conflict_and_is_never_lost(ours, theirs, base):
    for row in conflict.decide({"city": ours}, {"city": theirs}, {"city": base}, default=ASK):
        if conflict.same(ours, base):
            assert (row.winner, row.conflict) == (ERP, False)
        elif conflict.same(theirs, base):
            assert (row.winner, row.conflict) == (ODOO, False)
        else:
            assert (row.winner, row.conflict) == (ASK, True)


@given(VALUES, VALUES, st.none() | VALUES)
def test_a_master_always_wins_and_what_it_overrules_is_kept(ours, theirs, base):
    base = None if base is None else {"city": base}
    for policy in (ERP, ODOO):
        for row in conflict.decide({"city": ours}, {"city": theirs}, base, default=policy):
            assert row.winner == policy
            changed = {ERP: ours, ODOO: theirs}[policy]
            if base is None or not conflict.same(changed, base["city"]):
                assert row.conflict


@given(VALUES, VALUES, TIMES, TIMES)
def test_the_newest_wins_from_whichever_side_one_looks(ours, theirs, at, other_at):
    here = conflict.decide({"c": ours}, {"c": theirs}, None, default=NEWEST, ours_at=at, theirs_at=other_at)
    there = conflict.decide({"c": theirs}, {"c": ours}, None, default=NEWEST, ours_at=other_at, theirs_at=at)
    mirror = {ERP: ODOO, ODOO: ERP, ASK: ASK}
    assert [mirror[row.winner] for row in here] == [row.winner for row in there]
