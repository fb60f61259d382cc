"""Lists the files that Odoo's own upgrade scripts would rewrite: habits of older versions.

    python bin/house/old_habits.py folder...

`odoo upgrade_code --dry-run` reads all of Odoo as well and takes a minute; this reads only the folders named.
"""

import email.message
import email.policy  # noqa: F401  Odoo patches these modules and must find them whole.
import sys


def main(folders):
    from odoo.cli import upgrade_code
    from odoo.tools import parse_version

    files = upgrade_code.FileManager(folders)
    for name, script in upgrade_code.get_upgrade_code_scripts(parse_version("17.0"), parse_version("99.0")):
        # These two rewrite the tax tables of Odoo's country addons and end in an error where there are none.
        if "l10n" not in name and "no-tax-tag" not in name:
            script.upgrade(files)
            for file in files:
                if file.dirty:
                    print(f"{file.path}: {name}")
                    file.dirty = False
                    file._content = None


if __name__ == "__main__":
    main(sys.argv[1:])
