import doctest
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine import matching
from odoo.addons.erp_connector.engine.matching import Candidate, Record, candidates, score, unambiguous

settings.register_profile("shared", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("shared")

NAMES = st.sampled_from(
    [
        "上海百会咖啡有限公司",
        "百会咖啡（上海）有限公司",
        "Azure Interior, Inc.",
        "AZURE INTERIOR",
        "Ready Mat",
        "",
        "公司",
        "Ltd",
    ]
)
RECORDS = st.builds(
    Record,
    id=st.integers(1, 9),
    name=NAMES,
    code=st.sampled_from(["", "C1", "c-1"]),
    vat=st.sampled_from(["", "CN91310000MA1FL", "cn 91310000 ma1fl", "DE1"]),
    email=st.sampled_from(["", "a@b.cn", "A@B.CN"]),
    phone=st.sampled_from(["", "+862155550101"]),
    city=st.sampled_from(["", "上海", "Shanghai"]),
)


@given(RECORDS, RECORDS)
def test_a_score_is_a_percentage_and_has_reasons(ours, theirs):
    found = score(ours, theirs)
    assert 0 <= found.score <= 100
    assert found.score == 0 or found.reasons


@given(RECORDS, RECORDS)
def test_it_does_not_matter_which_side_one_starts_from(ours, theirs):
    there, back = score(ours, theirs), score(theirs, ours)
    assert (there.score, there.reasons) == (back.score, back.reasons)


@given(st.lists(RECORDS, max_size=6, unique_by=lambda row: row.id), st.lists(RECORDS, max_size=6))
def test_nothing_is_confirmed_for_two(ours, theirs):
    found = candidates(ours, [Record(**{**as_dict(row), "id": f"E{n}"}) for n, row in enumerate(theirs)])
    chosen = unambiguous(found, 60)
    assert len(set(chosen.values())) == len(chosen)


def as_dict(record):
    return {name: getattr(record, name) for name in Record.__slots__}


def test_a_code_or_tax_number_decides_whatever_the_name():
    ours = [Record(1, "Alpha"), Record(2, "Beta", vat="CN91310000MA1FL")]
    (best, *_rest) = candidates(ours, [Record("E", "Alfa Holding", vat="cn 9131-0000-MA1FL")])["E"]
    assert (best.ours, best.reasons) == (2, ("vat",)) and best.score >= 95


def test_different_tax_numbers_speak_against_the_same_name():
    same_name = score(Record(1, "上海百会咖啡有限公司"), Record("E", "上海百会咖啡有限公司"))
    other_vat = score(
        Record(1, "上海百会咖啡有限公司", vat="91310000A"), Record("E", "上海百会咖啡有限公司", vat="91310000B")
    )
    assert other_vat.score < same_name.score - 30 and "not_vat" in other_vat.reasons


def test_chinese_firms_are_told_apart_by_what_is_theirs_not_by_what_all_have():
    ours = [Record(1, "上海百会咖啡有限公司"), Record(2, "上海东方钢铁有限公司"), Record(3, "北京百会咖啡有限公司")]
    (best, *rest) = candidates(ours, [Record("E", "百会咖啡（上海）有限公司", city="上海")])["E"]
    assert best.ours == 1 and best.score >= 80
    assert all(row.score < best.score for row in rest)


def test_two_equally_good_candidates_are_left_to_a_person():
    ours = [Record(1, "Ready Mat", email="a@b.cn"), Record(2, "Ready Mat", email="a@b.cn")]
    assert unambiguous(candidates(ours, [Record("E", "Ready Mat", email="a@b.cn")]), 80) == {}


def test_one_of_ours_for_two_of_theirs_is_left_to_a_person():
    theirs = [Record("E1", "Ready Mat"), Record("E2", "Ready Mat")]
    assert unambiguous(candidates([Record(1, "Ready Mat")], theirs), 60) == {}


def test_the_better_of_two_claims_wins():
    found = {"E1": [Candidate("E1", 1, 97)], "E2": [Candidate("E2", 1, 82)]}
    assert unambiguous(found, 80) == {"E1": 1}


def test_thousands_are_searched_by_what_they_share():
    lucky = random.Random(7)
    words = ["".join(lucky.choice("甲乙丙丁戊己庚辛金木水火土东南西北日月山川") for _ in range(4)) for _ in range(3000)]
    ours = [Record(n, f"上海{word}贸易有限公司") for n, word in enumerate(words)]
    theirs = [Record(f"E{n}", f"{words[n]}贸易（上海）有限公司") for n in range(0, 3000, 100)]
    found = candidates(ours, theirs)
    assert all(words[rows[0].ours] == words[int(key[1:])] for key, rows in found.items())


def test_the_examples_in_the_text_are_true():
    assert doctest.testmod(matching).failed == 0
