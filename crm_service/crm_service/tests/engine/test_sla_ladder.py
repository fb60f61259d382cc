from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_service.engine.sla import Change, Clock, Promise, State, Step, Target, Timeline

OPENED = datetime(2026, 3, 2, 9)
HOUR = timedelta(hours=1)
PROMISE = Promise(respond=1 * HOUR, resolve=4 * HOUR)
STEPS = [
    Step(Target.RESOLVE, 75, "agent"),
    Step(Target.RESOLVE, 100, "lead"),
    Step(Target.RESOLVE, 150, "manager"),
    Step(Target.RESOLVE, 200, "director"),
]


def running():
    return Timeline([Change(OPENED, Clock.RUN, PROMISE)], responded_at=OPENED)


def levels(timeline, hours, told=()):
    due, _next = timeline.ladder(STEPS, told, OPENED + hours * HOUR)
    return [step.level for step in due]


def test_each_rung_is_taken_when_its_share_of_the_time_is_used_up():
    assert levels(running(), 2.9) == []
    assert levels(running(), 3) == ["agent"]
    assert levels(running(), 4) == ["agent", "lead"]
    assert levels(running(), 9) == ["agent", "lead", "manager", "director"]


def test_nobody_is_told_twice():
    told = [(Target.RESOLVE, "agent"), (Target.RESOLVE, "lead")]
    assert levels(running(), 7, told) == ["manager"]


def test_the_next_moment_is_announced():
    assert running().ladder(STEPS, [], OPENED)[1] == OPENED + 3 * HOUR
    assert running().ladder(STEPS, [], OPENED + 9 * HOUR)[1] is None


def test_the_ladder_stops_when_the_request_is_solved_or_the_policy_taken_away():
    solved = Timeline([Change(OPENED, Clock.RUN, PROMISE), Change(OPENED + 5 * HOUR, Clock.STOP, PROMISE)])
    assert levels(solved, 20) == []
    bare = Timeline([Change(OPENED, Clock.RUN, PROMISE), Change(OPENED + HOUR, Clock.RUN, None)])
    assert levels(bare, 20) == []


def test_a_pause_holds_the_ladder_and_a_resumption_continues_it():
    history = [Change(OPENED, Clock.RUN, PROMISE), Change(OPENED + 2 * HOUR, Clock.PAUSE, PROMISE)]
    assert levels(Timeline(history), 50) == []
    history.append(Change(OPENED + 50 * HOUR, Clock.RUN, PROMISE))
    assert Timeline(history).ladder(STEPS, [], OPENED + 50 * HOUR)[1] == OPENED + 51 * HOUR


def test_the_first_answer_ends_the_wait_for_an_answer_only():
    answered = Timeline([Change(OPENED, Clock.RUN, PROMISE)], responded_at=OPENED + 0.5 * HOUR)
    assert answered.gauge(Target.RESPOND, OPENED + 9 * HOUR).state is State.MET
    assert answered.gauge(Target.RESOLVE, OPENED + 9 * HOUR).state is State.MISSED
    late = Timeline([Change(OPENED, Clock.RUN, PROMISE)], responded_at=OPENED + 2 * HOUR)
    assert late.gauge(Target.RESPOND, OPENED + 2 * HOUR).state is State.MISSED


def test_an_answer_is_judged_by_the_promise_of_its_day():
    strict = Promise(respond=HOUR / 60, resolve=HOUR)
    history = [Change(OPENED, Clock.RUN, PROMISE), Change(OPENED + HOUR, Clock.RUN, strict)]
    timeline = Timeline(history, responded_at=OPENED + HOUR / 2)
    assert timeline.gauge(Target.RESPOND, OPENED + 2 * HOUR).state is State.MET


def test_reopening_goes_on_where_the_clock_stopped():
    history = [
        Change(OPENED, Clock.RUN, PROMISE),
        Change(OPENED + 3 * HOUR, Clock.STOP, PROMISE),
        Change(OPENED + 99 * HOUR, Clock.RUN, PROMISE),
    ]
    gauge = Timeline(history).gauge(Target.RESOLVE, OPENED + 99 * HOUR)
    assert (gauge.state, gauge.due) == (State.RUNNING, OPENED + 100 * HOUR)


@given(st.lists(st.floats(0, 12), max_size=12))
def test_however_often_the_ladder_is_asked_each_level_is_told_once(hours):
    told = []
    for moment in sorted(hours):
        due, _next = running().ladder(STEPS, told, OPENED + moment * HOUR)
        told += [(step.target, step.level) for step in due]
    assert len(told) == len(set(told))
    if hours and max(hours) >= 8:
        assert len(told) == len(STEPS)
