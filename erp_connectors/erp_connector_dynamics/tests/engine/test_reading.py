"""What the Dynamics dialect makes of rows, filters and faults, without any network."""

import doctest
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine.mapping import Context, apply
from odoo.addons.erp_connector_dynamics.engine import logins, pages, reading, rules, words
from odoo.addons.erp_connector_dynamics.engine.dynamics import Dynamics


@pytest.mark.parametrize("module", [pages, reading, words])
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


def test_a_token_is_kept_until_a_minute_before_its_end(monkeypatch):
    given_out = []
    monkeypatch.setattr(logins, "_fetch", lambda *_args: (given_out.append(1) or f"t{len(given_out)}", 600.0))
    settings = SimpleNamespace(options={"token_url": "https://x", "scope": ""}, login="id", password="secret")
    logins.forget_tokens()
    seen = [logins.client_token(settings, clock=lambda now=now: now) for now in (0.0, 539.0, 541.0)]
    assert seen == ["t1", "t1", "t2"]
    logins.forget_tokens()
