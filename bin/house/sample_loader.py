"""Loads the sample company into a database, or plays the first walk: one Odoo process that ends when it is done.

    python bin/house/sample_loader.py load odoo.conf database en_US
    python bin/house/sample_loader.py speak odoo.conf database zh_CN
    python bin/house/sample_loader.py walk odoo.conf database simulator_url key login password addon...

Lines that begin with @ tell how far it is.
"""

import email.message
import email.policy  # noqa: F401  Odoo patches these modules and must find them whole.
import importlib.util
import sys
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from house import addons as repository
from house import sample_base
from house.sample import Sample, talk


def load(env, language):
    """Core first, then each addon's part in the order in which they depend on each other."""
    sample_base.load(env, Sample(language=language, say=talk), lambda: vacuum(env.cr.dbname))
    load_parts(env, language, *repository.found())
    shop_speaks(env, language)


def load_parts(env, language, *names):
    """The parts of these addons only: they came to a company that is already there."""
    # What is written in passing, like the note that something was made, is for readers of this language.
    env = env(context=env.context | sample_base.UNANNOUNCED | {"lang": language})
    sample = Sample(language=language, say=talk)
    for addon, script in scripts("sample_company", names):
        sample.at(addon.name)
        script.load(env, sample)
        env.cr.commit()
        env.invalidate_all()
    vacuum(env.cr.dbname)


def speak(env, language):
    """Set the language of the administrator in a database without sample data."""
    env.ref("base.user_admin").lang = language
    shop_speaks(env, language)


def shop_speaks(env, language):
    """A visitor without a language of their own meets the shop in this one; the other one stays to choose."""
    if "website" in env.registry:
        spoken = env["res.lang"].search([("code", "=", language)])
        env["website"].search([]).write({"language_ids": [(4, spoken.id)], "default_lang_id": spoken.id})
    env.cr.commit()


def walk(env, url, key, login, password, *names):
    """Let these addons show themselves once with the ERP that runs beside Odoo."""
    for addon, script in scripts("first_walk", names):
        talk(addon.name)
        script.play(env, url, key, login, password)
        env.cr.commit()


def scripts(name, addons):
    """(addon, module) of every `demo/<name>.py` of these addons."""
    for addon in repository.found().values():
        path = addon.path / "demo" / f"{name}.py"
        if addon.name in addons and path.exists():
            spec = importlib.util.spec_from_file_location(f"odoo.addons.{addon.name}.demo.{name}", path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            yield addon, module


def vacuum(database):
    from odoo.sql_db import db_connect

    talk("statistics")
    with closing(db_connect(database).cursor()) as cursor:
        cursor._cnx.rollback()
        cursor._cnx.autocommit = True
        cursor.execute("VACUUM ANALYZE")


def main(do, config_file, database, *arguments):
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", config_file, "-d", database], setup_logging=True)
    with Registry(database).cursor() as cursor:
        env = Environment(cursor, SUPERUSER_ID, {"lang": "en_US"})
        {"load": load, "load_parts": load_parts, "speak": speak, "walk": walk}[do](env, *arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
