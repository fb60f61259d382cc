"""The state machine of an enrolment: given where a customer stands and what is known, what happens now?

A pure function; who calls it executes the answer and keeps the new position, both in one transaction. Moments are
naive UTC.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from .calm import Cap, Quiet, next_contact
from .flow import BRANCHES, DEEDS, MESSAGES, WAITS

LONGEST_WALK = 400


@dataclass(frozen=True, slots=True)
class Position:
    """Where a customer stands: at which step since when; `visit` counts the steps reached so far."""

    step: int | None
    arrived_at: datetime
    visit: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about the customer now.

    `stop` names the stop rule that has come true; `holds` says whether the condition of the present branch is true;
    `sent` are the moments of messages from any journey.
    """

    stop: str = ""
    holds: bool = False
    sent: tuple = ()
    zone: str = "UTC"
    quiet: Quiet = field(default_factory=Quiet)
    cap: Cap = field(default_factory=Cap)


@dataclass(frozen=True, slots=True)
class Stop:
    """The journey is broken off."""

    reason: str


@dataclass(frozen=True, slots=True)
class Finish:
    """There is no further step."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before `until`; `reason` is "wait", "condition", "quiet" or "cap"."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Do:
    """Execute the step of the position, then go to `then`."""

    then: int | None


@dataclass(frozen=True, slots=True)
class Go:
    """Nothing to execute: go to `then`. `verdict` is "yes" or "no" after a branch."""

    then: int | None
    verdict: str = ""


def next_step(flow, position, facts, now):
    """The one answer: Stop, Finish, Wait, Do or Go.

    A step that was deleted under a customer ends the journey: nobody knows where it would have led.
    """
    if facts.stop:
        return Stop(facts.stop)
    step = flow.steps.get(position.step)
    if step is None:
        return Finish()
    if step.kind in WAITS:
        until = wait_until(step, position.arrived_at, facts.zone)
        return Wait(until, "wait") if until > now else Go(step.then)
    if step.kind in BRANCHES:
        if facts.holds:
            return Go(step.then, "yes")
        deadline = position.arrived_at + step.delay
        return Wait(deadline, "condition") if deadline > now else Go(step.otherwise, "no")
    if step.kind in MESSAGES:
        allowed, reason = next_contact(facts.quiet, facts.cap, facts.sent, now, facts.zone)
        if allowed > now:
            return Wait(allowed, reason)
    return Do(step.then)


def moved(position, then, now):
    """The position after a step."""
    return Position(then, now, position.visit + 1)


def wait_until(step, arrived_at, zone):
    """When a waiting step is over.

    >>> from .flow import Step
    >>> wait_until(Step(1, "until", minute=540, weekdays=frozenset({0})), datetime(2026, 3, 2, 9), "UTC")
    datetime.datetime(2026, 3, 9, 9, 0)
    """
    if step.kind == "wait":
        return arrived_at + step.delay
    if step.date:
        return step.date
    day = arrived_at.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone)).date()
    while True:
        if day.weekday() in step.weekdays:
            wall = datetime.combine(day, time(step.minute // 60, step.minute % 60), ZoneInfo(zone))
            moment = wall.astimezone(timezone.utc).replace(tzinfo=None)
            if moment > arrived_at:
                return moment
        day += timedelta(days=1)


def walk(flow, facts, now, holds):
    """Walk through a journey without doing anything: yield (moment, step key or None, answer).

    `holds(step)` says which way the customer goes at a branch. Waiting lets the clock jump, so a year passes at once.
    """
    position = Position(flow.first, now)
    for _count in range(LONGEST_WALK):
        step = flow.steps.get(position.step)
        known = replace(facts, holds=bool(step and step.kind in BRANCHES and holds(step)))
        answer = next_step(flow, position, known, now)
        yield now, position.step, answer
        if isinstance(answer, (Stop, Finish)):
            return
        if isinstance(answer, Wait):
            now = answer.until
            continue
        if isinstance(answer, Do) and step.kind in MESSAGES:
            facts = replace(facts, sent=(*facts.sent, now))
        position = moved(position, answer.then, now)


def kinds():
    """All kinds of steps the machine knows."""
    return WAITS | BRANCHES | DEEDS
