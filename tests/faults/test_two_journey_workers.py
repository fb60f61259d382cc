"""Two workers lead the same customers through a journey at the same time: each step happens once."""

import json
import subprocess
from contextlib import closing

import pytest
from house import addons as repository
from house import database
from house.environment import odoo_command
from house.machine import ROOT

CUSTOMERS = 300


class Workers:
    """A database of its own and a process that forks workers on it."""

    def __init__(self, environment, name):
        self.environment, self.name = environment, name
        config = database.config_for(environment, name)
        command = [odoo_command(environment)[0], str(ROOT / "tests/faults/journey_workers.py"), str(config), name]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment.odoo_environment()
        )

    def order(self, do, **values):
        self.process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the workers' process has died"
        return json.loads(line)

    def count(self, statement):
        with closing(database.connect(self.environment, self.name)) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)


@pytest.fixture
def workers(environment):
    template = database.template(environment, list(repository.found()))
    with database.Copy(environment, template, "workers") as name:
        workers = Workers(environment, name)
        try:
            assert workers.order("prepare", customers=CUSTOMERS)["enrolled"] == CUSTOMERS
            yield workers
        finally:
            workers.close()


def what_happened(workers):
    return {
        "steps passed": workers.count("SELECT count(*) FROM crm_journey_run"),
        "tasks made": workers.count("SELECT count(*) FROM mail_activity WHERE summary LIKE 'Task %'"),
        "tasks made twice": workers.count(
            "SELECT count(*) FROM (SELECT 1 FROM mail_activity WHERE summary LIKE 'Task %'"
            " GROUP BY res_id, summary HAVING count(*) > 1) AS twice"
        ),
        "arrived": workers.count("SELECT count(*) FROM crm_journey_enrolment WHERE state = 'done'"),
    }


EXACTLY_ONCE = {
    "steps passed": 2 * CUSTOMERS,
    "tasks made": 2 * CUSTOMERS,
    "tasks made twice": 0,
    "arrived": CUSTOMERS,
}


def test_two_workers_share_the_customers_and_each_step_happens_once(workers):
    answers = workers.order("work", workers=2)
    assert what_happened(workers) == EXACTLY_ONCE
    assert all(answer.get("claimed") for answer in answers), f"both have worked: {answers}"
    # Locked rows are passed over, not waited for: nobody claims what another has.
    assert sum(answer["claimed"] for answer in answers) == CUSTOMERS, answers


def test_without_the_locks_they_are_in_each_other_s_way_and_each_step_still_happens_once(workers):
    answers = workers.order("work", workers=2, mutation="nobody_locks")
    assert what_happened(workers) == EXACTLY_ONCE
    assert sum(answer["claimed"] for answer in answers) > CUSTOMERS, f"this was to break something: {answers}"
