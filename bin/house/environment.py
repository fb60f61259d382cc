"""Everything a command needs to work: Odoo, Python, PostgreSQL. Enters the virtual environment on the way."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from . import odoo_source, postgres, python_env
from .addons import family_folders
from .console import Halt
from .machine import ROOT


def add_options(parser):
    """Options that every command which runs Odoo understands."""
    parser.epilog = (
        "ODOO_SRC stands for --odoo-src, and PGHOST with PGPORT, PGUSER and PGPASSWORD for --pg-url.\n"
        "CRM_EXTENDED_HOME is the folder where everything fetched and every database is kept."
    )
    parser.add_argument("--odoo-src", metavar="PATH", help="an Odoo 19 of yours instead of Debian's package")
    parser.add_argument("--pg-url", metavar="URL", help="postgresql://user:password@host:port/ instead of the embedded")


@dataclass
class Environment:
    source: odoo_source.OdooSource
    python: Path
    server: postgres.Server
    cluster: postgres.Cluster | None

    def odoo_environment(self):
        """Variables for a child process that runs Odoo or talks to its database."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "ODOO_", "CRM_EXTENDED_REEXEC"))}
        return inherited | self.server.environment() | {"PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def addons_path(self):
        return ",".join(str(path) for path in (*family_folders(), *self.source.addons))

    def close(self):
        if self.cluster:
            self.cluster.stop()


def enter(options, cluster, testing=False, throw_away=False):
    """Return a ready Environment, running in its virtual environment from here on.

    Called first by each command: under the system's Python it fetches what is missing, then starts the same
    command again with the environment's Python, which has psycopg2 and the rest.
    """
    talk_to_ourselves_directly()
    source = odoo_source.find(options.odoo_src)
    python = python_env.ready(source, testing=testing)
    if Path(sys.prefix) != python.parents[1]:
        if os.environ.get("CRM_EXTENDED_ENTERED") == str(python):
            raise Halt(f"the virtual environment {python.parents[1]} is broken: delete it and run again.")
        os.environ["CRM_EXTENDED_ENTERED"] = str(python)
        os.environ.setdefault("ODOO_SRC", str(source.path))
        os.execv(python, [str(python), *sys.argv])
    server, owned = postgres.running(cluster, python, options.pg_url, throw_away)
    environment = Environment(source, python, server, owned)
    from .database import require_usable, sweep

    if owned:
        sweep(environment)
    else:
        require_usable(environment)
    return environment


def talk_to_ourselves_directly():
    """No proxy stands between the processes of this machine: they find each other at localhost."""
    names = "no_proxy", "NO_PROXY"  # programs read the one or the other
    named = [part.strip() for name in names for part in os.environ.get(name, "").split(",") if part.strip()]
    for name in names:
        os.environ[name] = ",".join(dict.fromkeys([*named, "localhost", "127.0.0.1", "::1"]))


def write_config(environment, path, **settings):
    """Write an odoo.conf for this environment and return its path. `settings` override the defaults."""
    sections = settings.pop("sections", {})
    values = {
        "addons_path": environment.addons_path(),
        "data_dir": str(path.parent / "filestore"),
        "http_interface": "127.0.0.1",
        "list_db": False,
        "log_level": "warn",
        "server_wide_modules": "base,rpc,web,queue_job",
        "without_demo": True,
        "limit_time_real": 600,
        "limit_time_cpu": 600,
        "limit_memory_soft": 0,
        "limit_memory_hard": 0,
        "max_cron_threads": 1,
        **environment.server.odoo_options(),
        **settings,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["[options]", *(f"{key} = {value}" for key, value in values.items() if value is not None)]
    for section, pairs in sections.items():
        lines += ["", f"[{section}]", *(f"{key} = {value}" for key, value in pairs.items())]
    # It may hold the password of the database.
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text("\n".join(lines) + "\n")
    return path


def odoo_command(environment, *arguments):
    """Command line that runs Odoo's own launcher in this environment."""
    return [str(environment.python), str(ROOT / "bin/house/odoo_launcher.py"), *map(str, arguments)]
