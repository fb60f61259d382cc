"""Touchpoints: batches against a bare INSERT, and the first page of a customer's timeline at 10 million rows.

Every figure is a ratio within one run: the machine's own speed cancels out.

    ingest_ratio_vs_insert      rows per second of the batch door (checks, identities, keys) / of one bare multi-row
                                INSERT of the same rows into the same table
    record_ratio_vs_insert      the same for `_record`, by which events inside Odoo write
    timeline_ratio_10m_vs_10k   first page of one customer's timeline with 10,000,000 rows / with 10,000: the worse of
                                unfiltered and filtered by a rare channel

--scale 0.1 stops at one million rows.
"""

import os
import statistics
import time
from contextlib import contextmanager

from house import database

BATCH = 5000
ROUNDS = 7
PAGES = 60
FEW, MANY = 10_000, 10_000_000
# The customer whose page is read has this many rows of its own, in the small house and in the big one.
OWN = 500
PAGES_READ = {"all": None, "rare": ["letter"]}
COLUMNS = (
    *("partner_id", "customer_id", "company_id", "user_id", "occurred_at", "channel", "kind", "direction", "subject"),
    *("detail", "amount", "currency_id", "source_key", "recorded_at"),
)


def main(house):
    """The two houses stand side by side: their pages are read in turns, so that both meet the same weather."""
    environment = house.environment
    os.environ.update(environment.odoo_environment())
    template = database.template(environment, ["crm_extended"])
    with (
        database.Copy(environment, template, "bench_small") as small,
        database.Copy(environment, template, "bench_big") as big,
    ):
        import odoo.sql_db
        from odoo.tools import config

        config.parse_config(["-c", str(database.config_for(environment, small)), "-d", f"{small},{big}"])
        try:
            with opened(small) as few, opened(big) as many:
                return ingesting(few) | reading(few, many, int(MANY * house.scale))
        finally:
            odoo.sql_db.close_all()


@contextmanager
def opened(name):
    """An Odoo environment of one database; nothing in it is kept."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    with Registry(name).cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})
        cursor.rollback()


def ingesting(env):
    """A foreign system's batches, against the same rows by hand."""
    sender = env["res.users"].create(
        {
            "name": "Shop",
            "login": "bench_sender",
            "group_ids": [(6, 0, [env.ref("crm_extended.group_touchpoint_api").id])],
        }
    )
    customers = env["res.partner"].create(
        [
            {"name": f"C{n}", "email": f"c{n}@bench.example", "phone": f"+4930{1234000 + n}", "ref": f"R{n}"}
            for n in range(1000)
        ]
    )
    env.flush_all()
    env.cr.execute("ANALYZE res_partner")
    door = env["crm.touchpoint"].with_user(sender)
    seconds = {"door": [], "record": [], "insert": []}
    for turn in range(ROUNDS + 1):
        rows = foreign_rows(customers, turn)
        done = {
            "door": timed(
                env, lambda rows=rows: accepted(door._receive_batch({"source": "bench", "touchpoints": rows}))
            ),
            "record": timed(env, lambda turn=turn: env["crm.touchpoint"]._record(inner_rows(env, customers, turn))),
            "insert": timed(env, lambda turn=turn: insert(env, inner_rows(env, customers, turn))),
        }
        if turn:  # the first fills caches
            for way, taken in done.items():
                seconds[way].append(taken)
    middles = {way: statistics.median(taken) for way, taken in seconds.items()}
    return {
        "ingest_ratio_vs_insert": round(middles["insert"] / middles["door"], 3),
        "record_ratio_vs_insert": round(middles["insert"] / middles["record"], 3),
        "ingest_rows_per_second": round(BATCH / middles["door"]),
        "insert_rows_per_second": round(BATCH / middles["insert"]),
    }


def foreign_rows(customers, turn):
    """One batch as JSON gives it: each customer named in one of the four ways."""
    names = [
        lambda one: {"email": one.email},
        lambda one: {"phone": one.phone},
        lambda one: {"ref": one.ref},
        lambda one: {"id": one.id},
    ]
    return [
        {
            "key": f"{turn}-{n}",
            "partner": names[n % 4](customers[n % len(customers)]),
            "occurred_at": f"2026-03-{1 + n % 28:02}T08:00:00+08:00",
            "channel": "shop",
            "kind": "view",
            "direction": "in",
            "subject": f"Steel rolls {n % 90} mm",
            "detail": f"/shop/steel-rolls-{n % 90}",
        }
        for n in range(BATCH)
    ]


def inner_rows(env, customers, turn):
    ids, company = customers.ids, env.company
    return [
        {
            "partner_id": ids[n % len(ids)],
            "customer_id": ids[n % len(ids)],
            "company_id": company.id,
            "occurred_at": f"2026-03-{1 + n % 28:02} 00:00:00",
            "channel": "shop",
            "kind": "view",
            "direction": "in",
            "subject": f"Steel rolls {n % 90} mm",
            "detail": f"/shop/steel-rolls-{n % 90}",
            "amount": None,
            "currency_id": company.currency_id.id,
            "source_key": f"inner:{turn}:{n}",
        }
        for n in range(BATCH)
    ]


def accepted(answer):
    status, counts = answer
    assert status == 200 and counts["created"] == BATCH, answer


def insert(env, rows):
    values = [tuple(row.get(name) for name in COLUMNS[:-1]) + ("2026-03-30 00:00:00",) for row in rows]
    env.cr.execute_values(f"INSERT INTO crm_touchpoint ({', '.join(COLUMNS)}) VALUES %s", values, page_size=BATCH)


def timed(env, work):
    """Seconds of `work`, flushed, then undone."""
    env.flush_all()
    with env.cr.savepoint(flush=False) as savepoint:
        start = time.perf_counter()
        work()
        env.flush_all()
        taken = time.perf_counter() - start
        savepoint.rollback()
    env.invalidate_all(flush=False)
    return taken


def reading(small, big, many):
    """The first page as a salesperson's browser asks for it, in a small house and in one that has grown big."""
    houses = {}
    for env in (small, big):
        reader = env["res.users"].create(
            {
                "name": "Sally",
                "login": "bench_reader",
                "group_ids": [(6, 0, [env.ref("sales_team.group_sale_salesman_all_leads").id])],
            }
        )
        customer, other = env["res.partner"].create([{"name": "Acme", "is_company": True}, {"name": "X"}])
        env.flush_all()
        houses[env] = [one.with_user(reader) for one in (customer, other)]
        seed(env, "own", OWN, [customer.id])
        seed(env, "few", FEW - OWN, crowd_of(env, 50_000))
    with without_indexes(big):
        crowd = big["res.partner"].search([("name", "=", "Crowd")]).ids
        seed(big, "many", many - FEW - many // 100, crowd)
        seed(big, "long", many // 100, [houses[big][1].id])
    taken = {page: ([], []) for page in PAGES_READ}
    for _ in range(PAGES):
        for page, channels in PAGES_READ.items():
            for place, env in enumerate((small, big)):
                taken[page][place].append(page_time(houses[env][0], channels))
    long = [page_time(houses[big][1], None) for _ in range(PAGES)]
    ratios = {page: middle(in_big) / middle(in_small) for page, (in_small, in_big) in taken.items()}
    big.cr.execute("SELECT pg_total_relation_size('crm_touchpoint')")
    return {
        "timeline_ratio_10m_vs_10k": round(max(ratios.values()), 2),
        **{f"timeline_ratio_{page}": round(value, 2) for page, value in ratios.items()},
        "timeline_ms": round(1000 * middle(taken["all"][1]), 2),
        "timeline_ms_customer_with_1_percent_of_all": round(1000 * middle(long), 2),
        "timeline_rows": many,
        "table_gb": round(big.cr.fetchone()[0] / 2**30, 2),
    }


def middle(taken):
    """The median without the first few, which fill caches."""
    return statistics.median(taken[5:])


def crowd_of(env, count):
    """Ids of many customers. Who they are does not matter here; core needs a minute to make them one by one."""
    env.cr.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'res_partner'::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attname NOT IN ('id', 'commercial_partner_id')"
    )
    columns = ", ".join(f'"{name}"' for (name,) in env.cr.fetchall())
    env.cr.execute(
        f"""INSERT INTO res_partner ({columns}) SELECT {columns} FROM res_partner, generate_series(1, %s) n
             WHERE id = %s RETURNING id""",
        [count, env["res.partner"].create({"name": "Crowd"}).id],
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [ids])
    env.cr.execute("ANALYZE res_partner")
    return ids


def seed(env, label, count, partners):
    """`count` rows over two years, nearly in the order of time as they would have arrived; one in fifty is a letter."""
    env.cr.execute(
        """INSERT INTO crm_touchpoint (partner_id, customer_id, company_id, occurred_at, channel, kind, direction,
                                       subject, source_key, recorded_at)
           SELECT who, who, %(company)s,
                  timestamp '2024-01-01' + n * (interval '730 days' / %(count)s) + (n %% 97) * interval '1 minute',
                  CASE WHEN n %% 50 = 0 THEN 'letter' ELSE (ARRAY['web', 'email', 'phone', 'shop'])[1 + n %% 4] END,
                  'message', 'in', 'What happened, number ' || n, 'bench:' || %(label)s || ':' || n, now()
             FROM generate_series(1, %(count)s) n
             CROSS JOIN LATERAL (SELECT (%(partners)s::int[])[1 + (n::bigint * 7919) %% %(crowd)s] AS who) p""",
        {"company": env.company.id, "count": count, "partners": partners, "crowd": len(partners), "label": label},
    )
    env.cr.execute("ANALYZE crm_touchpoint")


@contextmanager
def without_indexes(env):
    """Millions of rows come in faster without the indexes; they are made again as they were."""
    env.cr.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'crm_touchpoint'")
    kept = [row for row in env.cr.fetchall() if not row[0].endswith("_pkey")]
    for name, _definition in kept:
        env.cr.execute(f'DROP INDEX "{name}"')
    yield
    env.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for _name, definition in kept:
        env.cr.execute(definition)
    env.cr.execute("ANALYZE crm_touchpoint")


def page_time(customer, channels):
    """Seconds of the first page with nothing cached."""
    customer.env.invalidate_all(flush=False)
    start = time.perf_counter()
    rows = customer.get_timeline_page(channels=channels)["rows"]
    taken = time.perf_counter() - start
    assert rows, "the customer has a history"
    return taken
