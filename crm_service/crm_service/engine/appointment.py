"""May a customer have this date? Plain rules, no clock of their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """`notice` is the least time before a date (the old one too), `ahead` the longest, `most` how often one may ask."""

    notice: timedelta
    ahead: timedelta
    most: int


def refusal(wanted: datetime, now: datetime, booked: datetime | None, asked: int, rules: Rules, working=None):
    """Why a date cannot be proposed: "past", "soon", "far", "late", "often" or "closed"; None when it can.

    `booked` is the date that is agreed, `asked` how often another was proposed, `working` the team's WorkingTime.

    >>> rules = Rules(timedelta(hours=24), timedelta(days=60), 3)
    >>> now = datetime(2026, 6, 8, 9)
    >>> refusal(datetime(2026, 6, 10, 9), now, None, 0, rules) is None
    True
    >>> refusal(datetime(2026, 6, 9, 8), now, None, 0, rules)
    'soon'
    >>> refusal(datetime(2026, 6, 10, 9), now, datetime(2026, 6, 8, 12), 0, rules)
    'late'
    """
    if wanted <= now:
        return "past"
    if wanted < now + rules.notice:
        return "soon"
    if wanted > now + rules.ahead:
        return "far"
    # The technician who comes tomorrow morning is on his way, whatever date is wanted instead.
    if booked and now < booked < now + rules.notice:
        return "late"
    if asked >= rules.most:
        return "often"
    if working and not working.worked(wanted, wanted + timedelta(minutes=1)):
        return "closed"
    return None
