from decimal import Decimal

from odoo import models
from odoo.fields import Domain

from ..engine import books
from .erp_backend_inbox import InboxProblem, NotOurs


class ErpBackend(models.Model):
    """An invoice made in the ERP becomes the invoice of the order in Odoo; a payment there pays it here."""

    _inherit = "erp.backend"

    def _apply_invoice(self, document):
        """Create or complete the Odoo invoice for an ERP invoice and return it.

        document: docs/documents.md, "invoice". Raises InboxProblem when it fits no order, or when Odoo's total would
        not be the ERP's: finance trusts the two to be equal to the cent.
        """
        invoice = self._linked_record("account.move", "invoice", document["external_id"])
        if self.invoices_from == "odoo" and not invoice:
            raise NotOurs(self.env._("Invoices are made in Odoo; %s was not.", document["number"]))
        if document.get("type") == "refund":
            document = books.positive(document)
        if not invoice:
            if document["state"] == "abandoned":
                return None
            made = self._create_credit_note if document.get("type") == "refund" else self._create_invoice
            invoice = made(document)
        self._check_total(invoice, document)
        if document["state"] == "paid" and self.payments_from == "erp":
            self._settle_credit_notes(invoice)
            self._pay_invoice(invoice, document)
        return invoice

    def _linked_record(self, model, kind, external_id):
        link = self.env["erp.link"].search(
            [("backend_id", "=", self.id), ("kind", "=", kind), ("external_id", "=", external_id)]
        )
        return self.env[model].browse(link.res_id).exists() if link else self.env[model]

    def _create_invoice(self, document):
        order, quantities = self._order_of_invoice(document)
        values = order._prepare_invoice()
        values["invoice_line_ids"] = [
            (0, 0, line._prepare_invoice_line(quantity=float(quantity))) for line, quantity in quantities.items()
        ]
        values |= {"invoice_date": document["date"] or False, "ref": document["number"]}
        if document["due"]:
            values |= {"invoice_date_due": document["due"], "invoice_payment_term_id": False}
        if self.invoice_journal_id:
            values["journal_id"] = self.invoice_journal_id.id
        return self._post_made_in_erp(values, document)

    def _post_made_in_erp(self, values, document):
        """Create, compare, post and link a document that was made in the ERP."""
        # What the ERP made does not go back there; another ERP may hear of it.
        moves = self.env["account.move"].with_company(self.company_id).with_context(erp_no_message=self.ids)
        move = moves.create(values)
        self._check_total(move, document)
        move.action_post()
        self.env["erp.link"].create(
            {
                "backend_id": self.id,
                "res_model": "account.move",
                "res_id": move.id,
                "kind": "invoice",
                "external_id": document["external_id"],
                "external_ref": document["number"],
                "document_key": document["order_key"],
            }
        )
        move.message_post(body=self.env._("Made in %(erp)s as %(number)s.", erp=self.name, number=document["number"]))
        return move

    def _order_of_invoice(self, document):
        """(order, {order line: quantity}) for an ERP invoice: by its order where the ERP says it, else by what it
        bills: same customer, same products, not more than is still to be invoiced."""
        orders = self._candidate_orders(document)
        fitting = [(order, lines) for order in orders if (lines := self._match_lines(order, document["lines"]))]
        if not fitting:
            raise InboxProblem(
                self.env._("Invoice %s of the ERP fits no open order of this customer here.", document["number"])
            )
        exact = [(order, lines) for order, lines in fitting if len(lines) == len(order._erp_lines_to_invoice())]
        return (exact or fitting)[0]

    def _candidate_orders(self, document):
        domain = Domain("backend_id", "=", self.id) & Domain("kind", "=", "order")
        keys = {"external_id": document.get("order_id"), "document_key": document.get("order_key")}
        named = Domain.OR([Domain(name, "=", key) for name, key in keys.items() if key])
        sold = Domain("state", "=", "sale")
        if document.get("customer_id"):
            customer = self._linked_record("res.partner", "customer", document["customer_id"])
            sold &= Domain("partner_id.commercial_partner_id", "in", customer.ids)
        if not any(keys.values()):
            # Only what may be meant: there may be links of a hundred thousand orders.
            named = Domain("res_id", "in", self.env["sale.order"].search(sold).ids)
        links = self.env["erp.link"].search(domain & named)
        return self.env["sale.order"].search(sold & Domain("id", "in", links.mapped("res_id")), order="id")

    def _match_lines(self, order, rows):
        """{order line: quantity} when every row of the invoice is a line of the order, else None."""
        left = {line: Decimal(str(line._erp_quantity_to_invoice())) for line in order._erp_lines_to_invoice()}
        keys = {
            link.res_id: link.external_id
            for link in self.env["erp.link"].search(
                [
                    ("backend_id", "=", self.id),
                    ("kind", "=", "product"),
                    ("res_id", "in", [line.product_id.id for line in left]),
                ]
            )
        }
        matched = {}
        for row in rows:
            quantity = Decimal(row["quantity"])
            line = next(
                (
                    line
                    for line, open_quantity in left.items()
                    if line not in matched and open_quantity >= quantity and same_product(line, row, keys)
                ),
                None,
            )
            if line is None:
                return None
            matched[line] = quantity
        return matched or None

    def _check_total(self, invoice, document):
        ours = Decimal(str(invoice.amount_total))
        theirs = Decimal(document["total"])
        if invoice.currency_id.compare_amounts(float(ours), float(theirs)):
            raise InboxProblem(
                self.env._(
                    "Invoice %(number)s is %(theirs)s in the ERP and would be %(ours)s here.",
                    number=document["number"],
                    theirs=f"{theirs:.2f}",
                    ours=f"{ours:.2f}",
                )
            )

    def _pay_invoice(self, invoice, document):
        """Register what is still open on the invoice; a second call finds nothing open."""
        if invoice.state != "posted" or invoice.currency_id.is_zero(invoice.amount_residual):
            return
        day = document.get("paid_on") or invoice.invoice_date
        self._book_payment(invoice, invoice.amount_residual, day, document["number"])


def same_product(line, row, keys):
    if row.get("product_id") and line.product_id.id in keys:
        return keys[line.product_id.id] == row["product_id"]
    if row.get("product_ref"):
        return row["product_ref"] == (line.product_id.default_code or f"P{line.product_id.id}")
    return row.get("name", "") == line.name
