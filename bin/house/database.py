"""Template databases: install the addons once, copy the result in a second."""

import os
import re
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

from . import addons as repository
from .child import started
from .console import Halt, Step, say
from .environment import odoo_command, write_config
from .machine import ROOT, alone, fingerprint, home, read_note, write_note

LANGUAGES = "en_US,zh_CN"
# The name of a Copy ends in the process that made it; templates and the houses of bin/run have other names.
COPY = re.compile(r"crm_(?!tpl_|run_)[a-z_]+_(\d{1,7})")
RAISED = re.compile(r"[A-Za-z_][\w.]*(Error|Exception|Warning|Violation|Empty): ")


def connect(environment, name="postgres"):
    """An autocommit psycopg2 connection. The import waits until the virtual environment has been entered."""
    import psycopg2

    server = environment.server
    try:
        connection = psycopg2.connect(
            dbname=name,
            host=server.host or None,
            port=server.port or None,
            user=server.user or None,
            password=server.password or None,
            connect_timeout=10,
        )
    except psycopg2.OperationalError as error:
        if name != "postgres":
            raise
        reason = str(error).strip().splitlines()[-1].removeprefix("connection to server ")
        raise Halt(f"PostgreSQL cannot be reached ({reason}): check --pg-url, or leave it out for our own.") from None
    connection.autocommit = True
    return connection


def require_usable(environment):
    """End with one line when the server is too old for Odoo or does not let us make databases."""
    with closing(connect(environment)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, rolcreatedb OR rolsuper, rolname"
            " FROM pg_roles WHERE rolname = current_user"
        )
        version, may_create, user = cursor.fetchone()
    if version < 130000:
        raise Halt(f"PostgreSQL {version // 10000} is too old: Odoo 19 needs 13 or newer.")
    if not may_create:
        raise Halt(f"the user {user} may not make databases: ALTER ROLE {user} CREATEDB, or name another in --pg-url.")
    if user == "postgres":
        raise Halt("Odoo refuses to work as the user postgres: name another user in --pg-url.")


def _execute(environment, statement, *names):
    from psycopg2 import sql

    with closing(connect(environment)) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def version(environment):
    """The server's version as a number: 180001 is 18.1."""
    with closing(connect(environment)) as connection:
        return connection.server_version


def exists(environment, name):
    with closing(connect(environment)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return bool(cursor.fetchone())


def drop(environment, name):
    _execute(environment, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    shutil.rmtree(filestore(name), ignore_errors=True)


def copy(environment, template, name):
    """Copy a database with its files."""
    drop(environment, name)
    # FILE_COPY is the faster strategy for a database of this size. Before 15 it was the only one and had no name.
    strategy = " STRATEGY FILE_COPY" if version(environment) >= 150000 else ""
    _execute(environment, "CREATE DATABASE {} TEMPLATE {}" + strategy, name, template)
    if filestore(template).exists():
        shutil.copytree(filestore(template), filestore(name))


def sweep(environment):
    """Drop the copies, and what belongs to them, whose command was killed before it could do so itself."""
    folders = {filestore("x").parent: "", home() / "config": ".conf"}
    leftover = [
        path.name.removesuffix(suffix) for folder, suffix in folders.items() for path in folder.glob(f"crm_*{suffix}")
    ]
    with closing(connect(environment)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'crm\\_%'")
        databases = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT DISTINCT datname FROM pg_stat_activity WHERE datname IS NOT NULL")
        busy = {row[0] for row in cursor.fetchall()}
    for name in databases.union(leftover) - busy:
        copy_of = COPY.fullmatch(name)
        if copy_of and not Path(f"/proc/{copy_of.group(1)}").exists():
            drop(environment, name)
            (home() / "config" / f"{name}.conf").unlink(missing_ok=True)


def rename(environment, old, new):
    drop(environment, new)
    _execute(environment, "ALTER DATABASE {} RENAME TO {}", old, new)
    if filestore(old).exists():
        filestore(old).rename(filestore(new))


def data_dir():
    return home() / "data"


def filestore(name):
    return data_dir() / "filestore" / name


def config_for(environment, name, **settings):
    """odoo.conf for one database of ours."""
    path = home() / "config" / f"{name}.conf"
    return write_config(environment, path, **{"db_name": name, "data_dir": str(data_dir()), **settings})


def run_odoo(environment, name, arguments, title, **settings):
    """Run Odoo to its end on a database (install, update). On failure the log is kept and its last error shown."""
    log = home() / "log" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    config = config_for(environment, name, log_level="info", **settings)
    command = odoo_command(
        environment, "server", "-c", config, "-d", name, "--stop-after-init", "--no-http", *arguments
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    with (
        Step(title) as step,
        log.open("w") as out,
        started(command, cwd=ROOT, env=environment.odoo_environment(), **pipes) as process,
    ):
        problems = []
        for line in process.stdout:
            out.write(line)
            if "Loading module " in line:
                step.at(
                    "module " + line.split("Loading module ")[1].split(" (")[0] + " " + line[line.rfind("(") :].strip()
                )
            elif " ERROR " in line or " CRITICAL " in line or RAISED.match(line):
                problems.append(line.strip())
        code = process.wait()
        if code or problems:
            # The exception itself says more than the line that reports it.
            raised = [line for line in problems if RAISED.match(line)]
            reason = (raised or problems or [f"exit {code}"])[-1]
            raise Halt(f"{title} failed: {reason[:300]} (the whole log: {log})")


def template(environment, names, kind="test", prepare=None):
    """Return the name of a template database with these addons installed, bringing it up to date if need be.

    The template is kept by checkout, Odoo and set of addons; when an addon's data, views or models changed, only
    that addon is updated; a checkout that has none copies one made from the same files. `prepare(name)` is called once on
    a fresh template, before it is stored.
    """
    every = repository.found()
    closure = [name for name in every if name in names]
    # The server belongs to the name: a note of one cluster says nothing about another.
    place = (str(environment.source.path), *environment.source.stamp, environment.server.host, environment.server.port)
    family = f"crm_tpl_{kind}_{fingerprint(*place, *sorted(names))}"
    name = f"{family}_{fingerprint(str(ROOT))}"
    note = home() / "templates" / f"{name}.json"
    wanted = {addon: every[addon].content_key() for addon in _with_dependencies(closure, every)}
    with alone(name):
        known = read_note(note) if exists(environment, name) else None
        if known == wanted:
            return name
        work = f"{name}_new"
        twin = None if prepare or known else _twin(environment, family, wanted)
        if twin:
            copy(environment, twin, work)
        elif known is None or set(known) - set(wanted):
            _install(environment, work, sorted(names), kind)
            if prepare:
                prepare(work)
        else:
            changed = sorted(addon for addon, content in wanted.items() if known.get(addon) != content)
            say(f"  changed since the template was made: {', '.join(changed)}")
            copy(environment, name, work)
            new = [addon for addon in changed if addon not in known]
            old = [addon for addon in changed if addon in known]
            run_odoo(environment, work, update_arguments(old, new), "update of the template database")
        _analyse(environment, work)
        rename(environment, work, name)
        write_note(note, wanted)
    return name


def update_arguments(old, new):
    """Odoo's options that update the addons `old` and install `new`. Without the second option a term that has a
    translation in the database would keep it, whatever the addon says now."""
    update = ["-u", ",".join(old), "--i18n-overwrite"] if old else []
    return [*update, *(["-i", ",".join(new)] if new else [])]


def _twin(environment, family, wanted):
    """The template of another checkout with exactly these addons as they are here, or None."""
    for note in sorted((home() / "templates").glob(f"{family}_*.json")):
        if read_note(note) == wanted and exists(environment, note.stem):
            return note.stem
    return None


def _with_dependencies(names, every):
    closure, todo = [], list(names)
    while todo:
        name = todo.pop()
        if name in every and name not in closure:
            closure.append(name)
            todo += every[name].depends
    return sorted(closure)


def _install(environment, name, names, kind):
    drop(environment, name)
    _execute(environment, "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
    arguments = ["-i", ",".join(names), "--load-language", LANGUAGES]
    run_odoo(
        environment, name, arguments, f"database with {', '.join(names) if len(names) < 4 else f'{len(names)} addons'}"
    )


def _analyse(environment, name):
    """Fresh tables have no statistics, and then the planner is up to 40 times slower on invoices and payments."""
    with closing(connect(environment, name)) as connection, connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


class Copy:
    """A copy of a template for one run: `with Copy(environment, template) as name`."""

    def __init__(self, environment, template_name, label="test"):
        self.environment = environment
        self.template = template_name
        self.name = f"crm_{label}_{os.getpid()}"

    def __enter__(self):
        copy(self.environment, self.template, self.name)
        return self.name

    def __exit__(self, *_error):
        drop(self.environment, self.name)
        Path(home() / "config" / f"{self.name}.conf").unlink(missing_ok=True)
