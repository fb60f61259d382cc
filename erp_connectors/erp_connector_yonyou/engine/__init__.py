"""Yonyou NC, U8 and U9: the dialects. Plain Python, no Odoo, no database."""
