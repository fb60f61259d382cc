"""SAP: two dialects, S/4HANA and ECC. Plain Python, no Odoo, no database."""
