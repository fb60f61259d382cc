"""Lead scoring: 5,000 leads refreshed against core's own assignment of the same leads, and a replay of the ledger.

    speedup_vs_core_assignment  core's `_action_assign_leads` / our first refresh: scores, temperatures, qualifications
    refresh_again_ms            a refresh in which nothing crosses a threshold
    replay_same_score           the ledger deleted and counted again from the touchpoints gives the same scores
    replay_twice_adds           rows that counting everything a second time adds

Both run without tracking and without mail, which is to core's advantage.
"""

import random
import statistics
import sys
import time
from pathlib import Path

from house import database

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench_requests import odoo, timed  # noqa: E402

LEADS, TEAMS, MEMBERS, TOUCHES = 5000, 10, 100, 6
ROUNDS = 5


def main(house):
    count = int(LEADS * getattr(house, "scale", 1))
    template = database.template(house.environment, ["crm_funnel"])
    with database.Copy(house.environment, template, label="bench") as name, odoo(house.environment, name) as env:
        leads, teams = seed(env, count)
        figures = refreshing(env, leads) | replaying(env, leads)
        figures |= against_core(env, leads, teams)
    figures["speedup_vs_core_assignment"] = round(figures["core_assignment_s"] / figures["refresh_s"], 1)
    return figures


def seed(env, count):
    """Leads with customers who did things, and teams with enough capacity for all of them."""
    dice = random.Random(11)
    users = env["res.users"].create(
        [
            {
                "name": f"Seller {number}",
                "login": f"bench_seller_{number}",
                "group_ids": [(6, 0, [env.ref("sales_team.group_sale_salesman").id])],
            }
            for number in range(MEMBERS)
        ]
    )
    env["crm.team"].search([]).active = False
    teams = env["crm.team"].create([{"name": f"Team {number}", "use_leads": True} for number in range(TEAMS)])
    env["crm.team.member"].create(
        [
            {"crm_team_id": teams[number % TEAMS].id, "user_id": user.id, "assignment_max": 30 * 2 * count // MEMBERS}
            for number, user in enumerate(users)
        ]
    )
    partners = env["res.partner"].create(
        [
            {"name": f"Customer {number}", "email": f"c{number}@bench.example", "is_company": number % 2 == 0}
            for number in range(count)
        ]
    )
    leads = env["crm.lead"].create(
        [
            {
                "name": f"Lead {number}",
                "type": "lead",
                "partner_id": partner.id,
                "email_from": f"c{number}@bench.example",
                "phone": f"+4930{number:07}",
                "team_id": False,
                "user_id": False,
            }
            for number, partner in enumerate(partners)
        ]
    )
    leads.write({"team_id": False, "user_id": False})
    env.cr.flush()
    touch(env, dice, partners)
    env.cr.commit()
    for table in ("crm_lead", "crm_touchpoint", "crm_score_event", "res_partner"):
        env.cr.execute(f"ANALYZE {table}")
    env.cr.commit()
    return leads, teams


def touch(env, dice, partners):
    kinds = [("web", "view"), ("web", "form"), ("event", "attendance"), ("mailing", "open"), ("mailing", "click")]
    now = time.time()
    env["crm.touchpoint"]._record(
        [
            {
                "partner_id": partner.id,
                "company_id": env.company.id,
                "channel": channel,
                "kind": kind,
                "direction": "in",
                "subject": f"page {dice.randrange(9)}",
                "occurred_at": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(now - dice.randrange(90 * 86400))),
                "source_key": f"bench:{partner.id}:{number}",
            }
            for partner in partners
            for number in range(TOUCHES)
            for channel, kind in [dice.choice(kinds)]
        ]
    )
    env.cr.flush()


def refreshing(env, leads):
    first = [timed(env, lambda: env["crm.lead"]._refresh_scores(leads)) for _ in range(ROUNDS)]
    env["crm.lead"]._refresh_scores(leads)
    env.cr.commit()
    again = [timed(env, lambda: env["crm.lead"]._refresh_scores(leads)) for _ in range(ROUNDS)]
    env.cr.execute("SELECT count(*), count(mql_at), count(sql_at) FROM crm_lead WHERE id = ANY(%s)", [leads.ids])
    total, marketing, sales = env.cr.fetchone()
    env.cr.execute("SELECT count(*) FROM crm_score_event")
    return {
        "leads": total,
        "ledger_rows": env.cr.fetchone()[0],
        "qualified_marketing": marketing,
        "qualified_sales": sales,
        "refresh_s": round(statistics.median(seconds for seconds, _ in first), 3),
        "refresh_statements_per_lead": round(max(queries for _, queries in first) / total, 4),
        "refresh_again_ms": round(1000 * statistics.median(seconds for seconds, _ in again), 1),
        "refresh_again_statements": max(queries for _, queries in again),
    }


def scores(env, leads):
    leads.invalidate_recordset()
    return leads.mapped("score")


def replaying(env, leads):
    before = scores(env, leads)
    env["crm.score.event"]._replay(leads.ids)
    env.cr.execute("SELECT count(*) FROM crm_score_event")
    rows = env.cr.fetchone()[0]
    env["crm.score.event"]._replay(leads.ids)
    env.cr.execute("SELECT count(*) FROM crm_score_event")
    added = env.cr.fetchone()[0] - rows
    env.cr.execute("DELETE FROM crm_score_event")
    emptied = scores(env, leads)
    env["crm.score.event"]._replay(leads.ids)
    after = scores(env, leads)
    env.cr.commit()
    # Days pass between the two readings only in seconds: a score that stands on an edge may move by one.
    same = emptied != before and all(abs(one - other) <= 1 for one, other in zip(before, after, strict=True))
    exact = sum(one == other for one, other in zip(before, after, strict=True)) / len(before)
    return {"replay_same_score": same and added == 0, "replay_twice_adds": added, "replay_equal_share": round(exact, 4)}


def against_core(env, leads, teams):
    """Core's assignment commits as it goes, so it comes last."""
    start, statements = time.perf_counter(), env.cr.sql_log_count
    teams._action_assign_leads(force_quota=True, creation_delta_days=0)
    env.flush_all()
    seconds = time.perf_counter() - start
    leads.invalidate_recordset()
    assigned = len(leads.exists().filtered("user_id"))
    return {
        "core_assignment_s": round(seconds, 2),
        "core_statements_per_lead": round((env.cr.sql_log_count - statements) / len(leads), 2),
        "core_assigned": assigned,
    }
