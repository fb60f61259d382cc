"""Sage X3: the dialect. Plain Python, no Odoo, no database."""
