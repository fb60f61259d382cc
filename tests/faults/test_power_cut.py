"""The database server loses its power while orders are sent: what it has forgotten is asked for, nothing is doubled."""

import dataclasses
import os
import re
import signal
import time

import matrix
import pytest
from house import postgres
from real_house import open_house

# A server that keeps what it was told for ten seconds before it writes by itself: a power cut then takes much with it.
FORGETFUL = "wal_writer_delay = '10s'\n"


class Plug:
    """A database server of this test's own, whose plug can be pulled."""

    def __init__(self, python):
        self.cluster = postgres.Cluster("power", python, throw_away=False)
        self.server = self.cluster.start()
        settings = self.cluster.data / "postgresql.conf"
        if FORGETFUL not in settings.read_text():
            settings.write_text(settings.read_text() + FORGETFUL)
        self.pull()
        self.cluster.start()

    def pull(self):
        """SIGQUIT: the server ends without writing anything more, and recovers when it is started again."""
        pid = int(re.match(r"\d+", (self.cluster.data / "postmaster.pid").read_text()).group())
        os.kill(pid, signal.SIGQUIT)
        while os.path.exists(f"/proc/{pid}"):
            time.sleep(0.02)


@pytest.fixture(scope="module")
def plug(environment):
    plug = Plug(environment.python)
    yield plug
    plug.cluster.stop()


@pytest.fixture
def house(environment, plug):
    own = dataclasses.replace(environment, server=plug.server, cluster=plug.cluster)
    with open_house(own, ["erp_connector_dolibarr"]) as house:
        yield house


def send_through_power_cuts(house, plug, cuts, **order):
    """Orders are sent while the plug is pulled again and again; then the rest in peace."""
    profile = {"profile": {"ask_first": False, "read_back": False, "batch": 20, "settle": 0.3}}
    for _cut in range(cuts):
        senders = matrix.Senders(house, house.backend)
        accepted = house.sql("SELECT count(*) FROM erp_message WHERE state = 'accepted'")[0][0]
        senders.spawn(0, **profile, **order)
        house.eventually(
            lambda known=accepted: house.sql("SELECT count(*) FROM erp_message WHERE state = 'accepted'")[0][0]
            > known + 3,
            "some orders are sent",
        )
        plug.pull()
        senders.kill()
        plug.cluster.start()
    senders = matrix.Senders(house, house.backend)
    try:
        senders.spawn(0, **profile, **order)
        senders.wait_for("signal", seconds=300)
    finally:
        senders.close()


def test_orders_that_the_database_forgot_having_sent_are_not_sent_twice(house, plug):
    house.backend = matrix.seed(house, documents=80)
    send_through_power_cuts(house, plug, cuts=4)
    nothing_wrong = {"written_twice": 0, "lost": 0, "doubled": 0, "open": 0, "unlinked": 0}
    assert matrix.verdict(house) == {"documents": 80, **nothing_wrong}


def test_without_the_memory_of_the_crash_they_would_be(house, plug):
    house.backend = matrix.seed(house, documents=60)
    send_through_power_cuts(house, plug, cuts=3, mutation="no_memory_of_a_crash")
    assert matrix.verdict(house)["doubled"] > 0
