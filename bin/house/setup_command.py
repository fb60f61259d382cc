"""bin/setup: fetch everything once, say where it lies."""

import argparse

from . import chromium
from .console import say
from .environment import add_options, enter
from .machine import home


def main():
    parser = argparse.ArgumentParser(
        prog="bin/setup", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--testing", action="store_true", help="also what bin/test needs (linters, pytest, Chromium)")
    add_options(parser)
    options = parser.parse_args()
    environment = enter(options, "setup-check", testing=options.testing, throw_away=True)
    environment.close()
    source, server = environment.source, environment.server
    say(f"Odoo        {source.version}, {source.origin}: {source.path}")
    say(f"Python      {environment.python}")
    say(f"PostgreSQL  {server.origin}{': ' + server.host if server.host else ''}")
    if options.testing:
        browser, why = chromium.ready()
        say(f"Chromium    {browser or f'{why}: browser tests will be skipped'}")
    say(f"All of it is kept in {home()}; delete that folder to start afresh.")
    return 0
