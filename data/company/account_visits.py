"""Salespeople call on the customers that matter: a promise kept in most weeks, and broken with who stopped buying."""

from datetime import timedelta

from .days import next_open, office_moment
from .dice import dice

# Days between two visits of a company; the levels of a key account promise the same.
EVERY = {"key": 14, "growth": 30}
LOOK_BACK = timedelta(days=180)


def account_visits(seed, customers, finish, touch):
    """One touchpoint a visit, over the last half-year. A salesperson is seldom late, and rarely calls on who left."""
    for one in customers:
        if one.is_company and one.segment in EVERY:
            rng = dice(seed, "account visit", one.index)
            for day in _days(rng, one, finish.date()):
                moment = office_moment(rng, day, one.city)
                if moment <= finish:
                    touch.add(one, moment, "visit", "account_visit", "outbound")


def _days(rng, one, end):
    every = EVERY[one.segment]
    day = max(one.since, end - LOOK_BACK) + timedelta(days=rng.randrange(every))
    while day <= end:
        if one.active_on(day) or rng.random() < 0.25:
            yield next_open(day, one.city)
        day += timedelta(days=every - rng.randint(1, 5) if rng.random() < 0.95 else 2 * every)
