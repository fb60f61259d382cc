"""The parts of the simulated Business Central that have rules of their own: filters, NTLM, the contract."""

import doctest

import dynamics_filters
import ntlm_guard
import pytest
from dynamics_pages import PAGES, schema, wsdl
from lxml import etree


@pytest.mark.parametrize("module", [dynamics_filters, ntlm_guard])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


@pytest.mark.parametrize(
    ("criteria", "value", "fits"),
    [
        ("'a''b'", "a'b", True),
        ("10..20", "15", True),
        ("..20", "21", False),
        ("1|2|30", "30", True),
        (">=2&<5", "5", False),
        ("@ab*", "ABC", True),
        ("'*'", "x", False),
        ("<>''", "x", True),
    ],
)
def test_filters_mean_what_they_mean_in_nav(criteria, value, fits):
    assert dynamics_filters.matches(criteria, value) is fits


def test_an_open_quote_is_no_filter():
    with pytest.raises(dynamics_filters.BadFilter):
        dynamics_filters.matches("'abc", "abc")


@pytest.mark.parametrize("page", sorted(PAGES))
def test_each_page_has_a_valid_schema_and_a_readable_contract(page):
    assert etree.XMLSchema(etree.fromstring(schema(page)))
    assert etree.fromstring(wsdl(page, "http://x/y").encode()).tag.endswith("definitions")


def test_a_wrong_password_is_no_ntlm_login():
    assert ntlm_guard.verdict("", "u", "p") == "no"
    assert ntlm_guard.verdict("NTLM !!!", "u", "p") == "no"
    assert ntlm_guard.verdict("Basic dTpw", "u", "p") == "no"
