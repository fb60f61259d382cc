from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_journey.engine.flow import Flow, Step
from odoo.addons.crm_journey.engine.layout import place

DAY = timedelta(days=1)


def faults(first, *steps):
    return Flow.of(first, steps).faults()


def test_a_plain_journey_has_no_fault():
    steps = [
        Step(1, "mail", then=2),
        Step(2, "branch", then=3, otherwise=4, delay=3 * DAY, condition="open"),
        Step(3, "coupon"),
        Step(4, "call"),
    ]
    assert faults(1, *steps) == []


@pytest.mark.parametrize(
    ("first", "steps", "found"),
    [
        (None, [], ("empty", None)),
        (9, [Step(1, "mail")], ("empty", None)),
        (1, [Step(1, "mail", then=7)], ("missing", 1)),
        (1, [Step(1, "mail"), Step(2, "call")], ("unreachable", 2)),
        (1, [Step(1, "branch", condition="field")], ("same_way", 1)),
        (1, [Step(1, "branch", then=2, condition="open"), Step(2, "mail")], ("no_mail", 1)),
        (1, [Step(1, "mail", then=1)], ("circle", 1)),
        (1, [Step(1, "wait", then=1)], ("circle", 1)),
    ],
)
def test_each_fault_is_named(first, steps, found):
    assert found in faults(first, *steps)


def test_a_circle_with_a_wait_in_it_is_none():
    assert faults(1, Step(1, "mail", then=2), Step(2, "wait", then=1, delay=DAY)) == []
    patient = Step(2, "branch", then=None, otherwise=1, delay=DAY, condition="open")
    assert faults(1, Step(1, "mail", then=2), patient) == []


def test_a_condition_that_is_true_at_once_is_no_wait():
    hasty = Step(2, "branch", then=1, otherwise=None, delay=DAY, condition="open")
    assert ("circle", 2) in faults(1, Step(1, "mail", then=2), hasty)


KINDS = ["wait", "until", "branch", "mail", "call", "field"]


@st.composite
def flows(draw):
    """Any graph at all, right or wrong."""
    size = draw(st.integers(1, 7))
    target = st.one_of(st.none(), st.integers(1, size + 1))
    return Flow.of(
        draw(target),
        [
            Step(
                key,
                draw(st.sampled_from(KINDS)),
                then=draw(target),
                otherwise=draw(target),
                delay=timedelta(hours=draw(st.integers(0, 48))),
                condition="field",
            )
            for key in range(1, size + 1)
        ],
    )


@given(flows())
def test_every_box_has_a_place_of_its_own(flow):
    places = place(flow)
    assert set(places) == set(flow.steps)
    assert len(set(places.values())) == len(places)


@given(flows())
def test_ways_lead_downwards_unless_they_lead_back(flow):
    places = place(flow)
    for key in flow.reachable(flow.first) if flow.first else ():
        for _way, to in flow.steps[key].exits:
            if to in flow.steps and key not in flow.reachable(to):
                assert places[to][0] > places[key][0]
