"""A journey as a graph: what its steps are, and whether it can be started."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# What the machine does at each kind of step.
WAITS, BRANCHES, MESSAGES = {"wait", "until"}, {"branch"}, {"mail", "sms"}
DEEDS = MESSAGES | {"call", "task", "coupon", "field", "webhook"}
# Conditions that are about a message that was sent before.
ABOUT_A_MAIL = {"open", "click", "reply"}


@dataclass(frozen=True, slots=True)
class Step:
    """One box. `then` is the next key, `otherwise` that of a branch whose condition did not come true.

    `delay` is how long a wait lasts, and how long a branch waits for its condition. A step "until" waits for the
    moment `date`, or for the next `minute` of the day (0 to 1439) on one of `weekdays` on the customer's clock.
    """

    key: int
    kind: str
    then: int | None = None
    otherwise: int | None = None
    delay: timedelta = timedelta(0)
    date: datetime | None = None
    minute: int = 9 * 60
    weekdays: frozenset = frozenset(range(7))
    condition: str | None = None

    @property
    def exits(self):
        """(name, target) of each way out."""
        ways = [("then", self.then)]
        return [*ways, ("otherwise", self.otherwise)] if self.kind in BRANCHES else ways

    def passes_at_once(self, way):
        """May a customer leave this way without any time having passed?"""
        if self.kind == "wait":
            return not self.delay
        if self.kind == "until":
            # The next nine o'clock is always still to come; a date may have passed.
            return self.date is not None
        return way == "then" or not self.delay


@dataclass(frozen=True, slots=True)
class Flow:
    """All steps of a journey by key, and the key of the first one."""

    first: int | None
    steps: dict

    @classmethod
    def of(cls, first, steps):
        return cls(first, {step.key: step for step in steps})

    def reachable(self, start, at_once=False):
        """Keys that can be reached from `start`, itself included; with `at_once` only without any waiting."""
        found, todo = set(), [start]
        while todo:
            key = todo.pop()
            if key in found or key not in self.steps:
                continue
            found.add(key)
            step = self.steps[key]
            todo += [to for way, to in step.exits if to is not None and (not at_once or step.passes_at_once(way))]
        return found

    def faults(self):
        """[(code, key)] of what keeps this journey from being started; key is None when no one step is at fault.

        >>> Flow.of(1, [Step(1, "mail", then=2), Step(2, "branch", then=1, condition="open")]).faults()
        [('circle', 1), ('circle', 2)]
        """
        if self.first not in self.steps:
            return [("empty", None)]
        found = []
        reached = self.reachable(self.first)
        for key, step in self.steps.items():
            found += [("missing", key) for _way, to in step.exits if to is not None and to not in self.steps]
            if key not in reached:
                found.append(("unreachable", key))
            if step.kind in BRANCHES and step.then == step.otherwise:
                found.append(("same_way", key))
            if self._circles_at_once(step):
                found.append(("circle", key))
            if step.condition in ABOUT_A_MAIL and not self._a_message_comes_before(key):
                found.append(("no_mail", key))
        return found

    def _circles_at_once(self, step):
        followers = [to for way, to in step.exits if to is not None and step.passes_at_once(way)]
        return any(step.key in self.reachable(to, at_once=True) for to in followers)

    def _a_message_comes_before(self, key):
        return any(
            step.kind in MESSAGES and any(to is not None and key in self.reachable(to) for _way, to in step.exits)
            for step in self.steps.values()
        )
