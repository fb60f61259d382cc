import doctest
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_extended.engine import import_file
from odoo.addons.crm_extended.engine.import_file import Unreadable

WORDS = {"name": ["name", "customer", "客户名称"], "email": ["email", "邮箱"], "phone": ["phone", "telephone", "电话"]}
cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs"]), max_size=12)
tables = st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8))


def test_the_examples_in_the_docstrings_hold():
    outcome = doctest.testmod(import_file)
    assert outcome.attempted and not outcome.failed


@given(tables)
def test_what_was_written_is_read_again(rows):
    width = len(rows[0]) if rows else 1
    headers = [f"Column {n}" for n in range(width)]
    data = import_file.write_csv(headers, rows)
    text, encoding = import_file.decode(data)
    table = import_file.tabulate(import_file.split_lines(text))
    assert encoding == "utf-8-sig"
    assert table.headers == tuple(headers)
    assert [list(values) for _line, values in table.rows] == [row for row in rows if any(row)]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_reason(data):
    try:
        table = import_file.tabulate(import_file.split_lines(import_file.decode(data)[0]))
    except Unreadable as refusal:
        assert refusal.code in {"encoding", "csv", "empty"}
    else:
        assert all(len(values) == len(table.headers) for _line, values in table.rows)
        assert "\x00" not in "".join(table.headers)


@given(st.text(max_size=40))
def test_any_value_is_read_or_refused_with_a_reason(text):
    for read in (import_file.read_number, import_file.read_day, import_file.read_moment, import_file.read_yes):
        try:
            read(text)
        except Unreadable as refusal:
            assert refusal.code


@given(st.lists(st.text(max_size=15), max_size=8))
def test_no_target_is_guessed_twice(headers):
    found = import_file.guess(headers, WORDS)
    assert len(set(found.values())) == len(found)
    assert set(found) <= set(range(len(headers)))


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))
def test_a_moment_survives_the_ways_it_is_written(moment):
    moment = moment.replace(microsecond=0)
    for shape in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%d.%m.%Y %H:%M:%S"):
        assert import_file.read_moment(moment.strftime(shape)) == moment


@given(st.integers(-(10**9), 10**9))
def test_cents_survive_both_fashions(cents):
    english = f"{cents / 100:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert import_file.read_number(english) == import_file.read_number(german) == cents / 100


@pytest.mark.parametrize("text", ["", "abc", "1-2", "12 34 56 x y z w", "1,2,3.4.5"])
def test_no_number_is_made_up(text):
    with pytest.raises(Unreadable):
        import_file.read_number(text)


def test_a_day_that_could_be_two_days_is_asked_about():
    with pytest.raises(Unreadable) as refusal:
        import_file.read_day("03/04/2026")
    assert refusal.value.code == "which_day"
    assert import_file.read_day("03.04.2026").month == 4
