"""What the Dynamics dialect makes of rows, filters and faults, without any network."""

import doctest
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine.mapping import Context, apply
from odoo.addons.erp_connector_dynamics.engine import addresses, fields, journals, logins, pages, posting, rules, words
from odoo.addons.erp_connector_dynamics.engine.dynamics import Dynamics


@pytest.mark.parametrize("module", [addresses, fields, journals, pages, posting, words])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


@given(st.text(max_size=30))
def test_a_literal_filter_is_one_quoted_text_whatever_is_in_it(text):
    quoted = pages.literal(text)
    assert quoted[0] == quoted[-1] == "'"
    assert quoted[1:-1].replace("''", "\0").count("'") == 0
    assert quoted[1:-1].replace("''", "'") == text


def test_a_lock_is_not_a_refusal():
    fault = SimpleNamespace(code="a:Microsoft.Dynamics.Nav.Types.Exceptions.NavCSideLockTimeoutException", message="x")
    assert Dynamics(None)._outcome(fault).kind == "unavailable"
    fault.code = "a:Microsoft.Dynamics.Nav.Types.Exceptions.NavNCLDialogException"
    outcome = Dynamics(None)._outcome(fault)
    assert (outcome.kind, bool(outcome.advice)) == ("refused", True)


def test_the_dialect_ships_a_mapping_for_everything_it_sends():
    assert set(rules.MAPPINGS) == set(Dynamics.flows_out)


def test_a_new_item_is_numbered_by_its_code_and_a_known_one_keeps_its_number():
    context = Context(maps=rules.MAPS, evaluate=lambda expression, names: eval(expression, {}, names))
    document = {"external_id": "", "code": "CM-X1", "name": "X1", "unit": "Units", "price": "1"}
    assert apply(rules.MAPPINGS["product"], document, context)["No"] == "CM-X1"
    assert apply(rules.MAPPINGS["product"], document | {"external_id": "I-9"}, context)["No"] == "I-9"


EVALUATE = Context(
    keys={"res.partner,7": "C1", "account.move,11": "SI1"},
    maps={"bank": {"*": "BANK1"}},
    evaluate=lambda expression, names: eval(expression, {}, names),
)
CENTS = st.integers(1, 10**9).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")


@given(CENTS, st.lists(CENTS, max_size=4), st.sampled_from(["inbound", "outbound"]))
def test_the_lines_of_a_payment_add_up_to_it_unless_more_was_applied(amount, parts, direction):
    document = {"direction": direction, "number": "P1", "memo": "", "date": "2026-11-24", "amount": amount}
    document |= {"journal": "BNK1", "customer": {"$ref": "res.partner,7"}}
    document["invoices"] = [{"invoice": {"$ref": "account.move,11"}, "amount": part} for part in parts]
    rows = journals.lines("payment", "K", apply(rules.MAPPINGS["payment"], document, EVALUATE))
    total = sum(Decimal(row["Amount"]) for row in rows)
    sign = -1 if direction == "inbound" else 1
    assert total == sign * max(Decimal(amount), sum(map(Decimal, parts)))
    assert all(Decimal(row["Amount"]) * sign > 0 and row["External_Document_No"] == "K" for row in rows)


@pytest.mark.parametrize(
    ("debit", "credit", "amount"), [("5.00", "0", "5.00"), ("0", "5.00", "-5.00"), ("0", "-5.00", "5.00")]
)
def test_a_credit_is_a_negative_amount_and_a_negative_credit_a_positive_one(debit, credit, amount):
    line = {"account": "6001", "partner": "", "name": "x", "debit": debit, "credit": credit}
    document = {"date": "2026-11-24", "number": "M1", "lines": [line]}
    (row,) = journals.lines("journal_entry", "K", apply(rules.MAPPINGS["journal_entry"], document, EVALUATE))
    assert (row["Account_Type"], row["Account_No"], row["Amount"]) == ("G_L_Account", "6001", amount)


def test_a_token_is_kept_until_a_minute_before_its_end(monkeypatch):
    given_out = []
    monkeypatch.setattr(logins, "_fetch", lambda *_args: (given_out.append(1) or f"t{len(given_out)}", 600.0))
    settings = SimpleNamespace(options={"token_url": "https://x", "scope": ""}, login="id", password="secret")
    logins.forget_tokens()
    seen = [logins.client_token(settings, clock=lambda now=now: now) for now in (0.0, 539.0, 541.0)]
    assert seen == ["t1", "t1", "t2"]
    logins.forget_tokens()
