import doctest

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_extended.engine import diff, plain_text

TEXT = st.text(alphabet="abc XYZ-19<&>'\"%:*!()|发票怎么开锅炉除垢。，\n", max_size=80)


def test_the_examples_in_the_docstrings_hold():
    for module in (diff, plain_text):
        outcome = doctest.testmod(module)
        assert outcome.attempted and not outcome.failed


@given(st.lists(TEXT, max_size=6), st.lists(TEXT, max_size=6))
def test_a_comparison_contains_both_texts(old, new):
    comparison = diff.compare(old, new)
    before = [
        "".join(text for kind, text in line.pieces if kind != "added") for line in comparison if line.kind != "added"
    ]
    after = [
        "".join(text for kind, text in line.pieces if kind != "removed")
        for line in comparison
        if line.kind != "removed"
    ]
    assert before == old and after == new


@given(st.lists(TEXT, max_size=4))
def test_a_text_does_not_differ_from_itself(text):
    assert diff.counts(diff.compare(text, text)) == (0, 0, 0)
    assert "<ins>" not in diff.as_html(diff.compare(text, text))
