import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_extended.engine import quality
from odoo.addons.crm_extended.engine.quality import Rule, judge

fields = st.sampled_from(["name", "phone", "email", "vat", "city", "street"])
rules = st.lists(st.builds(Rule, fields, st.integers(1, 9)), unique_by=lambda rule: rule.field)


def test_the_docstrings_are_true():
    assert doctest.testmod(quality).failed == 0


def test_a_rule_without_weight_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        Rule("name", 0)


@given(st.sets(fields), st.sets(fields), rules)
def test_filling_a_field_never_makes_a_record_less_complete(filled, wrong, rules):
    before = judge(filled, wrong, rules)
    for rule in rules:
        assert judge(filled | {rule.field}, wrong, rules).completeness >= before.completeness


@given(st.sets(fields), st.sets(fields), rules)
def test_a_hundred_percent_means_nothing_is_missing_or_wrong(filled, wrong, rules):
    verdict = judge(filled, wrong, rules)
    if verdict.missing:
        assert verdict.completeness < 100
    else:
        assert verdict.completeness == 100
    assert not set(verdict.missing) & set(verdict.wrong)
    if not verdict.wrong:
        assert verdict.correctness == 100
