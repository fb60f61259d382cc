"""The crash matrix: orders are sent by processes that are killed at every named point, over a network that misbehaves.

Afterwards the ERP must have each order exactly once, Odoo must know it, and nothing may be open. See
docs/exactly-once.md for why that is so.
"""

import json
import os
import queue
import random
import signal
import subprocess
import threading
import time
from pathlib import Path

from erp_walk import connect_dolibarr, open_the_books
from house import database
from house.environment import odoo_command, write_config
from house.machine import ROOT, home

POINTS = (
    "before_claim",
    "after_claim",
    "before_begin",
    "after_begin",
    "during_send",
    "after_remote_commit",
    "after_send",
    "before_finish",
    "after_finish",
    "before_link_commit",
    "after_commit",
    "before_ask",
    "after_ask",
)
# What the network and the server do to createOrder on a bad day. "duplicate" is not among them: an ERP that stores
# the same key twice because a proxy sent it twice cannot be kept from it, only found out (test_network.py).
FAULTS = (
    "drop_before",
    "drop_after",
    "half_reply",
    "drip",
    "html_500",
    "html_500_after",
    "html_200",
    "empty",
    "empty_after",
    "wrong_charset",
    "not_committed_200",
    "big",
    "retry_after",
    "redirect",
    "entity_bomb",
    "slow_after",
    "soap_fault",
)


def seed(house, documents, batch=250):
    """Confirm that many orders of one customer and leave them in the outbox; the Odoo server is stopped afterwards.

    Returns the backend's id.
    """
    open_the_books(house)
    backend = connect_dolibarr(house, settle=1.0, timeout=2.0, lanes=2, batch=3)
    house.admin.call("erp.backend", "action_pause", [backend])
    customer = house.admin.create("res.partner", name="百会贸易有限公司", is_company=True)
    product = house.admin.create("product.product", name="Grinder", default_code="GR-1", list_price=100)
    for start in range(0, documents, batch):
        rows = [
            {"partner_id": customer, "order_line": [[0, 0, {"product_id": product, "product_uom_qty": 1 + number % 7}]]}
            for number in range(start, min(start + batch, documents))
        ]
        orders = house.admin.call("sale.order", "create", rows)
        house.admin.call("sale.order", "action_confirm", orders)
    house.server.stop()
    house.sql("UPDATE erp_backend SET state = 'live' WHERE id = %s", backend)
    return backend


class Senders:
    """The zygote and its children: `spawn(lane, point)`, and events as they come."""

    def __init__(self, house, backend):
        # A file of its own: the house's server is started again with the one it has.
        config = home() / "config" / f"{house.database}-senders.conf"
        settings = {"db_name": house.database, "data_dir": str(database.data_dir()), "log_level": "critical"}
        write_config(house.environment, config, **settings)
        command = [odoo_command(house.environment)[0], str(ROOT / "tests/faults/zygote.py")]
        self.process = subprocess.Popen(
            [*command, str(config), house.database, str(backend)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent,
            env=house.environment.odoo_environment(),
            start_new_session=True,
        )
        self.events = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.wait_for("ready")

    def _listen(self):
        for line in self.process.stdout:
            self.events.put(json.loads(line))
        self.events.put({"over": True})

    def wait_for(self, key, seconds=60):
        event = self.events.get(timeout=seconds)
        while key not in event:
            if "error" in event or "over" in event:
                raise AssertionError(f"a sender failed: {event}")
            event = self.events.get(timeout=seconds)
        return event

    def spawn(self, lane, point=None, nth=1, **more):
        """Start a sender and return its worker number once it is at work."""
        self.process.stdin.write(json.dumps({"lane": lane, "point": point, "nth": nth, **more}) + "\n")
        self.process.stdin.flush()
        return self.wait_for("worker")["worker"]

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)

    def kill(self):
        """The zygote and every sender it has forked die at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


def run(house, backend, kills_per_point=1, fault_rate=0.1, seed_number=1, points=POINTS, slow=0.3, **order):
    """Send everything in the outbox through kills and faults. Returns the counts that a bench prints.

    One lane is held by a healthy sender, so that what a dead one held is taken over while work goes on. `slow` is how
    many seconds the ERP works on a call whose sender is killed meanwhile.
    """
    dice = random.Random(seed_number)
    open_documents = house.sql("SELECT count(*) FROM erp_message WHERE state = 'waiting' AND kind = 'order'")[0][0]
    faults = [
        {"operation": "createOrder", "fault": dice.choice(FAULTS), "seconds": 0.2, "after": dice.randrange(1, 12)}
        for _number in range(int(open_documents * fault_rate))
    ]
    house.erp.faults(*faults) if faults else None
    senders = Senders(house, backend)
    kills, takeovers, reached = 0, [], set()
    try:
        plan = [point for point in points for _round in range(kills_per_point)]
        dice.shuffle(plan)
        senders_profile = {"profile": order.pop("profile", {"ask_first": False})}
        for number, point in enumerate(plan):
            nth = prepare(house, point, dice, slow)
            worker = senders.spawn(number % 2, point, nth, **senders_profile, **order)
            ended = senders.wait_for("signal")
            if ended["signal"] == 9:
                reached.add(point)
                kills += 1
                healthy = senders.spawn((number + 1) % 2, "after_commit", 2, **senders_profile, **order)
                takeovers.append(time_of_takeover(house, worker, ended["at"]))
                senders.wait_for("signal")
                assert healthy
                kills += 1
        senders.spawn(0, **senders_profile, **order)
        senders.wait_for("signal", seconds=600)
    finally:
        senders.close()
    return {
        "points": sorted(reached),
        "kills": kills,
        "faults": len(faults),
        "takeover_s_max": max(takeovers, default=0),
    }


def prepare(house, point, dice, seconds):
    """Make sure that a point will be reached, and say at which time there the sender dies."""
    slow = {"during_send": "slow", "after_remote_commit": "slow_after"}.get(point)
    if slow:
        house.erp.faults({"operation": "createOrder", "fault": slow, "seconds": seconds, "times": 1})
        return 1
    if point in ("before_ask", "after_ask"):
        house.erp.faults({"operation": "createOrder", "fault": dice.choice(("html_500", "html_500_after"))})
        return 1
    return dice.randrange(1, 3)


def time_of_takeover(house, worker, killed_at, seconds=30):
    """Seconds from the kill until no message is held by the dead worker."""
    deadline = time.time() + seconds
    while time.time() < deadline:
        if not house.sql("SELECT 1 FROM erp_message WHERE worker = %s AND state IN ('claimed', 'calling')", worker):
            return round(time.time() - killed_at, 2)
        time.sleep(0.01)
    raise AssertionError(f"nobody took over from worker {worker}")


def verdict(house):
    """What both sides have, compared key by key. `written_twice`: outbox rows of one key too many."""
    out = "FROM erp_message WHERE direction = 'out' AND"
    ours = {key for (key,) in house.sql(f"SELECT document_key {out} kind = 'order'")}
    theirs = [row["ref_ext"] for row in house.erp.documents("order")]
    still_open = house.sql(f"SELECT count(*) {out} state NOT IN ('accepted', 'cancelled')")[0][0]
    linked = dict(house.sql("SELECT document_key, external_id FROM erp_link WHERE kind = 'order'"))
    ids = {row["ref_ext"]: str(row["id"]) for row in house.erp.documents("order")}
    return {
        "documents": len(ours),
        "written_twice": house.sql("SELECT count(*) - count(DISTINCT message_key) FROM erp_message")[0][0],
        "lost": len(ours - set(theirs)),
        "doubled": len(theirs) - len(set(theirs)),
        "open": still_open,
        "unlinked": sum(1 for key in ours if linked.get(key) != ids.get(key)),
    }
