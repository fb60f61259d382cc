"""Nothing is counted twice, nothing is left out, and the differences explain the totals."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine.reconciling import (
    CLASSES,
    DOUBLED,
    DRIFT,
    MATCHED,
    MISSING_HERE,
    MISSING_THERE,
    ON_THE_WAY,
    VOID,
    Entry,
    compare,
    explain,
    sides,
    within,
)

IDS = st.sampled_from(["", "1", "2", "3", "4"])
KEYS = st.sampled_from(["", "K1", "K2", "K3", "K4"])
AMOUNTS = st.decimals("-50", "50", places=2) | st.none()
STATES = st.sampled_from(["draft", "open", "done", "paid", "cancelled", "abandoned"])
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
ours = st.builds(
    Entry, external_id=IDS, key=KEYS, total=AMOUNTS, tax=AMOUNTS, state=STATES, date=DAYS, on_the_way=st.booleans()
)
theirs = st.builds(
    Entry,
    external_id=st.sampled_from("123456"),
    key=KEYS,
    total=AMOUNTS,
    tax=AMOUNTS,
    state=STATES,
    date=DAYS,
)
OURS = st.lists(ours, max_size=8)
THEIRS = st.lists(theirs, max_size=8, unique_by=lambda entry: entry.external_id)


@given(OURS, THEIRS)
def test_every_entry_of_either_side_is_in_exactly_one_pair(here, there):
    pairs = compare(here, there)
    assert [id(pair.here) for pair in pairs if pair.here] == [id(entry) for entry in here]
    assert sorted(entry.external_id for pair in pairs for entry in pair.there) == sorted(e.external_id for e in there)
    assert all(pair.klass in CLASSES and (pair.here or pair.there) for pair in pairs)


@given(OURS, THEIRS)
def test_the_differences_of_the_classes_add_up_to_the_difference_of_the_totals(here, there):
    pairs = compare(here, there)
    left, right = sides(pairs)
    explained = explain(pairs)
    assert sum(difference for _count, difference in explained.values()) == left.total - right.total
    assert sum(count for count, _difference in explained.values()) == len(pairs)
    assert left.total == sum((e.total or 0 for e in here if e.counts), Decimal(0))
    assert right.total == sum((e.total or 0 for e in there if e.counts), Decimal(0))


@given(OURS, THEIRS)
def test_what_is_called_matched_explains_no_more_than_the_tolerance(here, there):
    pairs = [pair for pair in compare(here, there) if pair.klass == MATCHED]
    for pair in pairs:
        if pair.here.total is not None and pair.there[0].total is not None:
            mine, theirs_ = pair.amounts("total")
            assert abs(mine - theirs_) <= Decimal("0.005")


@given(OURS, THEIRS)
def test_each_pair_belongs_to_one_month_so_months_add_up_to_the_quarter(here, there):
    pairs = compare(here, there)
    quarter = within(pairs, date(2026, 1, 1), date(2026, 3, 31))
    months = [(date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28))]
    months.append((date(2026, 3, 1), date(2026, 3, 31)))
    assert sum(len(within(pairs, *month)) for month in months) == len(quarter) == len(pairs)


@given(st.lists(st.integers(1, 30), unique=True), AMOUNTS)
def test_two_equal_lists_agree(numbers, amount):
    entries = [Entry(str(n), f"K{n}", total=amount, tax=amount) for n in numbers]
    assert {pair.klass for pair in compare(entries, list(reversed(entries)))} <= {MATCHED}


def one(here, there):
    (pair,) = compare(here, there)
    return pair


def entry(external_id="7", key="K1", total="10", **values):
    return Entry(external_id, key, total=Decimal(total), **values)


def test_each_class_is_what_it_says():
    assert one([entry()], [entry()]).klass == MATCHED
    assert one([entry("")], []).klass == MISSING_THERE
    assert one([entry("", on_the_way=True)], []).klass == ON_THE_WAY
    assert one([], [entry()]).klass == MISSING_HERE
    assert one([entry()], [entry(total="10.01")]).reasons == ("total",)
    assert one([entry()], [entry(), entry("8")]).klass == DOUBLED
    assert one([entry(state="cancelled")], []).klass == VOID
    assert one([], [entry(state="draft")]).klass == VOID


def test_a_document_that_lost_its_link_is_found_by_its_key():
    assert one([entry("")], [entry("7")]).klass == MATCHED


def test_a_cancelled_double_is_no_double_any_more():
    pair = one([entry()], [entry("8", state="cancelled"), entry("7")])
    assert pair.klass == MATCHED and pair.there[0].external_id == "7"


def test_cancelled_here_and_open_there_is_drift():
    pair = one([entry(state="cancelled")], [entry()])
    assert pair.klass == DRIFT and pair.reasons == ("state",)


def test_a_document_linked_to_one_of_ours_is_never_given_to_another_with_the_same_key():
    pairs = compare([entry("", "K1"), entry("7", "K9")], [entry("7", "K1")])
    assert [pair.klass for pair in pairs] == [MISSING_THERE, MATCHED]


def test_a_half_cent_is_no_drift():
    assert one([entry(total="10.00")], [entry(total="10.004")]).klass == MATCHED
