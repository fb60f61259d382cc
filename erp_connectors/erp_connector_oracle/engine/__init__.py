"""Oracle Fusion Cloud and E-Business Suite: two dialects. Plain Python, no Odoo, no database."""
