"""Writes the .pot of addons with Odoo's own exporter, all in one process.

python bin/house/term_export.py odoo.conf database folder addon...
"""

import email.message
import email.policy  # noqa: F401  Odoo patches these modules and must find them whole.
import sys
from pathlib import Path


def main(config_file, database, folder, names):
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config
    from odoo.tools.translate import trans_export

    config.parse_config(
        ["-c", config_file, "-d", database, "--log-handler", ":ERROR", "--log-handler", "py.warnings:CRITICAL"],
        setup_logging=True,
    )
    with Registry(database).cursor() as cursor:
        env = Environment(cursor, SUPERUSER_ID, {})
        for name in names:
            with (Path(folder) / f"{name}.pot").open("wb") as file:
                trans_export(None, [name], file, "po", env)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
