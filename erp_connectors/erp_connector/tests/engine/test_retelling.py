from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine.retelling import Retelling, pattern

SENTENCES = [
    ("Products are Odoo's; “%s” was not taken over.", "产品以 Odoo 为准；“%s”未接收。"),
    ("Invoice %(number)s bills %(quantity)s of %(product)s.", "发票 %(number)s 包含 %(product)s %(quantity)s 件。"),
    ("No pricelist takes the ERP's prices: choose one on the backend.", "没有价目表接收 ERP 价格。"),
]
words = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="“”;."), min_size=1, max_size=12)


@given(words, words, words)
def test_what_was_filled_in_stands_in_the_reader_s_sentence(number, quantity, product):
    there, back = Retelling(SENTENCES), Retelling([(target, source) for source, target in SENTENCES])
    values = {"number": number, "quantity": quantity, "product": product}
    source, target = SENTENCES[1]
    if " bills " not in number + quantity and " of " not in number + quantity + product:
        assert there.tell(source % values) == target % values
    assert there.tell(SENTENCES[0][0] % product) == SENTENCES[0][1] % product
    assert back.tell(SENTENCES[0][1] % product) == SENTENCES[0][0] % product


def test_a_sentence_without_places_is_known_as_a_whole_and_a_foreign_text_not_at_all():
    told = Retelling(SENTENCES)
    assert told.tell(SENTENCES[2][0]) == SENTENCES[2][1]
    assert told.tell("ORA-00942: table or view does not exist") is None


def test_a_sentence_that_says_nothing_of_its_own_matches_nothing():
    assert pattern("%s: %s") is None and pattern("%(a)s %(b)s") is None and pattern("100 % of %s is enough now") is None


def test_the_same_name_twice_is_the_same_value_twice():
    told = Retelling([("Order %(n)s here is order %(n)s there.", "两边都是订单 %(n)s。")])
    assert told.tell("Order 7 here is order 7 there.") == "两边都是订单 7。"
    assert told.tell("Order 7 here is order 8 there.") is None
