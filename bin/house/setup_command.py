"""bin/setup: fetch everything once, say where it lies."""

import argparse

from . import chromium, odoo_source, postgres, python_env
from .console import say
from .machine import home


def main():
    parser = argparse.ArgumentParser(prog="bin/setup", description=__doc__)
    parser.add_argument("--odoo-src", metavar="PATH", help="an Odoo 19 of yours instead of Debian's package")
    parser.add_argument("--pg-url", metavar="URL", help="postgresql://user:password@host:port/ instead of the embedded")
    parser.add_argument("--testing", action="store_true", help="also what bin/test needs (linters, pytest, Chromium)")
    options = parser.parse_args()
    source = odoo_source.find(options.odoo_src)
    python = python_env.ready(source, testing=options.testing)
    server, cluster = postgres.running("setup-check", python, options.pg_url, throw_away=True)
    if cluster:
        cluster.stop()
    say(f"Odoo        {source.version}, {source.origin}: {source.path}")
    say(f"Python      {python}")
    say(f"PostgreSQL  {server.origin}{': ' + server.host if server.host else ''}")
    if options.testing:
        browser, why = chromium.ready()
        say(f"Chromium    {browser or f'{why}: browser tests will be skipped'}")
    say(f"All of it is kept in {home()}; delete that folder to start afresh.")
    return 0
