import doctest

import pytest

from odoo.addons.erp_connector.engine import addresses, changing, ship_to
from odoo.addons.erp_connector.engine.mapping import Context, Rule, apply

SUZHOU = dict.fromkeys((*addresses.PLACE, "code", "name", "phone", "email"), "") | {
    "name": "苏州仓库",
    "city": "苏州",
    "street": "星湖街 328 号",
    "phone": "+86 512 5555",
}


def evaluate(expression, names):
    return eval(expression, {"__builtins__": {}}, names)


@pytest.mark.parametrize("module", [addresses, changing, ship_to])
def test_the_examples_in_the_text_are_true(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("said", [{}, "", None])
def test_without_an_address_one_line_is_nothing(said):
    assert apply([Rule("to", "expression", addresses.IN_ONE_LINE)], {"delivery_address": said}, one_line()) == {}
    assert apply([Rule("to", "expression", addresses.IN_ONE_LINE)], {}, one_line()) == {}


def test_one_line_goes_from_the_large_to_the_small_and_has_no_gaps():
    made = apply([Rule("to", "expression", addresses.IN_ONE_LINE)], {"delivery_address": SUZHOU}, one_line())
    assert made == {"to": "苏州 星湖街 328 号 苏州仓库 +86 512 5555"}


def one_line():
    return Context(evaluate=evaluate)


def test_a_number_goes_with_the_order_and_its_names_do_not():
    document = {"delivery_address": SUZHOU | {"code": "4712", "customer": {"$ref": "res.partner,8"}}}
    context = Context(keys={"res.partner,8": "10008"})
    assert ship_to.taken_from(apply(ship_to.RULES, document, context), "X") == ("4712", {})
    assert ship_to.taken_from(apply(ship_to.FIRMS, document, context), "X") == ("10008", {})


def test_an_address_of_unknown_number_is_not_said_at_all():
    values = apply(ship_to.FIRMS, {"delivery_address": SUZHOU | {"customer": ""}}, Context())
    with pytest.raises(ship_to.NumberMissing, match="苏州仓库") as error:
        ship_to.taken_from(values, "SHIP_TO_PARTY")
    assert error.value.field == "SHIP_TO_PARTY"


def test_only_the_parts_of_an_address_that_are_mapped_count_as_a_change():
    rules = [Rule("city", source="delivery_address.city"), Rule("phone", source="phone")]
    there, called = {"delivery_address": SUZHOU}, {"delivery_address": SUZHOU | {"phone": "1"}}
    moved = {"delivery_address": SUZHOU | {"city": "无锡"}}
    assert changing.seen(there, rules) == changing.seen(called, rules) != changing.seen(moved, rules)
    line = [Rule("to", "expression", addresses.IN_ONE_LINE)]
    assert changing.seen(there, line) != changing.seen(called, line)


def test_rows_that_no_rule_takes_are_no_change():
    rules = [Rule("lines[].q", source="lines[].quantity")]
    assert changing.seen({"addresses": []}, rules) == changing.seen({"addresses": [{"quantity": "1"}]}, rules)
