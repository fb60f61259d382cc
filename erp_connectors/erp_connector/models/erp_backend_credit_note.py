from decimal import Decimal

from odoo import Command, models
from odoo.tools import float_compare

from .erp_backend_inbox import InboxProblem
from .erp_backend_invoice import same_product

AS_INVOICED = ("name", "discount", "price_unit", "analytic_distribution")
LATEST = 50  # invoices of a customer that are looked through when the ERP does not say which one it takes back


class ErpBackend(models.Model):
    """A credit note made in the ERP becomes one here, and takes back the same invoice."""

    _inherit = "erp.backend"

    def _create_credit_note(self, document):
        """document: docs/documents.md, "invoice" of the type refund, amounts positive."""
        invoice, rows = self._invoice_taken_back(document)
        values = {
            "move_type": "out_refund",
            "partner_id": invoice.partner_id.id,
            "currency_id": invoice.currency_id.id,
            "fiscal_position_id": invoice.fiscal_position_id.id,
            "invoice_user_id": invoice.invoice_user_id.id,
            "invoice_origin": invoice.invoice_origin,
            "journal_id": (self.invoice_journal_id or invoice.journal_id).id,
            "reversed_entry_id": invoice.id,
            "invoice_date": document["date"] or False,
            "ref": document["number"],
            "invoice_line_ids": [Command.create(_taken_back(line, row)) for line, row in rows],
        }
        return self._post_made_in_erp(values, document)

    def _invoice_taken_back(self, document):
        """(invoice, [(its line, row of the credit note)]): the one that the ERP names, else the newest invoice of the
        order or the customer that has billed all of it."""
        for invoice in self._candidate_invoices(document):
            rows = self._rows_taken_back(invoice, document["lines"])
            if rows:
                return invoice, rows
        raise InboxProblem(
            self.env._("Credit note %s of the ERP fits no invoice of this customer here.", document["number"])
        )

    def _candidate_invoices(self, document):
        if document.get("reversed_id"):
            invoice = self._linked_record("account.move", "invoice", document["reversed_id"])
            if not invoice:
                self._early(self.env._("Invoice %s has not arrived from the ERP yet.", document["reversed_id"]))
            return invoice
        domain = [("move_type", "=", "out_invoice"), ("state", "=", "posted"), ("company_id", "=", self.company_id.id)]
        if document.get("order_key") or document.get("order_id"):
            order = self.env["sale.order"].browse(self._order_link(document).res_id).exists()
            domain.append(("id", "in", order.invoice_ids.ids))
        else:
            customer = self._linked_record("res.partner", "customer", document.get("customer_id"))
            domain.append(("commercial_partner_id", "=", customer.id))
        invoices = self.env["account.move"].search(domain, order="invoice_date desc, id desc", limit=LATEST)
        links = self.env["erp.link"].search(
            [("backend_id", "=", self.id), ("kind", "=", "invoice"), ("res_id", "in", invoices.ids)]
        )
        return invoices.filtered(lambda invoice: invoice.id in set(links.mapped("res_id")))

    def _rows_taken_back(self, invoice, rows):
        """[(invoice line, row)] when every row is a line of the invoice, else nothing."""
        left = invoice.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        links = self.env["erp.link"].search(
            [("backend_id", "=", self.id), ("kind", "=", "product"), ("res_id", "in", left.product_id.ids)]
        )
        keys = {link.res_id: link.external_id for link in links}
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        found = []
        for row in rows:
            quantity = float(row["quantity"])
            fits = left.filtered(
                lambda line, row=row, q=quantity: (
                    float_compare(line.quantity, q, precision_digits=digits) >= 0 and same_product(line, row, keys)
                )
            )
            if not fits:
                return []
            found.append((fits[0], row))
            left -= fits[0]
        return found

    def _settle_credit_notes(self, move):
        """Credit notes of the ERP settle the invoice that they take back before anything counts as paid."""
        others = move.reversed_entry_id | move.reversal_move_ids
        links = self.env["erp.link"].search(
            [("backend_id", "=", self.id), ("kind", "=", "invoice"), ("res_id", "in", others.ids)]
        )
        moves = move | others.filtered(lambda other: other.state == "posted" and other.id in links.mapped("res_id"))
        open_lines = moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        for lines in open_lines.grouped("account_id").values():
            if len(lines.move_id) > 1:
                lines.with_context(erp_no_message=self.ids).reconcile()


def _taken_back(line, row):
    """Values of the line that takes back a row: at the ERP's price where it names one, else at that of the invoice."""
    quantity = float(row["quantity"])
    values = {name: line[name] for name in AS_INVOICED} | {
        "product_id": line.product_id.id,
        "product_uom_id": line.product_uom_id.id,
        "account_id": line.account_id.id,
        "tax_ids": [Command.set(line.tax_ids.ids)],
        "sale_line_ids": [Command.set(line.sale_line_ids.ids)],
        "quantity": quantity,
    }
    if row.get("untaxed") and quantity and not any(line.tax_ids.mapped("price_include")):
        values |= {"price_unit": float(Decimal(row["untaxed"]) / Decimal(row["quantity"])), "discount": 0}
    return values
