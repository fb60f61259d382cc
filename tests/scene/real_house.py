"""A real house for one test file: a database with every addon, an Odoo server with its job runner, an ERP simulator.

Nothing in here is simulated except the ERP: requests go over HTTP, workers are processes, a kill is a SIGKILL.
"""

import time
from contextlib import closing, contextmanager

import requests
from house import addons as repository
from house import database
from house.environment import write_config
from house.machine import home
from house.odoo_server import OdooServer, free_port
from house.sample_base import SYSTEM_FONTS
from soap_server import running

ERP_KEY, ERP_LOGIN, ERP_PASSWORD = "house-key", "odoo", "house-password"


class Refused(Exception):
    """Odoo answered a call with an error. The message is what a user would read; `kind` names the exception."""

    def __init__(self, error):
        super().__init__(error["data"].get("message") or error["message"])
        self.kind = error["data"].get("name", "")


class Caller:
    """Somebody who is signed in: `caller.call("res.partner", "search_count", [])`."""

    def __init__(self, house, login, password):
        self.house = house
        self.login = login
        self.web = requests.Session()
        self._post("/web/session/authenticate", db=house.database, login=login, password=password)

    def call(self, model, method, *arguments, **named):
        """What the web client does when a button is pressed: any public method, with the caller's own rights."""
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self._post(path, model=model, method=method, args=list(arguments), kwargs=named)

    def create(self, model, **values):
        return self.call(model, "create", [values])[0]

    def read(self, model, ids, *fields):
        """Rows as dictionaries; one id gives one dictionary."""
        many = isinstance(ids, (list, tuple))
        rows = self.call(model, "read", list(ids) if many else [ids], list(fields))
        return rows if many else rows[0]

    def search(self, model, *terms, **options):
        return self.call(model, "search", list(terms), **options)

    def _post(self, path, **parameters):
        answer = self.web.post(self.house.url + path, json={"jsonrpc": "2.0", "params": parameters}, timeout=120)
        answer.raise_for_status()
        body = answer.json()
        if "error" in body:
            raise Refused(body["error"])
        return body.get("result")  # a method that returns nothing has none


class House:
    """What the `house` fixture gives. `house.admin` is signed in, `house.erp` is the simulator's control plane."""

    def __init__(self, environment, name, erp):
        self.environment = environment
        self.database = name
        self.erp = erp
        port = free_port()
        sections = {"queue_job": {"channels": "root:4"}}
        config = database.config_for(environment, name, http_port=port, log_level="info", sections=sections)
        self.server = OdooServer(environment, config, port, label=name)
        self.url = self.server.url
        self._admin = None

    @property
    def admin(self):
        if self._admin is None:
            self._admin = self.signed_in("admin")
        return self._admin

    def signed_in(self, login, password=None):
        return Caller(self, login, password or login)

    def user(self, login, *groups, **values):
        """Create a user with these groups (external ids); the password is the login. Returns the user signed in."""
        ids = [self.reference(group) for group in groups or ("base.group_user",)]
        values = {"name": login.title(), "login": login, "password": login, "group_ids": [[6, 0, ids]]} | values
        self.admin.create("res.users", **values)
        return self.signed_in(login)

    def reference(self, external_id):
        """Database id behind an external id."""
        module, _dot, name = external_id.partition(".")
        found = self.sql("SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s", module, name)
        assert found, f"there is no record {external_id}"
        return found[0][0]

    def sql(self, statement, *parameters):
        """Rows of one statement, read beside Odoo: what a witness sees in the database."""
        with closing(database.connect(self.environment, self.database)) as connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def use_system_fonts(self):
        """As in the house of bin/run: no page of the website asks a foreign host for its fonts."""
        if self.sql("SELECT 1 FROM ir_module_module WHERE name = 'website' AND state = 'installed'"):
            self.admin.call("website.assets", "make_scss_customization", *SYSTEM_FONTS)

    def press_cron(self, external_id):
        """Run a scheduled action now, as the button of the technical menu does; again while the server is at it."""
        cron = [self.reference(external_id)]
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.admin.call("ir.cron", "method_direct_trigger", cron)
            except Refused as busy:
                if "already executing" not in str(busy) or time.monotonic() > deadline:
                    raise
            time.sleep(0.25)

    def eventually(self, question, what, seconds=90):
        """Ask until the answer is true and return it; fail with `what` and the last answer when time is up."""
        deadline = time.monotonic() + seconds
        while True:
            answer = question()
            if answer:
                return answer
            assert time.monotonic() < deadline, f"{what}: not after {seconds} s, last answer {answer!r}"
            time.sleep(0.25)

    @contextmanager
    def second_node(self):
        """Another Odoo server with a job runner of its own on the same database."""
        port = free_port()
        sections = {"queue_job": {"channels": "root:4"}}
        path = home() / "config" / f"{self.database}-second.conf"
        data = str(database.data_dir())
        settings = {"db_name": self.database, "data_dir": data, "http_port": port, "log_level": "info"}
        config = write_config(self.environment, path, sections=sections, **settings)
        server = OdooServer(self.environment, config, port, label=f"{self.database}-second").start()
        try:
            yield server
        finally:
            server.stop()
            path.unlink(missing_ok=True)

    def kill(self):
        """Odoo and its workers die at once."""
        self.server.kill()

    def start(self):
        self.server.start()
        return self


@contextmanager
def open_house(environment, addons=None):
    """`with open_house(environment) as house:` — everything it started is gone afterwards, the database too.

    `addons`: names of those to install, all of ours unless given.
    """
    template = database.template(environment, addons or list(repository.found()))
    options = ("--key", ERP_KEY, "--login", ERP_LOGIN, "--password", ERP_PASSWORD, "--bad-login-seconds", "0")
    with database.Copy(environment, template, "house") as name, running("dolibarr", *options) as erp:
        house = House(environment, name, erp)
        try:
            yield house.start()
        finally:
            house.server.stop()
