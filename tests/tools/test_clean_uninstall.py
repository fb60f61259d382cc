"""Every addon can be uninstalled, and nothing of it stays in the database: no table, column, sequence or function."""

import json
import subprocess
from contextlib import closing

import pytest
from house import addons as repository
from house import database
from house.environment import odoo_command

WHAT_IS_THERE = {
    "relation": "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'S')",
    "column": "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'",
    "function": "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
    "trigger": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
# A shell's standard input: uninstall by the button a person presses, then tell whose data is left.
UNINSTALL = """
import json
names = {names!r}
modules = env["ir.module.module"].search([("name", "in", names), ("state", "=", "installed")])
modules.button_immediate_uninstall()
env = env(cr=env.registry.cursor()) if env.cr.closed else env
left = env["ir.model.data"].search([("module", "in", names)]).mapped("complete_name")
states = dict(env["ir.module.module"].search([("name", "in", names)]).mapped(lambda m: (m.name, m.state)))
print("RESULT", json.dumps({{"left": left, "states": states}}))
"""


def there(environment, name):
    """{"relation": {...}, "column": {...}, ...} of a database."""
    with closing(database.connect(environment, name)) as connection, connection.cursor() as cursor:
        found = {}
        for what, statement in WHAT_IS_THERE.items():
            cursor.execute(statement)
            found[what] = {row[0] for row in cursor.fetchall()}
        return found


def foundations(ours):
    """What our addons stand on: the first set of Odoo's own addons below them."""
    return sorted({name for addon in ours.values() for name in addon.depends if name not in ours})


@pytest.fixture(scope="module")
def plain(environment):
    """What a database has with Odoo's addons alone that ours depend on."""
    template = database.template(environment, foundations(repository.found()), kind="plain")
    return there(environment, template)


def test_everything_of_ours_can_be_uninstalled_and_leaves_nothing(environment, plain):
    names = list(repository.found())
    template = database.template(environment, names)
    with database.Copy(environment, template, "uninstall") as name:
        before = there(environment, name)
        config = database.config_for(environment, name)
        command = odoo_command(environment, "shell", "-c", config, "-d", name, "--no-http")
        script = UNINSTALL.format(names=names)
        done = subprocess.run(
            command, input=script, capture_output=True, text=True, env=environment.odoo_environment(), timeout=900
        )
        result = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
        assert result, done.stderr[-3000:]
        outcome = json.loads(result[0].removeprefix("RESULT "))
        assert set(outcome["states"].values()) == {"uninstalled"}
        assert outcome["left"] == []
        after = there(environment, name)
    assert before["relation"] - plain["relation"], "there was nothing to uninstall"
    left = {what: sorted(after[what] - plain[what]) for what in WHAT_IS_THERE}
    assert left == dict.fromkeys(WHAT_IS_THERE, [])
