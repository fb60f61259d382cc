"""Workers of the journeys' round that run at the same time. Real processes, real transactions.

    python tests/faults/journey_workers.py ODOO_CONF DATABASE

Loads Odoo once and obeys JSON lines on stdin, each answered by one on stdout:
    {"do": "prepare", "customers": 300}   a journey with two tasks and so many customers who are due
    {"do": "work", "workers": 2, "mutation": ""}   fork workers that lead them on until nobody is due
`mutation` breaks the code on purpose, to see the test go red.
"""

import json
import os
import sys


def prepare(env, customers):
    journey = env["crm.journey"].create({"name": "Two workers", "entry": "manual"})
    steps = env["crm.journey.step"].create(
        [{"journey_id": journey.id, "sequence": n, "name": f"Task {n}", "kind": "task"} for n in range(2)]
    )
    steps[0].then_id = steps[1]
    journey.first_step_id = steps[0]
    journey.action_start()
    partners = env["res.partner"].create([{"name": f"Customer {n}"} for n in range(customers)])
    journey._enrol_partners(partners)
    return {"journey": journey.id, "enrolled": len(journey.enrolment_ids)}


def mutate(mutation):
    """Take one safety away. The test must notice."""
    from odoo.tools import SQL

    from odoo.addons.crm_journey.models import crm_journey_round

    if mutation == "nobody_locks":
        crm_journey_round.SQL = lambda code, *arguments: SQL(
            code.replace("FOR UPDATE OF e SKIP LOCKED", ""), *arguments
        )


def work(database, mutation):
    """One worker: what the scheduled action does, again after a conflict, as the scheduler would call it again."""
    from psycopg2 import OperationalError

    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    from odoo.addons.crm_journey.models import crm_journey_round

    crm_journey_round.BATCH = 10
    mutate(mutation)
    claimed, conflicts = [], 0
    with Registry(database).cursor() as cursor:
        Enrolment = api.Environment(cursor, SUPERUSER_ID, {})["crm.journey.enrolment"]
        claim = type(Enrolment)._claim

        def counting(self, limit):
            found = claim(self, limit)
            claimed.extend(found.ids)
            return found

        type(Enrolment)._claim = counting
        while True:
            try:
                Enrolment._cron_proceed()
                break
            except OperationalError:
                conflicts += 1
                cursor.rollback()
    return {"claimed": len(claimed), "conflicts": conflicts}


def fork_workers(database, workers, mutation):
    """Let workers begin at the same moment; what each of them tells."""
    from odoo.sql_db import close_all

    close_all()
    ready, start = os.pipe()
    children = []
    for _ in range(workers):
        told, tell = os.pipe()
        if os.fork() == 0:
            os.close(start)
            os.read(ready, 1)  # ends when the parent closes its end: for all at once
            try:
                answer = work(database, mutation)
            except BaseException as error:
                answer = {"error": repr(error)}
            os.write(tell, json.dumps(answer).encode())
            os._exit(0)
        os.close(tell)
        children.append(told)
    os.close(start)
    answers = []
    for told in children:
        with os.fdopen(told) as pipe:
            answers.append(json.loads(pipe.read()))
        os.wait()
    return answers


def main(config, database):
    import odoo
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config as settings

    settings.parse_config(["-c", config, "-d", database])
    assert odoo
    Registry(database)
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "prepare":
            with Registry(database).cursor() as cursor:
                answer = prepare(api.Environment(cursor, SUPERUSER_ID, {}), order["customers"])
        else:
            answer = fork_workers(database, order["workers"], order.get("mutation"))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
