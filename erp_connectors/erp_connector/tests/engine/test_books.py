import doctest
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine import ageing, books, credit, states

TODAY = date(2026, 11, 22)
amounts = st.decimals(-(10**9), 10**9, places=2)
dues = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))


def test_the_examples_in_the_texts_are_true():
    for module in (ageing, books, credit):
        assert doctest.testmod(module).failed == 0, module.__name__


@given(st.lists(st.tuples(dues, amounts)))
def test_the_buckets_add_up_to_what_is_open(items):
    assert sum(ageing.ageing(items, TODAY).values()) == sum((amount for _due, amount in items), Decimal(0))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_range_of_a_bucket_holds_exactly_its_due_dates(due):
    for name in ageing.BUCKETS:
        first, last = ageing.due_range(name, TODAY)
        inside = (first is None or due >= first) and (last is None or due <= last)
        assert inside == (ageing.bucket(due, TODAY) == name)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_an_item_never_gets_younger(due):
    order = ageing.BUCKETS.index
    assert order(ageing.bucket(due, TODAY)) <= order(ageing.bucket(due, TODAY + timedelta(days=1)))


@given(st.decimals(0, 10**6, places=2), st.lists(st.tuples(st.integers(), st.decimals(0, 10**6, places=2))))
def test_a_payment_never_pays_more_than_it_is_nor_more_than_is_open(amount, documents):
    parts = books.allocate(amount, documents)
    still_open = sum((part for _name, part in documents), Decimal(0))
    assert sum((part for _name, part in parts), Decimal(0)) == min(amount, still_open)
    assert all(part > 0 for _name, part in parts)


@given(st.decimals("0.01", 10**6, places=2), st.integers(1, 10**5))
def test_quantity_times_net_price_is_the_untaxed_amount(untaxed, quantity):
    price = books.price_net(untaxed, Decimal(quantity), Decimal(0))
    assert (price * quantity).quantize(Decimal("0.01")) == untaxed


@given(amounts, amounts, st.decimals("0.01", 10**6, places=2), amounts)
def test_more_open_never_makes_an_order_better(open_items, ordered, order, limit):
    found = credit.concern(credit.Exposure(open_items, ordered, order), limit, False)
    worse = credit.concern(credit.Exposure(open_items + 1, ordered, order), limit, False)
    assert worse == credit.OVER if found == credit.OVER else True


def test_nothing_that_the_erp_may_have_is_given_up():
    for state in ("claimed", "calling", "unknown", "review", "sent"):
        assert books.taking_back(state, True, {"create", "cancel"}) == books.WAIT
    assert books.taking_back("waiting", True, {"create"}) == books.WAIT


def test_a_call_that_surely_never_arrived_does_not_keep_a_document_from_being_taken_back():
    lost = states.after_outcome("unavailable", 1, 8)
    assert books.taking_back(lost, states.may_be_there(lost, False), {"create"}) == books.GIVE_UP
    assert books.taking_back(lost, states.may_be_there(lost, True), {"create"}) == books.WAIT
