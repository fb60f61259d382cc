"""The house that bin/run opens: its database, the ERP simulator and Odoo, each started and stopped here."""

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, closing

from . import addons as repository
from . import database
from .child import started
from .console import Halt, Step, say
from .front_door import FrontDoor
from .machine import ROOT, fingerprint, home, read_note, require_space, write_note
from .odoo_server import OdooServer
from .sample_base import PASSWORD

# What the demo shows beside our own addons: the shop.
BESIDE = ("website_sale",)
ERP = {"key": "demo-key", "login": "odoo", "password": "demo-password"}


class DemoHouse:
    def __init__(self, environment, options):
        self.environment = environment
        self.options = options
        self.names = [*repository.found(), *BESIDE]
        key = fingerprint(str(ROOT), str(environment.source.path), *self._elsewhere(environment.server))
        self.database = f"crm_run_{key}{'_empty' if options.empty else ''}"
        self.note = home() / "templates" / f"{self.database}.json"
        self.kept = self._read_note()
        self.erp = self.server = None
        self._running = ExitStack()
        self.started = time.monotonic()

    # the database

    @staticmethod
    def _elsewhere(server):
        """What tells the house on a server of the user's from ours: files and ERP are kept under the database's name,
        and another server's must not be taken for them."""
        return () if server.origin == "embedded" else (server.host, server.port)

    def _read_note(self):
        known = not self.options.fresh and database.exists(self.environment, self.database)
        return read_note(self.note) if known else None

    def _write_note(self, **changes):
        self.kept = (self.kept or {}) | changes
        write_note(self.note, self.kept)

    def prepare(self):
        """A database with all addons as they are now: made, brought up to date, or simply there."""
        if self.kept is None:
            self._make()
        else:
            self._update()

    def _make(self):
        require_space(home(), 1500)
        language = self.options.lang or "en_US"
        work = f"{self.database}_new"
        template = database.template(self.environment, self.names, kind="run")
        content = self._content()
        with Step("new database"):
            database.copy(self.environment, template, work)
        if not self.options.empty:
            self._script("sample company", "load", work, language)
        elif language != "en_US":
            self._script("language", "speak", work, language)
        database.rename(self.environment, work, self.database)
        self._write_note(content=content, lang=language, walked=[])

    def _update(self):
        if self.options.lang and self.options.lang != self.kept["lang"]:
            say(f"  the sample company speaks {self.kept['lang']}; --fresh --lang {self.options.lang} makes a new one")
        wanted, known = self._content(), self.kept["content"]
        new = sorted(set(wanted) - set(known))
        old = sorted(name for name in known if name in wanted and known[name] != wanted[name])
        if set(known) - set(wanted):
            raise Halt("an addon of the last run is gone from this checkout: bin/run --fresh makes a new database.")
        if new or old:
            title = f"update of {', '.join(old + new)}" if len(old + new) < 4 else f"update of {len(old + new)} addons"
            database.run_odoo(self.environment, self.database, database.update_arguments(old, new), title)
            if new and not self.options.empty:
                self._script("sample data of what is new", "load_parts", self.database, self.kept["lang"], *new)
            self._write_note(content=wanted)

    def _content(self):
        return {name: addon.content_key() for name, addon in repository.found().items()}

    def _script(self, title, do, name, *arguments):
        """Run sample_loader.py to its end and show how far it is."""
        config = database.config_for(self.environment, name)
        log = home() / "log" / f"{do}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        command = [self.environment.python, ROOT / "bin/house/sample_loader.py", do, config, name, *arguments]
        variables = self.environment.odoo_environment()
        with (
            Step(title) as step,
            log.open("w") as out,
            started(command, stdout=subprocess.PIPE, stderr=out, text=True, cwd=ROOT, env=variables) as process,
        ):
            for line in process.stdout:
                if line.startswith("@ "):
                    step.at(line[2:].strip())
            code = process.wait()
        if code:
            last = next((line for line in reversed(log.read_text().splitlines()) if line.strip()), f"exit {code}")
            raise Halt(f"{title} failed at {step.detail or 'the start'}: {last[:300]} (the whole log: {log})")

    # the processes

    def open(self):
        """Database, ERP, Odoo, first walk; returns when the login page answers."""
        self.prepare()
        self._open_erp()
        self._open_odoo()
        walkers = [] if self.options.empty else self.walkers()
        moved = self.kept.get("erp") != self.erp.url  # a walk that has been played only learns the ERP's new address
        if set(walkers) - set(self.kept["walked"]) or (walkers and moved):
            title = "the ERP's new address" if self.kept["walked"] else "first order walks to the ERP"
            self._script(title, "walk", self.database, self.erp.url, *ERP.values(), *walkers)
            self._write_note(walked=walkers, erp=self.erp.url)

    @staticmethod
    def walkers():
        """Addons that offer a first walk (demo/first_walk.py)."""
        return [addon.name for addon in repository.found().values() if (addon.path / "demo/first_walk.py").exists()]

    def _open_erp(self):
        sys.path.insert(0, str(ROOT / "tests/simulators"))
        from soap_launcher import running

        state = home() / "erp" / f"{self.database}.sqlite"
        state.parent.mkdir(parents=True, exist_ok=True)
        if not self.kept["walked"]:
            state.unlink(missing_ok=True)
        secrets = [part for name, value in ERP.items() for part in (f"--{name}", value)]
        with Step("ERP simulator"):
            simulator = running("dolibarr", "--port", self.options.port + 1, "--state", state, *secrets)
            self.erp = self._running.enter_context(simulator)

    def _open_odoo(self):
        workers, port = self.options.workers, self.options.port
        settings = {"workers": workers, "http_port": port, "max_cron_threads": 2, "log_level": "info"}
        if workers:
            settings |= {"http_port": port + 2, "gevent_port": port + 3}
        sections = {"queue_job": {"channels": "root:4"}}
        config = database.config_for(self.environment, self.database, sections=sections, **settings)
        self.server = OdooServer(self.environment, config, settings["http_port"], label=self.database)
        self.server.log.unlink(missing_ok=True)
        self._running.callback(self.server.stop)
        with Step(f"Odoo with {workers} workers" if workers else "Odoo") as step:
            self.server.start(progress=step.at)
            if workers:
                door = FrontDoor(port, port + 2, port + 3)
                door.open()
                self._running.callback(door.close)
            step.at("first page")
            self._first_page(port)

    def _first_page(self, port):
        """Ask for the login page once: Odoo builds its style sheets on the first visit."""
        # A shop that speaks another language first sends its visitors on to their own.
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/login", timeout=180) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            trouble = self.server.last_trouble()
            raise Halt(
                f"Odoo's login page answers {error.code}: {trouble} (the whole log: {self.server.log})"
            ) from None

    def wait(self):
        """Until somebody stops it, or until Odoo ends by itself, which is a failure."""
        while self.server.alive():
            time.sleep(0.5)
        raise Halt(f"Odoo ended by itself: {self.server.last_trouble()} (the whole log: {self.server.log})")

    def close(self):
        """Stop what was started, the last first."""
        self._running.close()

    # what to do with it

    def welcome(self):
        url = f"http://localhost:{self.options.port}"
        lines = ["", f"CRM Extended is ready after {time.monotonic() - self.started:.0f} s: {url}", ""]
        lines += [f"  {who:<20} {login:<34} {password}" for who, login, password in self.logins()]
        lines += ["", "Three things to look at:"]
        lines += [f"  {number}. {text}" for number, text in enumerate(self.sights(url), 1)]
        if not shutil.which("wkhtmltopdf"):
            lines += ["", "Reports are shown as pages: for PDFs, Odoo needs wkhtmltopdf, which is not installed here."]
        lines += ["", f"Odoo's log: {self.server.log}", "Ctrl-C stops everything.", ""]
        return "\n".join(lines)

    def logins(self):
        """(who, login, password) of one person of each kind, as they stand in the database."""
        found = [("administrator", "admin", "admin")]
        if not self.options.empty:
            wanted = {"staff_02": "salesperson", "staff_08": "service dispatcher", "portal_customer": "portal customer"}
            with (
                closing(database.connect(self.environment, self.database)) as connection,
                connection.cursor() as cursor,
            ):
                cursor.execute(
                    "SELECT d.name, u.login FROM ir_model_data d JOIN res_users u ON u.id = d.res_id"
                    " WHERE d.module = '__sample__' AND d.model = 'res.users' AND d.name = ANY(%s)",
                    [list(wanted)],
                )
                logins = dict(cursor.fetchall())
            found += [(who, logins[key], PASSWORD) for key, who in wanted.items() if key in logins]
        return found

    def sights(self, url):
        if self.options.empty:
            return [
                f"{url}/odoo/apps: what is installed",
                f"{url}/odoo/contacts: a new customer",
                f"{url}/shop: the shop",
            ]
        walked = "; the newest one has walked to the ERP and back" if self.kept["walked"] else ""
        return [
            f"{url}/odoo/orders  two years of orders{walked}",
            f"{url}/odoo/contacts  300 customers in three cities",
            f"{url}/shop  the shop, and {url}/my for the portal customer",
        ]
