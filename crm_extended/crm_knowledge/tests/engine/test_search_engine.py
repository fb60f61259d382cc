import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_knowledge.engine import (
    audience,
    language,
    publication,
    query,
    ranking,
    segmentation,
    snippet,
)

MODULES = (audience, language, publication, query, ranking, segmentation, snippet)
TEXT = st.text(alphabet="abc XYZ-19<&>'\"%:*!()|发票怎么开锅炉除垢。，\n", max_size=80)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rsplit(".", 1)[1])
def test_the_examples_in_the_docstrings_hold(module):
    outcome = doctest.testmod(module)
    assert outcome.attempted and not outcome.failed


@given(TEXT)
def test_a_token_is_safe_inside_a_tsquery(text):
    for token, _han in segmentation.tokens(text):
        assert token.isalnum()


@given(TEXT)
def test_what_is_indexed_is_cut_the_same_again(text):
    latin = [token for token, han in segmentation.tokens(text) if not han]
    again = [token for token, han in segmentation.tokens(segmentation.indexed(text)) if not han]
    assert latin == again


def test_a_chinese_question_and_text_that_are_cut_differently_share_a_pair():
    asked = {token for token, _ in segmentation.tokens("除水垢")}
    written = {token for token, _ in segmentation.tokens("锅炉水垢清除")}
    assert asked & written


def test_synonyms_work_both_ways_and_for_phrases():
    index = query.synonym_index([["reverse osmosis", "RO"]])
    assert ("ro", 0.8) in [(term.text, term.boost) for term in query.terms("Reverse osmosis unit", index)]
    assert "reverse osmosis" in [term.text for term in query.terms("the RO unit", index)]


def test_a_chinese_phrase_is_met_however_the_sentence_is_cut():
    index = query.synonym_index([["分几次", "分期"], ["换", "更换"]])
    assert "分期" in [term.text.split()[0] for term in query.terms("这个月手头紧，能分几次给吗", index)]
    assert "更换" in [term.text.split()[0] for term in query.terms("滤芯换了", index)]
    assert not [term for term in query.terms("积分兑换", index) if "更" in term.text]


def test_a_phrase_and_its_synonym_count_once():
    index = query.synonym_index([["退货", "寄回"]])
    groups = {term.group for term in query.terms("退货", index) if term.text.split()[0] in ("退货", "寄回")}
    assert len(groups) == 1


def test_only_the_last_unfinished_word_is_a_beginning():
    assert [term.text for term in query.terms("clean filt", typing=True) if term.prefix] == ["filt"]
    assert not [term for term in query.terms("clean filter ", typing=True) if term.prefix]


@given(TEXT, st.lists(st.sampled_from(["abc", "发票", "锅炉", "19", "x"]), max_size=4))
def test_a_snippet_is_safe_html_whatever_the_text(text, terms):
    html = snippet.snippet(text, terms)
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare and ">" not in bare
    assert html.count("<mark>") == html.count("</mark>")


def test_no_event_leads_from_draft_to_published_without_review():
    assert "published" not in {publication.after("draft", event) for event in publication.EVENTS}
    assert {event for _state, event in publication.TRANSITIONS} == set(publication.EVENTS)


@given(st.sampled_from(audience.CIRCLES), st.sampled_from(audience.CIRCLES))
def test_nobody_reads_more_by_asking_for_others(reader, asked):
    assert set(audience.readable(audience.narrower(reader, asked))) <= set(audience.readable(reader))
