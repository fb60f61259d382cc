"""Service requests: batch create, SLA refresh of 100,000 open requests, queue and portal list with a million.

Every figure is a ratio within one run: the machine's own speed cancels out.

    ratio_vs_partner        batch create of requests / of res.partner, both without tracking
    sql_per_record          statements per request beside a fixed number per batch
    speedup_vs_oca_helpdesk time of an OCA helpdesk ticket / of a request, both without tracking
    refresh_ratio           SLA refresh that changes 100,000 rows / one UPDATE of the same rows
    list_ratio_1m_vs_1k     a page with 1,000,000 requests / with 1,000: the worst of queue, all open, portal; each in
                            units of a page of contacts asked for in turns with it, because pages of a millisecond,
                            measured minutes apart, tell more about the neighbours of the machine than about the house
"""

import random
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from house import database
from house.machine import home

OPEN_PER_AGENT = 200
PAGE = 80
ROUNDS = 5
PAGE_ROUNDS = 40
FIELDS = ("number", "name", "priority", "partner_id", "team_id", "user_id", "sla_deadline", "sla_state", "stage_id")


def main(house):
    scale = getattr(house, "scale", 1)
    figures = {}
    template = database.template(house.environment, ["crm_service"])
    with database.Copy(house.environment, template, label="bench") as name, odoo(house.environment, name) as env:
        figures |= creating(env, "crm.service.request", int(1000 * scale))
        figures |= refreshing(env, int(100_000 * scale))
        figures |= listing(env, 1000, int(1_000_000 * scale))
    figures |= against_oca(house.environment, int(1000 * scale), figures.pop("request_ratio_raw"))
    return figures


@contextmanager
def odoo(environment, name, extra_path=None):
    """An Odoo environment in this process. Nothing is committed unless a measurement says so."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    path = environment.addons_path() + (f",{extra_path}" if extra_path else "")
    conf = database.config_for(environment, name, addons_path=path)
    config.parse_config(["-c", str(conf), "-d", name], setup_logging=True)
    registry = Registry(name)
    with registry.cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})
        cursor.rollback()
    Registry.delete(name)
    import odoo.sql_db

    odoo.sql_db.close_db(name)


def timed(env, work):
    """(seconds, statements) of `work`, flushed, then undone."""
    env.flush_all()
    with env.cr.savepoint(flush=False) as savepoint:
        statements, start = env.cr.sql_log_count, time.perf_counter()
        work()
        env.flush_all()
        seconds, statements = time.perf_counter() - start, env.cr.sql_log_count - statements
        savepoint.rollback()
    env.invalidate_all(flush=False)
    return seconds, statements


def creating(env, model, count):
    """Create requests and partners in turns, so that both meet the same weather."""
    team = env.ref("crm_service.team_service")
    team.calendar_id = env.company.resource_calendar_id
    env["crm.service.policy"].create({"name": "Bench", "respond_hours": 4, "resolve_hours": 16})
    customers = env["res.partner"].create([{"name": f"C{index}"} for index in range(50)])

    def requests(size):
        values = [{"name": f"r{n}", "team_id": team.id, "partner_id": customers[n % 50].id} for n in range(size)]
        return lambda: env[model].create(values)

    def partners(size):
        values = [{"name": f"p{n}", "email": f"p{n}@bench.example", "phone": f"+49301234{n:04}"} for n in range(size)]
        return lambda: env["res.partner"].create(values)

    timed(env, requests(10))
    timed(env, partners(10))
    ours, theirs, statements = [], [], []
    for _ in range(ROUNDS):
        seconds, queries = timed(env, requests(count))
        ours.append(seconds)
        statements.append(queries)
        theirs.append(timed(env, partners(count))[0])
    small = timed(env, requests(count // 2))[1]
    return {
        "ratio_vs_partner": ratio(ours, theirs),
        "request_ratio_raw": statistics.median(ours) / statistics.median(theirs),
        "sql_per_record": round((statements[-1] - small) / (count - count // 2), 4),
        "create_ms_per_request": round(1000 * statistics.median(ours) / count, 3),
        "create_ms_per_partner": round(1000 * statistics.median(theirs) / count, 3),
    }


def ratio(ours, theirs):
    return round(statistics.median(ours) / statistics.median(theirs), 2)


def seed(env, total, agent, customer):
    """`total` requests by SQL; the agent and the customer under test have as many in a small house as in a big one."""
    team, policy = env.ref("crm_service.team_service"), env["crm.service.policy"].search([], limit=1)
    new, solved = env.ref("crm_service.stage_new"), env.ref("crm_service.stage_solved")
    random.seed(7)
    group = [(4, env.ref("crm_service.group_agent").id)]
    users = env["res.users"].create(
        [{"name": f"a{n}", "login": f"bench{total}_{n}", "group_ids": group} for n in range(20)]
    )
    partners = env["res.partner"].create([{"name": f"K{n}"} for n in range(min(5000, total // 4))])
    env.flush_all()
    with unchecked(env):
        env.cr.execute(
            """INSERT INTO crm_service_request (
                   number, name, active, company_id, channel, partner_id, commercial_partner_id, team_id, user_id,
                   stage_id, clock, priority, impact, urgency, opened_at, sla_deadline, policy_id,
                   create_date, write_date, create_uid, write_uid)
               SELECT 'B' || n, 'Request ' || n, TRUE, %(company)s, 'email', c.id, c.id, %(team)s,
                      CASE WHEN n <= %(mine)s THEN %(agent)s ELSE (%(users)s)[1 + n %% 20] END,
                      CASE WHEN n <= %(mine)s OR n %% 10 = 0 THEN %(new)s ELSE %(solved)s END,
                      CASE WHEN n <= %(mine)s OR n %% 10 = 0 THEN 'run' ELSE 'stop' END,
                      (n %% 4)::text, 'one', 'normal', now() - n * interval '1 minute',
                      CASE WHEN n <= %(mine)s OR n %% 10 = 0 THEN now() + (n %% 5000) * interval '1 minute' END,
                      %(policy)s, now(), now(), 1, 1
                 FROM generate_series(1, %(total)s) n
                 CROSS JOIN LATERAL (SELECT CASE WHEN n > %(total)s - %(mine)s THEN %(customer)s
                                            ELSE (%(partners)s)[1 + n %% %(count)s] END AS id) c""",
            {
                "company": env.company.id,
                "team": team.id,
                "mine": OPEN_PER_AGENT,
                "agent": agent.id,
                "users": users.ids,
                "new": new.id,
                "solved": solved.id,
                "policy": policy.id,
                "total": total,
                "customer": customer.id,
                "partners": partners.ids,
                "count": len(partners),
            },
        )
        env.cr.execute(
            """INSERT INTO crm_service_sla (
                   request_id, policy_id, is_current, is_stale, state, respond_state, resolve_state,
                   respond_warn_at, respond_due, resolve_warn_at, resolve_due)
               SELECT id, policy_id, TRUE, FALSE, 'running', 'running', 'running',
                      sla_deadline - interval '1 hour', sla_deadline, sla_deadline, sla_deadline + interval '1 hour'
                 FROM crm_service_request WHERE clock = 'run' AND number LIKE 'B%%'"""
        )
        env.cr.execute(
            "UPDATE crm_service_request r SET sla_id = s.id FROM crm_service_sla s WHERE s.request_id = r.id"
        )
    env.cr.execute("ANALYZE crm_service_request")
    env.cr.execute("ANALYZE crm_service_sla")
    env.invalidate_all(flush=False)


@contextmanager
def unchecked(env):
    """Without foreign key checks: a million rows have a dozen each, and what is seeded is right."""
    env.cr.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
    may = env.cr.fetchone()[0]
    if may:
        env.cr.execute("SET LOCAL session_replication_role = replica")
    yield
    if may:
        env.cr.execute("SET LOCAL session_replication_role = origin")


def people(env):
    group, portal = env.ref("crm_service.group_agent"), env.ref("base.group_portal")
    tag = f"{time.monotonic_ns()}"
    agent = env["res.users"].create({"name": "Agent", "login": f"bench_agent{tag}", "group_ids": [(6, 0, group.ids)]})
    customer = env["res.users"].create(
        {"name": "Customer", "login": f"bench_customer{tag}", "group_ids": [(6, 0, portal.ids)]}
    )
    return agent, customer


def refreshing(env, count):
    """All open requests fall due at once: the worst night a cron can meet, against an UPDATE of as many rows."""
    with env.cr.savepoint(flush=False) as savepoint:
        agent, customer = people(env)
        seed(env, count * 10, agent, customer.partner_id)
        env.cr.execute("SELECT count(*) FROM crm_service_sla")
        rows = env.cr.fetchone()[0]
        env.cr.execute(
            "UPDATE crm_service_sla SET respond_due = now() - interval '1 h', resolve_due = now() - interval '1 h'"
        )
        env.cr.execute("ANALYZE crm_service_sla")

        def floor():
            states = "state = 'missed', respond_state = 'missed', resolve_state = 'missed'"
            env.cr.execute(f"UPDATE crm_service_sla SET {states}")

        ours, theirs = [], []
        for _ in range(ROUNDS):
            changed = []
            ours.append(timed(env, lambda changed=changed: changed.append(env["crm.service.sla"]._refresh_states()))[0])
            assert changed[0] >= count, f"only {changed[0]} rows were refreshed"
            theirs.append(timed(env, floor)[0])
        savepoint.rollback()
    env.invalidate_all(flush=False)
    return {
        "refresh_ratio": ratio(ours, theirs),
        "refresh_rows": rows,
        "refresh_seconds": round(statistics.median(ours), 2),
    }


def listing(env, few, many):
    """Pages as the web client and the portal ask for them, with the rights of an agent and of a customer."""
    units, times = {}, {}
    for total in (few, many):
        with env.cr.savepoint(flush=False) as savepoint:
            agent, customer = people(env)
            seed(env, total, agent, customer.partner_id)
            for page, work in pages(env, agent, customer).items():
                units[page, total], times[page, total] = paging(env, work, contacts(env, agent))
            savepoint.rollback()
        env.invalidate_all(flush=False)
    ratios = {page: round(units[page, many] / units[page, few], 2) for page in ("queue", "open", "portal")}
    return {
        "list_ratio_1m_vs_1k": max(ratios.values()),
        **{f"list_ratio_{page}": value for page, value in ratios.items()},
        **{f"list_ms_{page}": round(1000 * times[page, many], 1) for page in ratios},
        "list_requests": many,
    }


def paging(env, work, unit):
    """(median time in units, median seconds) of a page, measured in turns with the unit."""
    ours, theirs = [], []
    for _ in range(PAGE_ROUNDS):
        for job, seconds in ((work, ours), (unit, theirs)):
            env.invalidate_all(flush=False)
            seconds.append(timed(env, job)[0])
    # The first ones warm the caches.
    ours, theirs = statistics.median(ours[5:]), statistics.median(theirs[5:])
    return ours / theirs, ours


def contacts(env, agent):
    """The unit: a page of contacts, which are as many in a small house as in a big one."""
    partners = env["res.partner"].search([], order="id", limit=PAGE)
    return lambda: partners.with_user(agent).web_read({name: {} for name in ("name", "email", "phone", "company_id")})


def pages(env, agent, customer):
    """{page: function that fetches it}."""
    requests = env["crm.service.request"]
    spec = {name: {} for name in FIELDS}
    still_open = [("clock", "in", ["run", "pause"])]
    queue = [("user_id", "=", agent.id), *still_open]
    own = [("commercial_partner_id", "=", customer.partner_id.id)]

    def portal():
        mine = requests.with_user(customer)
        return mine.search_count(own), mine.search_fetch(own, ["number", "name"], order="id desc", limit=20)

    return {
        "queue": lambda: requests.with_user(agent).web_search_read(queue, spec, limit=PAGE),
        "open": lambda: requests.with_user(agent).web_search_read(still_open, spec, limit=PAGE, count_limit=PAGE + 1),
        "portal": portal,
    }


def against_oca(environment, count, ours):
    """OCA's helpdesk_mgmt in a database of its own. Its licence is AGPL: fetched to be measured, never shipped."""
    folder = home() / "bench-oca"
    if not (folder / "odoo/addons/helpdesk_mgmt").is_dir():
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder]
        command.append("odoo-addon-helpdesk-mgmt==19.*")
        if subprocess.run(command).returncode:
            return {"speedup_vs_oca_helpdesk": None, "oca_note": "helpdesk_mgmt could not be fetched"}
    addons = Path(folder) / "odoo/addons"
    name = "crm_bench_oca"
    database._execute(environment, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    database._execute(environment, "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
    try:
        path = f"{environment.addons_path()},{addons}"
        database.run_odoo(environment, name, ["-i", "helpdesk_mgmt"], "OCA helpdesk_mgmt", addons_path=path)
        with odoo(environment, name, extra_path=addons) as env:
            return compare_oca(env, count, ours)
    finally:
        database.drop(environment, name)


def compare_oca(env, count, ours):
    customers = env["res.partner"].create([{"name": f"C{index}"} for index in range(50)])
    tickets, partners = [], []
    for size in (10, *[count] * ROUNDS):
        asked = [{"name": f"t{n}", "description": "x", "partner_id": customers[n % 50].id} for n in range(size)]
        tickets.append(timed(env, lambda asked=asked: env["helpdesk.ticket"].create(asked))[0])
        asked = [{"name": f"p{n}", "email": f"p{n}@bench.example", "phone": f"+49301234{n:04}"} for n in range(size)]
        partners.append(timed(env, lambda asked=asked: env["res.partner"].create(asked))[0])
    theirs = statistics.median(tickets[1:]) / statistics.median(partners[1:])
    return {"speedup_vs_oca_helpdesk": round(theirs / ours, 2), "oca_ratio_vs_partner": round(theirs, 2)}
