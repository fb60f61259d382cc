import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_extended.engine import matching
from odoo.addons.crm_extended.engine.matching import THRESHOLD, Record, compare, find_pairs, similarity, tokens

STEEL = Record(1, "上海精工钢铁有限公司", email="info@jg.cn", phone="+862166554433", street="南京路 12 号", city="上海")


def test_the_docstrings_are_true():
    assert doctest.testmod(matching).failed == 0


def same(one, other):
    """Whether the two are found, through the same door as the nightly search."""
    return bool(find_pairs([one, other]))


@pytest.mark.parametrize(
    "other",
    [
        Record(2, "Shanghai Jinggong Gangtie Co., Ltd.", phone="+862166554433"),  # the same in pinyin
        Record(2, "上海精工钢铁集团", city="上海"),  # another legal form
        Record(2, "上海晶工钢铁有限公司", email="info@jg.cn"),  # a character that sounds the same
        Record(2, "上海精工刚铁有限公司", street="南京路12号", city="上海市"),  # a typing error of the same sound
        Record(2, "SHANGHAI JINGGONG GANGTE", email="info@jg.cn", city="Shanghai"),  # a letter lost
    ],
)
def test_the_same_company_written_otherwise_is_found(other):
    assert same(STEEL, other)


@pytest.mark.parametrize(
    "other",
    [
        Record(2, "上海精工钢铁有限公司", is_company=False, phone="+862166554433"),  # a person named like a company
        Record(2, "北京精工钢铁有限公司", city="北京"),  # the sister in another city
        Record(2, "上海华美纺织有限公司", phone="+862166554433"),  # a neighbour at the same switchboard
        Record(2, "上海精工钢铁有限公司", city="广州", street="天河路 99 号"),  # a namesake in another place
    ],
)
def test_another_company_is_not(other):
    assert not same(STEEL, other)


def test_a_city_is_the_same_in_chinese_and_in_pinyin():
    pair = compare(Record(1, "a", city="上海市"), Record(2, "b", city="Shanghai"))
    assert ("city", 1.2) in pair.reasons


def test_a_common_name_alone_never_makes_two_people_one():
    assert not same(Record(1, "李伟", is_company=False), Record(2, "李伟", is_company=False))


def test_two_people_of_one_name_in_one_company_or_with_one_phone_are_one():
    assert same(Record(1, "李伟", False, parent=9), Record(2, "Wei Li", False, parent=9))
    assert same(Record(1, "李伟", False, phone="+8613800001111"), Record(2, "LI Wei", False, phone="+8613800001111"))


def test_a_neighbour_of_the_same_name_is_somebody_else():
    one = Record(1, "王慧云", False, phone="+8613690276347", street="普陀区武宁路297弄", city="上海市")
    other = Record(2, "王慧云", False, phone="+8617700676479", street="普陀区武宁路697弄", city="上海市")
    assert not same(one, other)
    assert same(one, Record(2, "王慧云", False, street="普陀区武宁路297弄", city="上海市"))


def test_a_translated_company_is_known_by_its_brand_its_phone_and_its_house_number():
    one = Record(1, "上海恒里民宿管理有限公司", phone="+862157896157", street="杨浦区国权路1639号", city="上海市")
    name = "Shanghai Hengli Guesthouse Management Co., Ltd."
    assert same(one, Record(2, name, phone="+862157896157", street="1639 Guoquan Road", city="Shanghai"))
    other = "Shanghai Yunqi Guesthouse Management Co., Ltd."
    assert not same(one, Record(2, other, phone="+862157896157", street="12 Guoquan Road", city="Shanghai"))


def test_a_different_tax_number_outweighs_the_same_name():
    assert not same(Record(1, "Acme Steel", vat="DE1", city="Bonn"), Record(2, "Acme Steel", vat="DE2", city="Bonn"))


def test_a_contact_is_not_the_company_it_belongs_to():
    assert not same(Record(1, "Acme", phone="+1"), Record(2, "Acme", phone="+1", parent=1))


def test_a_word_that_everybody_has_does_not_make_the_search_slow():
    crowd = [Record(n, f"Golden Trading {n * 7919}") for n in range(2000)]
    assert find_pairs([*crowd, Record(5000, "Acme Steel", vat="X1"), Record(5001, "Acme Stahl", vat="X1")])[0].a == 5000


names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
records = st.builds(
    Record,
    id=st.integers(1, 10**6),
    name=names,
    is_company=st.booleans(),
    email=st.sampled_from(["", "a@b.cn", "c@d.cn"]),
    phone=st.sampled_from(["", "+862166554433"]),
    vat=st.sampled_from(["", "91310000MA1K35"]),
    street=names | st.just(""),
)


@given(records, records)
def test_the_order_of_the_two_does_not_matter(one, other):
    if one.id != other.id:
        assert compare(one, other) == compare(other, one)


@given(records)
def test_a_copy_with_the_same_tax_number_is_always_found(one):
    copy = Record(one.id + 1, one.name, one.is_company, vat="91310000MA1K35")
    original = Record(one.id, one.name, one.is_company, vat="91310000MA1K35")
    assert [(p.a, p.b) for p in find_pairs([original, copy])] == [(one.id, one.id + 1)]


@given(names, names)
def test_likeness_stays_between_none_and_all(one, other):
    assert 0 <= similarity(Record(1, one), Record(2, other)) <= 1
    assert similarity(Record(1, one), Record(2, one)) == 1


@given(names)
def test_a_name_never_loses_all_its_words(name):
    assert bool(tokens(name)) == bool(tokens(name, False))


def test_the_threshold_is_half_confidence():
    assert compare(STEEL, Record(2, "x")).score < 50
    assert matching.Pair(1, 2, THRESHOLD, ()).score == 50
