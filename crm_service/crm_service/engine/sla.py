"""The clock of a promise: what has been consumed, when is it due, who must be told?

Everything is computed from the history of a request: when its clock ran, paused or stopped, and which promise was in
force. Time is measured with the working hours of the promise in force while it passed, so a later change of policy,
priority or calendar moves the target but never the time already consumed. Time before the first promise is measured
with that first promise. All moments are naive datetimes in UTC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from .working_time import AROUND_THE_CLOCK, WorkingTime


class Clock(str, Enum):
    """What the clock does from a change on."""

    RUN = "run"
    PAUSE = "pause"
    STOP = "stop"


class Target(str, Enum):
    """What is promised: a first answer, and a solution."""

    RESPOND = "respond"
    RESOLVE = "resolve"


class State(str, Enum):
    """How a promise stands. `MISSED` is said of a broken promise, be the request solved by now or not."""

    NONE = "none"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True)
class Promise:
    """Working time allowed until the first answer and until the solution; None promises nothing."""

    respond: timedelta | None = None
    resolve: timedelta | None = None
    hours: WorkingTime = AROUND_THE_CLOCK

    def allowed(self, target: Target) -> timedelta | None:
        return self.respond if target is Target.RESPOND else self.resolve


@dataclass(frozen=True)
class Change:
    """From `at` on the clock does this under that promise."""

    at: datetime
    clock: Clock
    promise: Promise | None = None


@dataclass(frozen=True)
class Gauge:
    """One target read at one moment. `due` is None while nothing says when the time will be used up."""

    state: State
    allowed: timedelta | None = None
    consumed: timedelta = timedelta()
    due: datetime | None = None

    @property
    def left(self) -> timedelta | None:
        """Working time left, negative when overdrawn."""
        return None if self.allowed is None else self.allowed - self.consumed


@dataclass(frozen=True, order=True)
class Step:
    """A rung of the escalation ladder: `level` is told when `percent` of the allowed time is consumed."""

    target: Target
    percent: int
    level: str


class Timeline:
    """The history of one request, ready to be read at any moment.

    >>> opened = datetime(2026, 3, 2, 9)
    >>> timeline = Timeline([Change(opened, Clock.RUN, Promise(resolve=timedelta(hours=4))),
    ...                      Change(opened + timedelta(hours=1), Clock.PAUSE, Promise(resolve=timedelta(hours=4))),
    ...                      Change(opened + timedelta(hours=9), Clock.RUN, Promise(resolve=timedelta(hours=2)))])
    >>> gauge = timeline.gauge(Target.RESOLVE, now=opened + timedelta(hours=9, minutes=30))
    >>> str(gauge.consumed), str(gauge.left), gauge.due.hour
    ('1:30:00', '0:30:00', 19)
    """

    def __init__(self, history: Iterable[Change], responded_at: datetime | None = None):
        self.history: Sequence[Change] = sorted(history, key=lambda change: change.at)
        if not self.history:
            raise ValueError("a request has a history from the moment it is opened")
        self.responded_at = responded_at
        self._hours = self._hours_of_segments()

    def consumed(self, until: datetime) -> timedelta:
        """Working time in which the clock ran, up to `until`."""
        total = timedelta()
        for start, end, hours in self._running(until):
            total += hours.worked(start, end)
        return total

    def reaches(self, amount: timedelta) -> datetime | None:
        """The earliest moment at which `amount` has been consumed; None while the clock must run on before that."""
        if amount <= timedelta():
            return self.history[0].at
        for start, end, hours in self._running(None):
            moment = hours.after(start, amount)
            if moment is not None and (end is None or moment <= end):
                return moment
            if end is None:
                return None
            amount -= hours.worked(start, end)
        return None

    def gauge(self, target: Target, now: datetime) -> Gauge:
        """How the target stands at `now`. A promise once kept or broken is judged by the one in force then."""
        done_at = self.done_at(target)
        promise = self._promise_at(now if done_at is None else min(done_at, now))
        allowed = promise and promise.allowed(target)
        if allowed is None:
            return Gauge(State.NONE)
        consumed = self.consumed(now if done_at is None else min(done_at, now))
        due = self.reaches(allowed)
        if done_at is not None and done_at <= now:
            state = State.MISSED if due is not None and due < done_at else State.MET
        elif due is not None and due < now:
            state = State.MISSED
        else:
            state = State.RUNNING if self._last(now).clock is Clock.RUN else State.PAUSED
        return Gauge(state, allowed, consumed, due)

    def done_at(self, target: Target) -> datetime | None:
        """When the target was reached: the first answer, or the stop that no later change undid.

        A request solved without any answer was answered by its solution.
        """
        stopped_at = None
        for change in self.history:
            if change.clock is not Clock.STOP:
                stopped_at = None
            elif stopped_at is None:
                stopped_at = change.at
        if target is Target.RESPOND:
            moments = [moment for moment in (self.responded_at, stopped_at) if moment is not None]
            return min(moments, default=None)
        return stopped_at

    def ladder(self, steps: Iterable[Step], told: Iterable[tuple[Target, str]], now: datetime):
        """Return (steps to take now, moment of the next one or None).

        `told` holds (target, level) pairs of notices already sent: nobody is told twice about the same target.
        A target that is done tells nobody any more.
        """
        told, due, later = set(told), [], []
        promise = self._last(now).promise
        for step in sorted(steps, key=lambda step: (step.percent, step.target.value)):
            allowed = promise and promise.allowed(step.target)
            if allowed is None or (step.target, step.level) in told or self.done_at(step.target) is not None:
                continue
            moment = self.reaches(allowed * step.percent / 100)
            if moment is None:
                continue
            if moment <= now:
                due.append(step)
                told.add((step.target, step.level))
            else:
                later.append(moment)
        return due, min(later, default=None)

    def _running(self, until):
        """(start, end, hours) of each stretch in which the clock ran; the last end is None when `until` is."""
        for index, change in enumerate(self.history):
            following = self.history[index + 1].at if index + 1 < len(self.history) else None
            end = following if until is None else until if following is None else min(following, until)
            if change.clock is Clock.RUN and (end is None or end > change.at):
                yield change.at, end, self._hours[index]

    def _hours_of_segments(self):
        first = next((change.promise for change in self.history if change.promise), None)
        hours = first.hours if first else AROUND_THE_CLOCK
        result = []
        for change in self.history:
            hours = change.promise.hours if change.promise else hours
            result.append(hours)
        return result

    def _last(self, now):
        return next((change for change in reversed(self.history) if change.at <= now), self.history[0])

    def _promise_at(self, moment):
        """The promise that judges a moment: that in force, else the first that follows."""
        in_force = self._last(moment).promise
        following = (change.promise for change in self.history if change.at > moment and change.promise)
        return in_force or next(following, None)
