"""The telephone: campaign calls out, customers calling in, some of them unknown, some giving up."""

import heapq
from datetime import timedelta

from .days import next_open, office_moment
from .dice import dice, poisson, weighted
from .table import Table

AGENTS = ("staff_11", "staff_12")
OUTCOMES = {
    "interested": 17,
    "order": 6,
    "callback": 14,
    "not_interested": 33,
    "voicemail": 13,
    "no_answer": 12,
    "busy": 3,
    "do_not_call": 2,
}
SILENT = {"voicemail", "no_answer", "busy"}
REASONS = {"order": 32, "service": 34, "invoice": 12, "delivery": 14, "other": 8}
PATIENCE = 75
COLUMNS = (
    "call_id direction customer_id number agent_id campaign_id queue started_at answered_at ended_at "
    "wait_seconds talk_seconds "
    "wrap_seconds outcome recorded"
)


def _campaign_calls(seed, customers, campaign, finish):
    """Attempts of one campaign; who has not consented is not called at all."""
    length = (campaign.end - campaign.start).days
    for one in customers:
        rng = dice(seed, "call", campaign.id, one.index)
        wanted = not one.active_on(campaign.start) or campaign.name.startswith("New year")
        if one.phone_ok and wanted and one.since < campaign.start and rng.random() < 0.55:
            day = next_open(campaign.start + timedelta(days=rng.randrange(length)), one.city)
            yield _outbound(rng, one, day, campaign.id)


def _outbound(rng, one, day, campaign):
    outcome = weighted(rng, OUTCOMES)
    talk = 0 if outcome in SILENT else int(rng.lognormvariate(4.9, 0.6))
    return {
        "direction": "out",
        "one": one,
        "number": one.mobile or one.phone,
        "campaign": campaign,
        "queue": "sales",
        "at": office_moment(rng, day, one.city),
        "ring": rng.randint(4, 24),
        "talk": talk,
        "wrap": rng.randint(8, 70),
        "outcome": outcome,
    }


def _inbound(seed, customers, start, finish, phones):
    days = (finish.date() - start).days
    for one in customers:
        rng = dice(seed, "inbound", one.index)
        for _ in range(poisson(rng, 0.6 + 0.5 * len(one.orders))):
            day = next_open(start + timedelta(days=rng.randrange(days)), one.city)
            if day < one.since or not one.active_on(day):
                continue
            stranger = rng.random() < 0.06
            reason = weighted(rng, REASONS)
            yield {
                "direction": "in",
                "one": None if stranger else one,
                "number": phones.number(one.city, True) if stranger else one.mobile or one.phone,
                "campaign": None,
                "queue": "service" if reason in ("service", "delivery") else "sales",
                "at": office_moment(rng, day, one.city),
                "ring": rng.randint(3, 14),
                "talk": int(rng.lognormvariate(5.1, 0.7)),
                "wrap": rng.randint(10, 120),
                "outcome": reason,
            }


def all_calls(seed, customers, all_campaigns, start, finish, phones):
    """Every call in order of time, before anybody has picked one up."""
    calls = list(_inbound(seed, customers, start, finish, phones))
    for campaign in all_campaigns:
        if campaign.channel == "call":
            calls += _campaign_calls(seed, customers, campaign, finish)
    calls = [call for call in calls if call["at"] <= finish]
    return sorted(calls, key=lambda call: (call["at"], call["number"]))


def write_calls(folder, calls, lines, finish, touch):
    """calls.csv. `lines` is the number of agents on duty; an outbound call waits for a free one, a caller gives up."""
    free = [(calls[0]["at"], AGENTS[number % 2], number) for number in range(lines)]
    heapq.heapify(free)
    with Table(folder, "calls", COLUMNS) as table:
        for call in calls:
            ready, agent, seat = free[0]
            out = call["direction"] == "out"
            begun = max(call["at"], ready) if out else call["at"]
            wait = call["ring"] + max(0, int((ready - begun).total_seconds()))
            lost = not out and wait > PATIENCE
            talk, wrap = (0, 0) if lost else (call["talk"], call["wrap"])
            wait = min(wait, PATIENCE)
            ended = begun + timedelta(seconds=wait + talk)
            if not lost:
                heapq.heapreplace(free, (ended + timedelta(seconds=wrap), agent, seat))
            if ended > finish:
                continue
            outcome, name = "abandoned" if lost else call["outcome"], f"call_{table.rows + 1:06d}"
            table.add(
                name,
                call["direction"],
                call["one"].id if call["one"] else None,
                call["number"],
                None if lost else agent,
                call["campaign"],
                call["queue"],
                begun,
                begun + timedelta(seconds=wait) if talk else None,
                ended,
                wait,
                talk,
                wrap,
                outcome,
                bool(talk) and call["number"][-1] in "02468",
            )
            if call["one"] and talk:
                way = "outbound" if out else "inbound"
                touch.add(call["one"], begun, "phone", outcome, way, campaign=call["campaign"], ref=name)
        return table.rows


def agents_for(scale):
    """Lines staffed at once: two per scale unit up to a floor that a hundredfold company would have.

    >>> agents_for(1), agents_for(100)
    (2, 20)
    """
    return 2 * min(scale, 10)
