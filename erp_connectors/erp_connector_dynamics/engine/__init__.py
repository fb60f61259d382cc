"""Microsoft Dynamics NAV and Business Central: the dialect. Plain Python, no Odoo, no database."""
