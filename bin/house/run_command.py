"""bin/run: CRM Extended with a sample company, on this machine, until Ctrl-C.

The first start fetches Odoo 19, PostgreSQL and the Python packages and fills a database: minutes. Every other start
takes seconds. What you enter is kept; bin/run --fresh begins anew.
"""

import argparse

from . import demo_house
from .console import Halt, say
from .environment import add_options, enter
from .machine import ROOT, alone, fingerprint, home
from .odoo_server import taken

CLUSTER = "run"


def options_of(arguments=None):
    parser = argparse.ArgumentParser(
        prog="bin/run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8069, metavar="N", help="where Odoo listens (8069); the ERP at N+1")
    parser.add_argument("--empty", action="store_true", help="all addons, but no sample data")
    parser.add_argument("--fresh", action="store_true", help="throw the database of the last run away first")
    parser.add_argument("--lang", choices=("en_US", "zh_CN"), help="language of a new database (en_US)")
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="N worker processes instead of threads")
    add_options(parser)
    options = parser.parse_args(arguments)
    if not 1 <= options.port <= 65530:
        raise Halt("--port wants a number from 1 to 65530.")
    if options.workers < 0:
        raise Halt("--workers wants 0 or more.")
    return options


def refuse_taken_ports(options):
    names = {options.port: "Odoo", options.port + 1: "the ERP simulator"}
    if options.workers:
        names |= {options.port + 2: "Odoo's workers", options.port + 3: "Odoo's live connections"}
    for port, name in names.items():
        if taken(port):
            raise Halt(f"port {port} (for {name}) is taken by another program: choose one with --port.")


def main():
    options = options_of()
    lock = f"run-{fingerprint(str(ROOT))}"
    note = home() / f"{lock}.url"
    where = f" at {note.read_text().strip()}" if note.exists() else ""
    busy = f"bin/run is already running for this checkout{where}: stop it there with Ctrl-C, then start again."
    # Before anything is fetched: a refusal should come at once. Held again below, past the change of Python.
    with alone(lock, busy):
        refuse_taken_ports(options)
    environment = enter(options, CLUSTER)
    try:
        with alone(lock, busy):
            note.write_text(f"http://localhost:{options.port}\n")
            house = demo_house.DemoHouse(environment, options)
            opened = False
            try:
                house.open()
                opened = True
                say(house.welcome())
                house.wait()
            except KeyboardInterrupt:
                say("\nStopping …")
                if not opened:
                    raise
            finally:
                house.close()
                note.unlink(missing_ok=True)
    finally:
        environment.close()
    say("Everything that bin/run started has ended.")
    return 0
