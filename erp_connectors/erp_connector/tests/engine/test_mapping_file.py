import doctest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine import mapping_file
from odoo.addons.erp_connector.engine.mapping import Rule

settings.register_profile("shared", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("shared")

NAME = st.text("abcdefgXYZ_0123456789-字段", min_size=1, max_size=12)
TARGETS = st.one_of(
    st.lists(NAME, min_size=1, max_size=3).map(".".join),
    st.tuples(NAME, NAME).map("[].".join),
)
# What PostgreSQL can keep: no NUL and no half characters.
TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=40)
SOURCE = TEXT.filter(str.strip)


@st.composite
def rules(draw):
    kind = draw(st.sampled_from(["field", "fixed", "reference", "map", "expression"]))
    source = draw(TEXT if kind == "fixed" else SOURCE)
    target = draw(TARGETS)
    return Rule(
        target=target,
        kind=kind,
        source=source if kind in ("fixed", "expression") or "[]" in target else source.replace("[]", "") or "x",
        map_name=draw(NAME) if kind == "map" else "",
        required=draw(st.booleans()),
        max_length=draw(st.integers(0, 9_999_999)),
        cut=draw(st.booleans()),
        default=draw(TEXT),
    )


@given(st.lists(rules(), min_size=1, max_size=12, unique_by=lambda rule: rule.target))
def test_what_was_exported_comes_back_the_same(exported):
    back, problems = mapping_file.loads(mapping_file.dumps(exported))
    assert problems == []
    assert back == exported


@given(st.lists(rules(), min_size=1, max_size=5, unique_by=lambda rule: rule.target))
def test_a_spreadsheet_may_add_a_byte_order_mark(exported):
    content = mapping_file.dumps(exported).encode("utf-8-sig")
    assert mapping_file.loads(mapping_file.decoded(content))[0] == exported


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=300))
def test_no_file_breaks_the_import(text):
    found, problems = mapping_file.loads(text)
    assert found or problems


def said(text):
    found, problems = mapping_file.loads(text, lambda expression: "not Python" if "!" in expression else None)
    return [(problem.line, problem.reason, problem.value) for problem in problems]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", [(1, "empty", "")]),
        ("target,source\r\na,b", [(1, "no_columns", "rule")]),
        ("target,rule,colour\r\na,field,b", [(1, "unknown_column", "colour")]),
        ("target,rule,rule\r\na,field,b", [(1, "twice", "rule")]),
        ("target,rule\r\n", [(1, "empty", "")]),
        ("target,rule,source\nref,feld,name\n", [(2, "rule", "feld")]),
        ("target,rule,source\nref,field,name\nref,field,code\n", [(3, "target_twice", "ref")]),
        ("target,rule,source\n,field,name\n", [(2, "target", "")]),
        ("target,rule,source,required\nref,field,name,perhaps\n", [(2, "yes_no", "perhaps")]),
        ("target,rule,source,max_length\nref,field,name,-3\n", [(2, "number", "-3")]),
        ("target,rule,source,max_length\nref,field,name,²\n", [(2, "number", "²")]),
        ("target,rule,source\nref,map,name\n", [(2, "no_map", "ref")]),
        ("target,rule,source\nref,field,\n", [(2, "no_source", "ref")]),
        ("target,rule,source\nref,field,lines[].name\n", [(2, "row_source", "lines[].name")]),
        ("target,rule,source\nref,expression,1 !\n", [(2, "expression", "not Python")]),
        ("target,rule,source\nref,field,name,5,6\n", [(2, "cells", "5")]),
        ('target,rule,source\na,fixed,"two\nlines"\nb,feld,x\n', [(4, "rule", "feld")]),
    ],
)
def test_each_wrong_line_is_named(text, wanted):
    assert said(text) == wanted


def test_all_wrong_lines_are_named_at_once():
    text = "target,rule,source\na,nonsense,x\n\nb,field,y\nc,map,z\n"
    assert [line for line, _reason, _value in said(text)] == [2, 5]


def test_semicolons_and_other_orders_of_columns_are_read():
    found, problems = mapping_file.loads("rule;target;source;required\nfield;ref;name;是\n")
    assert (found, problems) == ([Rule("ref", source="name", required=True)], [])


def test_a_file_in_another_encoding_is_seen():
    assert mapping_file.decoded("客户".encode("gbk")) is None


def test_the_examples_in_the_text_are_true():
    assert doctest.testmod(mapping_file).failed == 0
