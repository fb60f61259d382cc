"""Receptions, visits and gifts: what each guest costs, and what somebody else must agree to before."""

from dataclasses import dataclass

TRANSITIONS = {
    ("draft", "pass"): "approved",
    ("draft", "submit"): "waiting",
    ("waiting", "approve"): "approved",
    ("waiting", "refuse"): "refused",
    ("refused", "revise"): "draft",
    ("cancelled", "revise"): "draft",
    ("waiting", "revise"): "draft",
    ("approved", "revise"): "draft",
    ("approved", "submit"): "waiting",
    ("approved", "hold"): "done",
    ("draft", "cancel"): "cancelled",
    ("waiting", "cancel"): "cancelled",
    ("approved", "cancel"): "cancelled",
}


def after(state, event):
    """The state that `event` leads to, or None when it is not possible in `state`.

    >>> after("approved", "hold"), after("waiting", "hold")
    ('done', None)
    """
    return TRANSITIONS.get((state, event))


def split(units, weights):
    """Split an amount in its smallest units (cents) over weights; the parts add up to it, to the last cent.

    Nobody pays more than a cent beside his exact share; the cents that are left go to the largest remainders, the
    first of equals first.

    >>> split(100, [1, 1, 1]), split(5, [0, 2, 1]), split(7, [])
    ([34, 33, 33], [0, 3, 2], [])
    """
    total = sum(weights)
    if total <= 0:
        return [0] * len(weights)
    parts = [units * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(units * weights[place] % total), place))
    for place in order[: units - sum(parts)]:
        parts[place] += 1
    return parts


@dataclass(frozen=True, slots=True)
class Limits:
    """What is allowed without asking, in the company's currency; 0 is no limit."""

    per_guest: float = 0.0
    per_customer_year: float = 0.0


@dataclass(frozen=True, slots=True)
class Guest:
    """`cost` is this guest's part; `spent` what the guest's customer got before in the same year."""

    customer: int
    cost: float
    spent: float = 0.0
    official: bool = False


def objections(guests, limits):
    """Why somebody else must agree: any of "guest", "year", "official", in this order.

    >>> objections([Guest(1, 80.0), Guest(1, 80.0, official=True)], Limits(100, 150))
    ('year', 'official')
    >>> objections([Guest(1, 100.0)], Limits(100, 150))
    ()
    """
    found = set()
    year = {}
    for guest in guests:
        year[guest.customer] = year.get(guest.customer, guest.spent) + guest.cost
        if limits.per_guest and guest.cost > limits.per_guest + 0.005:
            found.add("guest")
        if guest.official:
            found.add("official")
    if limits.per_customer_year and any(cost > limits.per_customer_year + 0.005 for cost in year.values()):
        found.add("year")
    return tuple(reason for reason in ("guest", "year", "official") if reason in found)
