import doctest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine import difference
from odoo.addons.erp_connector.engine.difference import Difference, differences, same

settings.register_profile("shared", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("shared")

SCALAR = st.one_of(st.none(), st.booleans(), st.integers(), st.text("a1 .0-é字", max_size=8))
ROW = st.dictionaries(st.sampled_from("abcd"), SCALAR, max_size=4)
DOCUMENT = st.dictionaries(st.sampled_from("uvwxyz"), st.one_of(SCALAR, ROW, st.lists(ROW, max_size=3)), max_size=5)


@given(DOCUMENT)
def test_a_document_does_not_differ_from_itself(document):
    assert differences(document, document) == []


@given(DOCUMENT, DOCUMENT)
def test_what_differs_is_never_the_same_text(ours, theirs):
    assert all(found.ours != found.theirs for found in differences(ours, theirs))


@given(DOCUMENT, st.sampled_from("uvwxyz"), st.text("abc", min_size=1, max_size=4))
def test_one_changed_text_is_found_and_nothing_else(document, name, text):
    ours, theirs = document | {name: text}, document | {name: text + "!"}
    assert differences(ours, theirs) == [Difference(name, text + "!", text)]


def test_what_the_erp_does_not_show_is_not_called_a_change():
    assert differences({"status": "1", "ref": "A"}, {"ref": "A"}) == []


def test_numbers_are_compared_by_value_and_codes_by_letter():
    assert same("4500", "4500.00000000") and same("-1.50", "-1.5") and same("0", "0.0000")
    assert not same("007", "7") and not same("1e3", "1000") and not same("1", "2")


def test_rows_too_many_and_too_few_are_named():
    ours, theirs = {"lines": [{"qty": "2"}, {"qty": "3"}]}, {"lines": [{"qty": "2"}]}
    assert differences(ours, theirs) == [Difference("lines[2]", "—", "qty: 3")]
    assert differences(theirs, ours) == [Difference("lines[2]", "qty: 3", "—")]


def test_the_examples_in_the_text_are_true():
    assert doctest.testmod(difference).failed == 0
