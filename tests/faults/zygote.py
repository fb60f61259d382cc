"""Sender processes that die at a named point. Real processes, real SIGKILL, real database.

    python tests/faults/zygote.py ODOO_CONF DATABASE BACKEND_ID

Loads Odoo once, then forks a sender for each JSON line on stdin and reports on stdout:
    {"lane": 0, "point": "after_begin", "nth": 2, "mutation": ""}   ->  {"pid": 17, "worker": 4}
    and when it ends                                                ->  {"pid": 17, "signal": 9, "at": 1700000000.1}
Without a point the sender works until nothing is open. `mutation` breaks the code on purpose, to see tests go red.
"""

import dataclasses
import json
import os
import select
import signal
import sys
import threading
import time


def load(config, database, backend_id):
    """(Profile, connection info) of a backend, with every database connection of Odoo closed again."""
    import odoo
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.sql_db import close_all, connection_info_for
    from odoo.tools import config as settings

    settings.parse_config(["-c", config, "-d", database])
    assert odoo
    with Registry(database).cursor() as cursor:
        backend = api.Environment(cursor, SUPERUSER_ID, {})["erp.backend"].browse(backend_id)
        profile = backend._prepare_profile()
    info = connection_info_for(database)[1]
    close_all()
    return profile, info


class Bomb:
    """Kills its process at the nth time a point is reached; `during_*` points go off while the ERP is at work, `delay`
    seconds after the call began."""

    def __init__(self, point, nth, delay=0.08):
        self.point, self.left, self.delay = point, nth, delay

    def __call__(self, point):
        wanted = "after_begin" if self.point in ("during_send", "after_remote_commit") else self.point
        if point != wanted:
            return
        self.left -= 1
        if self.left == 0:
            if self.point == wanted:
                os.kill(os.getpid(), signal.SIGKILL)
            threading.Timer(self.delay, os.kill, (os.getpid(), signal.SIGKILL)).start()


def mutate(mutation):
    """Take one safety away. The suite must notice."""
    from odoo.addons.erp_connector.outbox.store import Store

    if mutation == "no_commit_before_the_call":

        def begin(self, message):
            message.attempt = None
            return True

        def finish(self, message, state, values, facts=None):
            facts = None
            self.cursor.execute(
                "UPDATE erp_message SET state = 'calling' WHERE id = %s AND worker = %s", (message.id, self.worker)
            )
            keep(self, message, state, values, facts)

        keep, Store.begin, Store.finish = Store.finish, begin, finish
    elif mutation == "no_memory_of_a_crash":
        recover_swift = Store.recover

        def recover(self, settle):
            self.swift = False
            recovered = recover_swift(self, settle)
            self.swift = True
            return recovered

        Store.recover = recover
    elif mutation == "no_settling":
        Store.recover = lambda self, settle, recover=Store.recover: recover(self, 0.0)


def send(order, profile, info, tell):
    """The life of one sender."""
    import psycopg2

    from odoo.addons.erp_connector.engine.backoff import Backoff
    from odoo.addons.erp_connector.outbox.lane import Lane, nothing

    mutate(order.get("mutation"))
    if order.get("mutation") == "no_settling":
        profile = dataclasses.replace(profile, settle=0.0)
    profile = dataclasses.replace(profile, backoff=Backoff(0.1, 1.0), max_attempts=100, **order.get("profile", {}))
    connection = psycopg2.connect(**info)
    store = profile.store(connection)
    while not store.take_lane(order["lane"]):
        time.sleep(0.02)
    tell({"pid": os.getpid(), "worker": store.enlist()})
    hook = Bomb(order["point"], order.get("nth", 1), order.get("delay", 0.08)) if order.get("point") else nothing
    lane = Lane(store, profile, hook)
    while store.pending() is not None:
        lane.run(seconds=1.0)
        time.sleep(0.02)


def main(config, database, backend_id):
    profile, info = load(config, database, int(backend_id))

    def tell(words):
        os.write(1, (json.dumps(words) + "\n").encode())

    tell({"ready": os.getpid()})
    children = set()
    while True:
        if select.select([sys.stdin], [], [], 0.01)[0]:
            line = sys.stdin.readline()
            if not line:
                break
            pid = os.fork()
            if pid == 0:
                try:
                    send(json.loads(line), profile, info, tell)
                except BaseException as error:
                    tell({"pid": os.getpid(), "error": f"{type(error).__name__}: {error}"})
                    os._exit(1)
                os._exit(0)
            children.add(pid)
        for pid in list(children):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                children.discard(pid)
                tell({"pid": pid, "signal": status & 0x7F, "at": time.time()})
    for pid in children:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
