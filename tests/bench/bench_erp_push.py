"""The whole outbox path against a bare zeep loop that sends the same orders to the same server.

ratio_vs_raw_zeep    messages/s of one lane (claim, map, call, parse, link, attempt, commit) / calls/s of bare zeep
ratio_8_lanes_50ms   the same with 50 ms server latency: 8 lanes / bare zeep on 8 threads
bookkeeping_ms       what a message costs on top of the bare call, one lane, no latency
growth_100k_vs_1k    time per message with 100,000 links and old messages / with 1,000
lost, doubled        compared with the server's books afterwards

The caution that costs further calls (asking before, reading back) is switched off: it is the price of an ERP that
stores the same key twice, and would compare two calls with one.
"""

import dataclasses
import json
import statistics
import threading
import time
from contextlib import closing

import matrix
import psycopg2


def main(house):
    count = int(600 * house.scale)
    with house.open() as real:
        backend = matrix.seed(real, count)
        profile, info = load(real, backend)
        warm_up(profile, info, backend)
        values = sample_values(real, profile)
        rounds = [one_round(real, profile, info, values, count // 6) for _round in range(5)]
        ours = statistics.median(r[0] for r in rounds)
        bare = statistics.median(r[1] for r in rounds)
        verdict = matrix.verdict(real)
        real.erp.control("POST", "settings", {"latency_ms": 50})
        lanes = many_lanes(real, profile, info, values)
        real.erp.control("POST", "settings", {"latency_ms": 0})
        growth = grow(real, profile, info)
    return {
        "ratio_vs_raw_zeep": round(bare / ours, 3),
        "bookkeeping_ms": round((ours - bare) * 1000, 2),
        "ratio_8_lanes_50ms": round(lanes, 3),
        "growth_100k_vs_1k": round(growth, 2),
        "messages": verdict["documents"],
        "lost": verdict["lost"] - verdict["open"],
        "doubled": verdict["doubled"],
    }


def load(real, backend):
    import zygote

    config = matrix.database.config_for(real.environment, real.database, log_level="critical")
    profile, info = zygote.load(str(config), real.database, backend)
    return dataclasses.replace(profile, ask_first=False, read_back=False, batch=50), info


def warm_up(profile, info, backend):
    """Send the customer and the product, and have every contract loaded."""
    drain(profile, info, limit=12)


def drain(profile, info, limit, lane=0):
    """Send `limit` messages on one lane; returns the seconds it took."""
    from odoo.addons.erp_connector.outbox.lane import Lane

    with closing(psycopg2.connect(**info)) as connection:
        store = profile.store(connection)
        store.enlist()
        worker = Lane(store, profile)
        started = time.perf_counter()
        while worker.sent < limit:
            claim = store.claim(min(profile.batch, limit - worker.sent))
            if not claim:
                break
            worker._send_batch(claim)
        seconds = time.perf_counter() - started
        assert worker.sent == limit, f"only {worker.sent} of {limit} messages were ready"
        return seconds


def sample_values(real, profile):
    """The ERP's document of one order, mapped once: what the bare loop sends."""
    rows = real.sql("SELECT res_model, res_id, external_id FROM erp_link")
    keys = {f"{model},{number}": key for model, number, key in rows}
    payload = real.sql("SELECT payload FROM erp_message WHERE kind = 'order' LIMIT 1")[0][0]
    return profile.values("order", "create", json.loads(payload), keys)


def bare_zeep(profile, values, count, name):
    """Seconds for `count` createOrder calls with nothing around them. The struct is built each time, as ours is."""
    dialect = profile.dialect_class(profile.settings)
    service = dialect._client("order")
    dialect.exchange.request = ""
    started = time.perf_counter()
    for number in range(count):
        struct = dialect._struct(service, "order", {**values, "ref_ext": f"bare-{name}-{number}"})
        service.service.createOrder(authentication=dialect._login(), order=struct)
    return time.perf_counter() - started


def one_round(real, profile, info, values, count):
    """(seconds per message of ours, of bare zeep), measured right after each other."""
    bare = bare_zeep(profile, values, count, f"round-{time.monotonic_ns()}")
    ours = drain(profile, info, count)
    real.erp.control("DELETE", "faults")
    forget_bare(real)
    return ours / count, bare / count


def forget_bare(real):
    """The bare loop's orders are not ours to count."""
    for row in real.erp.documents("order"):
        if (row["ref_ext"] or "").startswith("bare-"):
            real.erp.clerk("delete_order", order_id=row["id"])


def many_lanes(real, profile, info, values, lanes=8, each=25):
    """Throughput of 8 lanes / of 8 bare threads, with the server's latency."""
    refill(real, lanes * each)

    def timed(work):
        threads = [threading.Thread(target=work, args=(number,)) for number in range(lanes)]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - started

    small = dataclasses.replace(profile, batch=5)
    bare = timed(lambda number: bare_zeep(profile, values, each, f"lane{number}"))
    ours = timed(lambda number: drain(small, info, each, lane=number))
    return bare / ours


def refill(real, count):
    """Put copies of old order messages into the outbox, as fresh documents."""
    columns = "backend_id, company_id, direction, kind, action, res_model, payload, payload_hash, priority, attempts"
    real.sql(
        f"""INSERT INTO erp_message ({columns}, ask_first, state, next_try_at, res_id, document_key, message_key,
                                     partition_key)
            SELECT {columns}, false, 'waiting', now() AT TIME ZONE 'UTC', 1000000 + base + n, 'REFILL-' || base + n,
                   'REFILL-' || base + n || '/create/0', 'REFILL-' || base + n
              FROM (SELECT * FROM erp_message WHERE kind = 'order' AND document_key NOT LIKE 'REFILL%%' LIMIT 1) m,
                   (SELECT COALESCE(max(id), 0) AS base FROM erp_message) b, generate_series(1, %s) n""",
        count,
    )


def grow(real, profile, info, count=150):
    """Time per message with 100,000 old messages and links / with 1,000."""

    def pad(number):
        real.sql(
            """INSERT INTO erp_link (backend_id, res_model, res_id, kind, external_id, linked_at)
               SELECT %s, 'pad', n, 'pad', 'pad-' || n, now() FROM generate_series(1, %s) n ON CONFLICT DO NOTHING""",
            profile.backend_id,
            number,
        )
        real.sql(
            """INSERT INTO erp_message (backend_id, direction, kind, action, state, message_key, partition_key,
                                        res_model, res_id, payload, priority, attempts, ask_first, next_try_at)
               SELECT %s, 'out', 'order', 'create', 'accepted', 'pad-' || n, 'pad-' || n, 'pad', n, '{}', 20, 1, false,
                      now() FROM generate_series(1, %s) n ON CONFLICT DO NOTHING""",
            profile.backend_id,
            number,
        )
        real.sql("VACUUM ANALYZE erp_message")
        real.sql("VACUUM ANALYZE erp_link")

    def timed():
        refill(real, count * 3)
        return statistics.median(drain(profile, info, count) for _round in range(3))

    pad(1000)
    small = timed()
    pad(100_000)
    return timed() / small
