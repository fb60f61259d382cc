"""Kingdee EAS and K/3 Cloud: the dialects. Plain Python, no Odoo, no database."""
