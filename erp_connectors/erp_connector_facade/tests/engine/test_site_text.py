"""Texts for services of the site, without any network."""

import doctest
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector_facade.engine import facade, site_reading, site_text

NAMES = st.sampled_from(["a", "b", "row", "name"])
TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=20).filter(str.strip)
TREES = st.recursive(TEXT, lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3), max_leaves=8)


@pytest.mark.parametrize("module", [site_text, site_reading, facade])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


@given(st.dictionaries(NAMES, TREES, min_size=1))
def test_a_document_survives_the_way_through_both_forms(tree):
    template = facade.SEND["json"]
    assert json.loads(site_text.build("json", template, {"data": tree, "key": "K"}))["data"] == tree

    def stripped(value):
        return {name: stripped(v) for name, v in value.items()} if isinstance(value, dict) else value.strip()

    text = site_text.build("xml", "<r>{{data}}</r>", {"data": tree})
    assert site_text.parse("xml", text) == stripped(tree)


@pytest.mark.parametrize("style", ["json", "xml"])
@pytest.mark.parametrize("letter", ["\0", "\x0b", "\ufffe"])
def test_what_no_message_can_carry_is_named(style, letter):
    with pytest.raises(site_text.NotText):
        site_text.build(style, facade.SEND[style], {"data": {"name": f"百{letter}会"}})


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=30), st.sampled_from(["gbk", "gb2312", "utf-8"]))
def test_an_encoding_loses_no_letter_or_says_which(text, encoding):
    try:
        assert site_text.encoded(text, encoding).decode(encoding) == text
    except site_text.NotEncodable as error:
        assert all(letter in text for letter in error.found) and error.found


@pytest.mark.parametrize("bad", ["", "<a>", '<!DOCTYPE x [<!ENTITY a "b">]><r>&a;</r>', "nothing"])
def test_what_is_no_answer_is_said_so(bad):
    for style in ("json", "xml"):
        with pytest.raises(ValueError):
            site_text.parse(style, bad)


def test_a_call_that_a_site_does_not_have_has_no_template():
    assert facade.Facade.of({"kind": "order", "find": "-"}).template("find") == ""
    assert "{{key}}" in facade.Facade.of({"kind": "order", "find": ""}).template("find")
