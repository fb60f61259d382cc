"""Service requests: what breaks, how urgent it is, how fast it is answered and solved."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .customers import Customer
from .days import after_working, evening_moment, next_open, office_moment
from .dice import clamp, dice, poisson, weighted
from .people import skill_for
from .products import TROUBLESOME
from .request_words import GENERAL, SYMPTOMS
from .table import Table

BREAKS_PER_YEAR = 0.30
PRIORITY = {"breakdown": {2: 45, 3: 25, 1: 30}, "maintenance": {1: 80, 0: 20}}
# Median working minutes to the first answer and to the solution, by priority 0 (low) to 3 (urgent).
RESPOND = (420, 240, 110, 35)
RESOLVE = (2400, 1500, 900, 420)
CHANNELS = {"portal": 30, "phone": 34, "email": 24, "chat": 12}


@dataclass(slots=True, eq=False)
class Request:
    """One service request; times are UTC, None when not reached by the end of the history."""

    customer: Customer
    asset: object
    category: str
    topic: str
    subject: str
    text: str
    priority: int
    channel: str
    opened: datetime
    responded: datetime | None
    solved: datetime | None
    skill: str | None
    on_site: bool
    rating: int | None = None
    id: str = ""

    @property
    def state(self):
        return "solved" if self.solved else "in_progress" if self.responded else "new"


def _moment(rng, one, day):
    if one.is_company:
        return office_moment(rng, next_open(day, one.city), one.city)
    return evening_moment(rng, day, one.city)


def _answered(rng, one, opened, priority, finish):
    """(first answer, solution) with a long tail; None for what lies after `finish`."""
    respond = RESPOND[priority] * rng.lognormvariate(0, 0.8)
    resolve = respond + RESOLVE[priority] * rng.lognormvariate(0, 0.7)
    first, last = after_working(opened, respond, one.city), after_working(opened, resolve, one.city)
    return (first if first <= finish else None), (last if last <= finish else None)


def _breakdowns(rng, asset, start, finish):
    """Requests about one machine; the hazard grows with age and with the three troublesome products."""
    one, end = asset.customer, finish.date()
    day = max(asset.installed, start)
    years = (end - day).days / 365
    age = (end - asset.sold).days / 365
    hazard = BREAKS_PER_YEAR * TROUBLESOME.get(asset.sku, 1.0) * (0.7 + 0.15 * age) * (1.0 if one.is_company else 0.45)
    for _ in range(poisson(rng, hazard * max(years, 0))):
        at = day + timedelta(days=rng.randrange(max((end - day).days, 1)))
        category = "maintenance" if rng.random() < 0.2 else "breakdown"
        known = SYMPTOMS["maintenance"] if category == "maintenance" else SYMPTOMS[skill_for(asset.sku)[6:]]
        topic, english, chinese, remote = rng.choice(known)
        priority = weighted(rng, PRIORITY[category])
        yield _request(
            rng, one, asset, category, topic, (english, chinese), priority, at, finish, rng.random() >= remote
        )
        asset.requests += 1


def _request(rng, one, asset, category, topic, words, priority, day, finish, on_site):
    opened = min(_moment(rng, one, day), finish)
    responded, solved = _answered(rng, one, opened, priority, finish)
    subject, text = words[one.language == "zh_CN"].split("|")
    fast = solved is not None and (solved - opened).total_seconds() < 3 * 86400
    rating = int(clamp(round(rng.gauss(4.4 if fast else 3.2, 0.9)), 1, 5)) if solved and rng.random() < 0.45 else None
    skill = (skill_for(asset.sku) if asset else "skill_install") if on_site else None
    return Request(
        one,
        asset,
        category,
        topic,
        subject,
        text,
        priority,
        weighted(rng, CHANNELS),
        opened,
        responded,
        solved,
        skill,
        on_site,
        rating,
    )


def _questions(rng, one, start, finish):
    """Requests that are not about a broken machine: invoices, deliveries, how to, memberships."""
    first = max(one.since, start)
    years = max((finish.date() - first).days, 0) / 365
    for _ in range(poisson(rng, min(0.12 + 0.1 * len(one.orders), 2.5) * years * (1.0 if one.orders else 0.3))):
        day = first + timedelta(days=rng.randrange(max((finish.date() - first).days, 1)))
        if one.active_on(day):
            category, english, chinese = rng.choice(GENERAL)
            priority = rng.choice((0, 1, 1, 2))
            yield _request(rng, one, None, category, category, (english, chinese), priority, day, finish, False)


def all_requests(seed, customers, start, finish):
    """Every request in order of time, numbered. `finish` is the last moment of the history (UTC)."""
    requests = []
    for one in customers:
        rng = dice(seed, "requests", one.index)
        for asset in one.assets:
            requests += _breakdowns(rng, asset, start, finish)
        requests += _questions(rng, one, start, finish)
    requests.sort(key=lambda request: (request.opened, request.customer.index))
    for number, request in enumerate(requests, 1):
        request.id = f"request_{number:06d}"
    return requests


def covered_by(request):
    """What pays for it: warranty, contract or the customer."""
    asset = request.asset
    if asset is None or not request.on_site:
        return "free"
    if request.category == "breakdown" and request.opened.date() <= asset.warranty:
        return "warranty"
    return "billable" if asset.plan == "none" else "contract"


def write_requests(folder, requests):
    columns = (
        "request_id customer_id asset_id category topic subject description priority channel state "
        "opened_at responded_at "
        "solved_at skill_id on_site covered_by rating language"
    )
    with Table(folder, "requests", columns) as table:
        for one in requests:
            table.add(
                one.id,
                one.customer.id,
                one.asset.id if one.asset else None,
                one.category,
                one.topic,
                one.subject,
                one.text,
                one.priority,
                one.channel,
                one.state,
                one.opened,
                one.responded,
                one.solved,
                one.skill,
                one.on_site,
                covered_by(one),
                one.rating,
                "zh_CN" if one.customer.language == "zh_CN" else "en_US",
            )
        return table.rows
