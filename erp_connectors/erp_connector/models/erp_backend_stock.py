from odoo import models
from odoo.tools import SQL

from .erp_backend_inbox import InboxProblem


class ErpBackend(models.Model):
    """How much the ERP has of each product, by warehouse."""

    _inherit = "erp.backend"

    def _apply_stock(self, document):
        """Write all rows in one statement; a row that is older than what is known changes nothing."""
        rows = document["rows"]
        products = self._pushed_products(rows)
        unknown = [row for row, product in zip(rows, products, strict=True) if not product]
        if len(unknown) == len(rows) and self.env.context.get("erp_polled"):
            self._stranger(self.env._("The ERP's product “%s” is not known here.", _name(rows[0]) if rows else ""))
        if unknown:
            names = ", ".join(_name(row) for row in unknown[:5])
            raise InboxProblem(
                self.env._(
                    "%(count)s of %(all)s products are not known here: %(names)s",
                    count=len(unknown),
                    all=len(rows),
                    names=names,
                )
            )
        # The last word on the same product and warehouse within one message counts.
        quantities = {
            (product.id, row["warehouse"]): row["quantity"] for row, product in zip(rows, products, strict=True)
        }
        values = SQL(", ").join(
            SQL("(%s, %s, %s, %s, %s, %s)", self.id, self.company_id.id, product, house, quantity, document["taken_at"])
            for (product, house), quantity in sorted(quantities.items())
        )
        self.env.execute_query(
            SQL(
                "INSERT INTO erp_stock (backend_id, company_id, product_id, warehouse, quantity, taken_at) VALUES %s"
                " ON CONFLICT (backend_id, product_id, warehouse) DO UPDATE"
                " SET quantity = EXCLUDED.quantity, taken_at = EXCLUDED.taken_at"
                " WHERE erp_stock.taken_at <= EXCLUDED.taken_at RETURNING id",
                values,
            )
        )
        self.env["erp.stock"].invalidate_model()
        return None


def _name(row):
    return row["product_ref"] or row["product_id"]
