"""Who may push, and how guessing is slowed down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine.inbound_login import Expected, Shown, Throttle, admits, stranger

PAIR, FINGER = ("erp", "correct horse"), "AB" * 32


@pytest.mark.parametrize(
    ("switches", "shown", "in_"),
    [
        ({}, Shown(basic=PAIR), True),
        ({}, Shown(token=PAIR), True),
        ({}, Shown(), False),
        ({}, Shown(basic=("erp", "wrong"), token=PAIR), True),
        ({"basic": False}, Shown(basic=PAIR), False),
        ({"token": False}, Shown(token=PAIR), False),
        ({"certificate": True, "fingerprint": FINGER}, Shown(basic=PAIR), False),
        ({"certificate": True, "fingerprint": FINGER}, Shown(basic=PAIR, certificate=FINGER.lower()), True),
        ({"certificate": True, "fingerprint": FINGER}, Shown(certificate=FINGER), False),
        ({"certificate": True, "fingerprint": ""}, Shown(basic=PAIR, certificate=""), False),
        (
            {"certificate": True, "fingerprint": FINGER, "basic": False, "token": False},
            Shown(certificate=":".join(["ab"] * 32)),
            True,
        ),
        ({"certificate": True, "fingerprint": "", "basic": False, "token": False}, Shown(certificate=""), False),
        ({"basic": False, "token": False}, Shown(basic=PAIR, certificate=FINGER), False),
    ],
)
def test_each_way_in_has_its_switch(switches, shown, in_):
    assert admits(Expected(*PAIR, **switches), shown) is in_


@given(st.text(), st.text())
def test_nobody_is_the_stranger_and_no_empty_secret_opens(login, password):
    assert not admits(stranger(), Shown(basic=(login, password), token=(login, password)))
    assert not admits(Expected(login, ""), Shown(basic=(login, "")))
    assert not admits(Expected("", password), Shown(basic=("", password)))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.floats(0, 100)), max_size=60))
def test_a_source_waits_only_after_its_own_failures(events):
    throttle, now, failures = Throttle(free=3, forget=1e9), 0.0, {}
    for source, fails, pause in events:
        now += pause
        if fails:
            throttle.failed(source, now)
            failures[source] = failures.get(source, 0) + 1
        else:
            throttle.succeeded(source)
            failures[source] = 0
        assert (throttle.wait(source, now) > 0) == (failures[source] > 3)
        assert throttle.wait(source, now) <= throttle.longest


def test_old_failures_are_forgotten_and_memory_is_bounded():
    throttle = Throttle(free=1, forget=10.0, size=3)
    for second in (1, 2, 3):
        throttle.failed("x", second)
    assert throttle.wait("x", 3) > 0
    throttle.failed("x", 1000)
    assert throttle.wait("x", 1000) == 0
    for number in range(10):
        throttle.failed(number, 1000)
    assert len(throttle._sources) == 3
