"""The thinking of the sync: outcomes, retries, breaker, mapping, chain. Plain Python, no Odoo, no database."""
