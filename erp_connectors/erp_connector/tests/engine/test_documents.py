"""Documents, mappings, secrets: what goes into a message and what comes out of it for the ERP."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine import canonical
from odoo.addons.erp_connector.engine.mapping import Context, MappingError, Rule, apply
from odoo.addons.erp_connector.engine.secret_box import SecretError, destination, mask, seal, unseal

TEXT = st.text(min_size=1, max_size=40)
DOCUMENT = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT.filter(lambda t: t != "$ref"), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(TEXT, DOCUMENT, max_size=5))
def test_the_canonical_text_does_not_depend_on_the_order_of_keys(document):
    shuffled = dict(reversed(list(document.items())))
    assert canonical.digest(canonical.dumps(document)) == canonical.digest(canonical.dumps(shuffled))


def test_references_are_found_at_any_depth():
    document = {"a": [{"b": {"c": canonical.reference("res.partner", 7)}}], "d": canonical.reference("res.partner", 7)}
    assert canonical.references(document) == {("res.partner", 7)}


def test_a_float_that_is_not_a_number_is_refused():
    with pytest.raises(ValueError):
        canonical.dumps({"amount": float("nan")})
    assert canonical.dumps({"amount": Decimal("10.10")}) == '{"amount":"10.10"}'


def test_a_missing_required_value_names_the_line_and_the_field():
    rules = [Rule("lines[].qty", source="lines[].quantity", required=True)]
    with pytest.raises(MappingError, match="line 2") as error:
        apply(rules, {"lines": [{"quantity": "1"}, {"quantity": ""}]}, Context())
    assert error.value.field == "lines[].qty" and error.value.advice


def test_an_unknown_customer_is_named_with_advice():
    rule = Rule("thirdparty_id", "reference", "customer")
    with pytest.raises(MappingError, match="res.partner,9"):
        apply([rule], {"customer": canonical.reference("res.partner", 9)}, Context())


def test_a_value_map_has_a_star_for_the_rest():
    rule = Rule("code", "map", "tax", map_name="tax")
    maps = {"tax": {"VAT 13%": "13", "*": "0"}}
    assert apply([rule], {"tax": "VAT 13%"}, Context(maps=maps)) == {"code": "13"}
    assert apply([rule], {"tax": "other"}, Context(maps=maps)) == {"code": "0"}
    with pytest.raises(MappingError, match="other"):
        apply([rule], {"tax": "other"}, Context(maps={"tax": {"VAT 13%": "13"}}))


def test_a_text_too_long_is_refused_unless_it_may_be_cut():
    with pytest.raises(MappingError, match="12 characters"):
        apply([Rule("ref", source="name", max_length=8)], {"name": "上海百会咖啡有限公司一二"}, Context())
    cut = apply([Rule("ref", source="name", max_length=8, cut=True)], {"name": "上海百会咖啡有限公司"}, Context())
    assert cut == {"ref": "上海百会咖啡有限"}


def test_a_failing_expression_says_which_field():
    rule = Rule("note", "expression", "document['missing']")

    def evaluate(expression, names):
        return eval(expression, {}, names)

    with pytest.raises(MappingError, match="note"):
        apply([rule], {}, Context(evaluate=evaluate))


@given(st.integers(0, 6))
def test_every_line_is_mapped_and_in_its_order(count):
    lines = [{"quantity": str(number)} for number in range(count)]
    mapped = apply([Rule("lines[].qty", source="lines[].quantity")], {"lines": lines}, Context())
    assert [row["qty"] for row in mapped["lines"]] == [str(number) for number in range(count)]


@given(TEXT)
def test_a_secret_comes_back_under_its_key_and_under_no_other(secret):
    if secret.startswith("env:"):
        return
    sealed = seal(secret, "right")
    assert secret not in sealed or len(secret) < 4
    assert unseal(sealed, "right") == secret
    with pytest.raises(SecretError, match="another key"):
        unseal(sealed, "wrong")


def test_a_reference_to_the_environment_is_not_a_secret_at_rest():
    assert unseal("env:ERP_SECRET_SAP", "k", {"ERP_SECRET_SAP": "p"}) == "p"
    with pytest.raises(SecretError, match="ERP_SECRET_SAP"):
        unseal("env:ERP_SECRET_SAP", "k", {})


@pytest.mark.parametrize("name", ["PGPASSWORD", "CRM_EXTENDED_SECRET_KEY", "erp_secret_sap", ""])
def test_the_servers_own_variables_are_no_secrets_of_an_erp(name):
    with pytest.raises(SecretError, match="begin with"):
        seal(f"env:{name}", "k")
    with pytest.raises(SecretError, match="begin with"):
        unseal(f"env:{name}", "k", {name: "of the server"})


@pytest.mark.parametrize(
    "other", ["http://erp", "https://erp:8443", "https://erp.evil", "https://evil\\@erp", "https://u@erp"]
)
def test_an_address_that_only_looks_like_the_same_server_is_another_one(other):
    assert destination(other) != destination("https://erp")
    assert destination("https://ERP/ws/") == destination("https://erp")


def test_masking_finds_escaped_forms():
    assert "p&<w" not in mask("<x>p&amp;&lt;w</x> p&<w", ["p&<w"])
    assert "&amp;&lt;" not in mask("<x>p&amp;&lt;w</x>", ["p&<w"])
