"""The promises of a journey, under crashes, replays and every graph that passes the check."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from odoo.addons.crm_journey.engine.calm import Cap, Quiet
from odoo.addons.crm_journey.engine.flow import MESSAGES, Flow, Step
from odoo.addons.crm_journey.engine.machine import (
    Do,
    Facts,
    Finish,
    Go,
    Position,
    Stop,
    Wait,
    kinds,
    moved,
    next_step,
    wait_until,
    walk,
)

from .test_flow import flows

NOW = datetime(2026, 3, 2, 12, 0)
DAY = timedelta(days=1)


def answer(step, arrived=NOW, now=NOW, **facts):
    return next_step(Flow.of(step.key, [step]), Position(step.key, arrived), Facts(**facts), now)


@pytest.mark.parametrize(
    ("step", "facts", "expected"),
    [
        (Step(1, "wait", then=2, delay=DAY), {}, Wait(NOW + DAY, "wait")),
        (Step(1, "wait", then=2), {}, Go(2)),
        (Step(1, "until", then=2, date=NOW - DAY), {}, Go(2)),
        (Step(1, "until", then=2, minute=780), {}, Wait(NOW + timedelta(hours=1), "wait")),
        (Step(1, "branch", then=2, otherwise=3, delay=DAY), {"holds": True}, Go(2, "yes")),
        (Step(1, "branch", then=2, otherwise=3, delay=DAY), {}, Wait(NOW + DAY, "condition")),
        (Step(1, "branch", then=2, otherwise=3), {}, Go(3, "no")),
        (Step(1, "mail", then=2), {}, Do(2)),
        (Step(1, "mail", then=2), {"sent": (NOW,), "cap": Cap(1, 1)}, Wait(NOW + DAY, "cap")),
        (Step(1, "sms", then=2), {"quiet": Quiet(720, 780)}, Wait(NOW + timedelta(hours=1), "quiet")),
        (Step(1, "call", then=2), {"quiet": Quiet(720, 780), "sent": (NOW,), "cap": Cap(1, 1)}, Do(2)),
        (Step(1, "mail", then=2), {"stop": "order"}, Stop("order")),
    ],
)
def test_what_happens_at_each_kind_of_step(step, facts, expected):
    assert answer(step, **facts) == expected


def test_a_step_that_is_gone_ends_the_journey():
    assert next_step(Flow.of(None, []), Position(5, NOW), Facts(), NOW) == Finish()


def test_until_nine_on_a_workday_is_read_from_the_customer_s_clock():
    step = Step(1, "until", minute=540, weekdays=frozenset(range(5)))
    # Friday 10:00 in Shanghai: the next is Monday 9:00 there, 1:00 UTC.
    assert wait_until(step, datetime(2026, 3, 6, 2, 0), "Asia/Shanghai") == datetime(2026, 3, 9, 1, 0)


class Crash(Exception):
    """The machine is switched off."""


class House:
    """A database, a cron and a mail queue, as far as a journey sees them: what is not committed is gone."""

    def __init__(self, flow, facts, holds, dice):
        self.flow, self.facts, self.holds, self.dice = flow, facts, holds, dice
        self.committed = {"position": Position(flow.first, NOW), "runs": {}, "end": None, "due": NOW}

    def round(self, now):
        """One transaction: decide, execute, keep the position. It may die at any point, then nothing of it is left."""
        state = {**self.committed, "runs": dict(self.committed["runs"])}
        position = state["position"]
        step = self.flow.steps.get(position.step)
        sent = tuple(when for when, kind in state["runs"].values() if kind in MESSAGES)
        facts = Facts(
            sent=sent, holds=self.holds(now), zone=self.facts.zone, quiet=self.facts.quiet, cap=self.facts.cap
        )
        reply = next_step(self.flow, position, facts, now)
        self.dice()
        if isinstance(reply, (Stop, Finish)):
            state["end"] = reply
        elif isinstance(reply, Wait):
            assert reply.until > now, "a wait that is over would be asked for ever"
            state["due"] = reply.until
        else:
            if isinstance(reply, Do):
                key = (position.step, position.visit)
                assert key not in state["runs"], "a step was executed twice"
                state["runs"][key] = (now, step.kind)
            self.dice()
            state["position"] = moved(position, reply.then, now)
            state["due"] = now
        self.dice()
        self.committed = state
        return reply


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(
    flows(),
    st.randoms(use_true_random=False),
    st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Amsterdam", "America/New_York"]),
    st.sampled_from([Quiet(), Quiet(21 * 60, 8 * 60), Quiet(0, 9 * 60, frozenset({5, 6}))]),
    st.sampled_from([Cap(), Cap(1, 1), Cap(2, 7)]),
)
def test_no_step_runs_twice_and_every_enrolment_ends_or_waits(flow, random, zone, quiet, cap):
    assume(not flow.faults())
    frame = Facts(zone=zone, quiet=quiet, cap=cap)

    def dice():
        if random.random() < 0.2:
            raise Crash

    house = House(flow, frame, lambda now: random.random() < 0.3, dice)
    now, at_once = NOW, 0
    for _round in range(120):
        try:
            reply = house.round(now)
        except Crash:
            continue
        if house.committed["end"]:
            break
        if isinstance(reply, Wait):
            now, at_once = house.committed["due"], 0
        else:
            at_once += 1
            assert at_once <= len(flow.steps), "it goes round and round without waiting"
    sent = sorted(when for when, kind in house.committed["runs"].values() if kind in MESSAGES)
    assert not any(quiet.holds(when, zone) for when in sent)
    for first in sent if cap.limit else ():
        assert len([one for one in sent if first <= one < first + timedelta(days=cap.days)]) <= cap.limit


def test_a_walk_shows_the_path_and_the_times():
    flow = Flow.of(
        1,
        [
            Step(1, "mail", then=2),
            Step(2, "branch", then=3, otherwise=4, delay=2 * DAY, condition="open"),
            Step(3, "coupon"),
            Step(4, "call"),
        ],
    )
    path = [(when, key) for when, key, reply in walk(flow, Facts(), NOW, lambda step: False) if isinstance(reply, Do)]
    assert path == [(NOW, 1), (NOW + 2 * DAY, 4)]
    path = [key for _when, key, reply in walk(flow, Facts(), NOW, lambda step: True) if isinstance(reply, Do)]
    assert path == [1, 3]


def test_a_walk_through_an_endless_journey_has_an_end():
    flow = Flow.of(1, [Step(1, "mail", then=2), Step(2, "wait", then=1, delay=DAY)])
    assert 100 < len(list(walk(flow, Facts(), NOW, lambda step: False))) <= 400


def test_the_machine_names_its_kinds():
    assert {"wait", "until", "branch", "mail", "sms", "call", "task", "coupon", "field", "webhook"} == kinds()
