"""What `odoo-bin` is in a checkout: Debian keeps it in /usr/bin, a wheel has none."""

import os

# Odoo's package folder must not be the working directory: its http.py would hide the standard library's.
os.environ["TZ"] = "UTC"

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
