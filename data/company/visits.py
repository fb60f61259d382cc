"""Visits of technicians: for repairs, installations and yearly maintenance. Nobody is booked twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .customers import Customer
from .days import closed, local, utc
from .dice import clamp, dice
from .places import kilometres
from .service import covered_by
from .table import Table

MINUTES = {"install": 120, "repair": 75, "maintenance": 90}
# The dispatcher has planned the next days already; what comes later waits on the list.
PLANNED_AHEAD = timedelta(days=6)
WAIT_DAYS = {"install": (1, 6), "repair": (0, 2), "maintenance": (3, 12)}


@dataclass(slots=True, eq=False)
class Job:
    """Work wanted at a customer's place: `minutes` of it, from the UTC moment `ready` on."""

    customer: Customer
    kind: str
    skill: str
    ready: datetime
    minutes: int
    request: object = None
    line: str | None = None
    asset: object = None


def jobs_of(seed, orders, requests, assets, end):
    """Installations sold, requests that need a technician, and maintenance contracts in the two weeks after `end`."""
    jobs = []
    for order in orders:
        for line in order.lines:
            if line.sku == "SV-101" and order.state == "sale":
                day = order.delivered or end + timedelta(days=4)
                jobs.append(_job(seed, order.customer, "install", "skill_install", day, line.id, line=line.id))
    for one in requests:
        if one.on_site:
            kind = "maintenance" if one.category == "maintenance" else "repair"
            jobs.append(
                _job(seed, one.customer, kind, one.skill, one.opened.date(), one.id, request=one, asset=one.asset)
            )
    for one in (one for one in assets if one.plan != "none" and one.id[-1] in "01234"):
        rng = dice(seed, "contract", one.id)
        due = end + timedelta(days=rng.randint(1, 12))
        jobs.append(_job(seed, one.customer, "maintenance", "skill_install", due, one.id, asset=one))
    return sorted(jobs, key=lambda job: (job.ready, job.customer.index, job.kind))


def _job(seed, customer, kind, skill, day, key, request=None, line=None, asset=None):
    rng = dice(seed, "job", key)
    length = int(clamp(rng.lognormvariate(0, 0.25), 0.5, 1.9) * MINUTES[kind] / 15) * 15
    ready = utc(day + timedelta(days=rng.randint(*WAIT_DAYS[kind])), 8 * 60, customer.city)
    if request:
        ready = max(ready, request.opened + timedelta(hours=1))
    return Job(customer, kind, skill, ready, max(length, 30), request, line, asset)


def travel_minutes(tech, job):
    """Way from the technician's home at city speed; good enough to leave room between two visits."""
    at = job.customer.address
    return round(10 + kilometres(tech.lat, tech.lon, at["lat"], at["lon"]) * 2.4)


def earliest(tech, job, travel):
    """First UTC moment this technician can start the job within one of the two shifts of a working day."""
    moment = max(job.ready, tech.booked_until + timedelta(minutes=travel)) if tech.booked_until else job.ready
    here = local(moment, job.customer.city)
    day, clock = here.date(), here.hour * 60 + here.minute + (here.second > 0)
    for _ in range(400):
        if day.isoweekday() in tech.weekdays and not (closed(day, tech.city) and day.isoweekday() < 6):
            for begins, ends in tech.shifts:
                start = max(clock, begins)
                if start + job.minutes <= ends:
                    return utc(
                        day, -(-start // 5) * 5 if -(-start // 5) * 5 + job.minutes <= ends else start, tech.city
                    )
        day, clock = day + timedelta(days=1), 0
    raise ValueError(f"no shift of {tech.id} is {job.minutes} minutes long")


def assign(crew, job):
    """(technician, start, travel): who can be there first; among equals who lives nearest."""
    best = None
    for tech in crew:
        if tech.city == job.customer.city and job.skill in tech.skills:
            travel = travel_minutes(tech, job)
            offer = (earliest(tech, job, travel), travel, tech.id)
            if best is None or offer < best[0]:
                best = (offer, tech)
    if best is None:
        raise ValueError(f"nobody in {job.customer.city} knows {job.skill}")
    (start, travel, _name), tech = best
    tech.booked_until = start + timedelta(minutes=job.minutes)
    return tech, start, travel


def _actual(rng, job, start):
    begun = start + timedelta(minutes=clamp(round(rng.gauss(2, 9)), -15, 40))
    return begun, begun + timedelta(minutes=max(15, round(job.minutes * rng.lognormvariate(-0.08, 0.22))))


def write_visits(folder, seed, jobs, crew, finish, touch):
    """visits.csv. What is not wanted before PLANNED_AHEAD after `finish` is left unplanned."""
    columns = (
        "visit_id customer_id kind request_id asset_id order_line_id skill_id covered_by window_from window_to "
        "expected_minutes state technician_id planned_start planned_end travel_minutes actual_start actual_end"
    )
    home = {}
    for tech in crew:
        home.setdefault(tech.city, []).append(tech)
    with Table(folder, "visits", columns) as table:
        for number, job in enumerate(jobs, 1):
            name, request, asset = f"visit_{number:06d}", job.request, job.asset
            until = job.ready + timedelta(days=3 if job.kind == "repair" else 7)
            cover = covered_by(request) if request else "contract" if job.line is None else "order"
            wanted = (
                job.customer.id, job.kind, request and request.id, asset and asset.id, job.line, job.skill, cover,
                job.ready, until, job.minutes,
            )  # fmt: skip
            if job.ready > finish + PLANNED_AHEAD:
                table.add(name, *wanted, "unplanned", *[None] * 6)
                continue
            plan = _carried_out(dice(seed, "visit", number), job, _near(home[job.customer.city], job), finish)
            table.add(name, *wanted, *plan)
            if plan[0] == "done":
                touch.add(job.customer, plan[5], "visit", job.kind, "outbound", ref=name)
        return table.rows


def _carried_out(rng, job, crew, finish):
    """(state, technician, planned start, planned end, travel, actual start, actual end) of a visit that is planned."""
    tech, start, travel = assign(crew, job)
    ahead = start > finish - timedelta(hours=6)
    state = "planned" if ahead else "cancelled" if rng.random() < 0.04 else "done"
    actual = _actual(rng, job, start) if state == "done" else (None, None)
    return state, tech.id, start, start + timedelta(minutes=job.minutes), travel, *actual


def _near(crew, job):
    """At a hundredfold scale each customer is looked after by a dozen technicians, not by all of the city."""
    groups = max(1, len(crew) // 12)
    group = job.customer.index % groups
    return crew[group * len(crew) // groups : (group + 1) * len(crew) // groups]
