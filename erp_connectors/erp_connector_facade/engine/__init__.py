"""Services that a site has written itself. Plain Python, no Odoo, no database."""
